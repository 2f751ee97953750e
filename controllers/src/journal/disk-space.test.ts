import { tmpdir } from 'node:os'
import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { diskSpaceBytes, lookEveryMs, watchDiskSpace, type DiskSpaceOptions } from './disk-space.ts'

function bench(free: () => number, wasLow = false) {
  const told: unknown[] = []
  let isLow = wasLow
  const clock = new ManualClock()
  const options: DiskSpaceOptions = {
    folder: tmpdir(),
    clock,
    log: silentLog(),
    remembered: { get: () => isLow, set: low => void (isLow = low) },
    tell: ({ type, payload }) => void told.push(`${type} ${String(payload['code'])}`),
    freeBytes: async () => free(),
  }
  return { clock, told, options, isLow: () => isLow }
}

test('a disk that fills up raises one alarm, and clears it only when there is clearly room again', async () => {
  let free: number = diskSpaceBytes.enough
  const { clock, told, options } = bench(() => free)
  await watchDiskSpace(options)
  const at = async (bytes: number) => {
    free = bytes
    await clock.advance(lookEveryMs)
    return [...told]
  }
  expect(await at(diskSpaceBytes.low)).toEqual([])
  expect(await at(diskSpaceBytes.low - 1)).toEqual(['alarm_raised disk_low'])
  expect(await at(0)).toHaveLength(1)
  expect(await at(diskSpaceBytes.low + 1)).toHaveLength(1)
  expect(await at(diskSpaceBytes.enough)).toEqual(['alarm_raised disk_low', 'alarm_cleared disk_low'])
})

test('an alarm from before a restart is cleared by the first look, and not raised again', async () => {
  const cleared = bench(() => diskSpaceBytes.enough, true)
  await watchDiskSpace(cleared.options)
  expect(cleared.told).toEqual(['alarm_cleared disk_low'])
  const still = bench(() => 0, true)
  await watchDiskSpace(still.options)
  expect(still.told).toEqual([])
})

test('a disk that takes no writes, or does not say how full it is, stops nothing', async () => {
  const full = bench(() => 0)
  await watchDiskSpace({
    ...full.options,
    tell() {
      throw new Error('database or disk is full')
    },
  })
  expect(full.isLow()).toBe(false)
  const broken = bench(() => 0)
  await watchDiskSpace({
    ...broken.options,
    remembered: {
      ...broken.options.remembered,
      get() {
        throw new Error('disk I/O error')
      },
    },
  })
  expect(broken.told).toEqual([])
  const mute = bench(() => {
    throw new Error('EIO')
  })
  await watchDiskSpace(mute.options)
  expect(mute.told).toEqual([])
})

test('after the stop nothing is told any more', async () => {
  let free: number = diskSpaceBytes.enough
  const { clock, told, options } = bench(() => free)
  const watch = await watchDiskSpace(options)
  watch.cancel()
  free = 0
  await clock.advance(lookEveryMs * 2)
  expect(told).toEqual([])
})
