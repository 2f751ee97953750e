/** Readings, their buckets, and the machines that announced themselves. */
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type { ReadingBucket, ReadingRecord } from '../readings.ts'
import { at, unique } from './samples.ts'

function reading(machineId: string, seconds: number, over: Partial<ReadingRecord> = {}): ReadingRecord {
  return { machineId, at: at(seconds), tdsMilli: 120_500, phMilli: 7_100, temperatureMilli: null, ...over }
}

function bucket(machineId: string, over: Partial<ReadingBucket> = {}): ReadingBucket {
  return {
    machineId,
    size: 'hour',
    startsAt: at(0),
    count: 2,
    tdsSum: 240_000,
    tdsMin: 119_000,
    tdsMax: 121_000,
    phSum: 14_200,
    phMin: 7_000,
    phMax: 7_200,
    temperatureCount: 0,
    temperatureSum: 0,
    temperatureMin: null,
    temperatureMax: null,
    measured: false,
    ...over,
  }
}

/** Registers the tests. */
export function readingContract(store: CurrentStore): void {
  const add = (readings: readonly ReadingRecord[]) => store().transact(tx => tx.readings.add(readings))
  const merge = (buckets: readonly ReadingBucket[]) => store().transact(tx => tx.readings.merge(buckets))

  test('a reading of the same machine and moment is stored once, also within one batch of many', async () => {
    const [one, other] = [unique('vending'), unique('vending')]
    const first = reading(one, 1)
    expect(await add([first, { ...first, tdsMilli: 1 }, reading(other, 1)])).toEqual([first, reading(other, 1)])
    const many = Array.from({ length: 150 }, (_, n) => reading(one, n, { temperatureMilli: -n }))
    expect(await add(many)).toHaveLength(149)
    expect(await add(many)).toEqual([])
    const { readings, minutes } = await store().readings.newest([one, other, unique('nobody')])
    expect(readings).toEqual([reading(one, 149, { temperatureMilli: -149 }), reading(other, 1)])
    expect(minutes).toEqual([])
  })

  test('what comes later is added to a bucket: sums beyond 32 bits, the least, the greatest, and no value where there was none', async () => {
    const machineId = unique('vending')
    const tdsSum = 8_640_000_000
    await merge([bucket(machineId, { tdsSum }), bucket(machineId, { startsAt: at(3600), measured: true })])
    await merge([bucket(machineId, { tdsSum, tdsMin: 90_000, tdsMax: 100_000, phMin: 7_100, phMax: 7_900, measured: true })])
    const warm = { temperatureCount: 1, temperatureSum: -3_000, temperatureMin: -3_000, temperatureMax: -3_000 }
    await merge([bucket(machineId, warm)])
    await merge([bucket(machineId, { ...warm, temperatureSum: 5_000, temperatureMin: 5_000, temperatureMax: 5_000 })])
    await merge([bucket(machineId)])
    const found = await store().readings.buckets({ machineId, size: 'hour', from: at(0), to: at(3601) })
    expect(found).toHaveLength(2)
    expect(found[0]).toEqual({
      machineId,
      size: 'hour',
      startsAt: at(0),
      count: 10,
      tdsSum: 2 * tdsSum + 3 * 240_000,
      tdsMin: 90_000,
      tdsMax: 121_000,
      phSum: 71_000,
      phMin: 7_000,
      phMax: 7_900,
      temperatureCount: 2,
      temperatureSum: 2_000,
      temperatureMin: -3_000,
      temperatureMax: 5_000,
      measured: true,
    })
    expect(await store().readings.buckets({ machineId, size: 'hour', from: at(1), to: at(3600) })).toEqual([])
  })

  test('hours are read of all machines at once, and other sizes are none', async () => {
    const machines = [unique('vending'), unique('vending')]
    const far = (hours: number) => at(40_000_000 + hours * 3600)
    await merge(
      machines.flatMap(id => [
        bucket(id, { startsAt: far(0) }),
        bucket(id, { startsAt: far(1) }),
        bucket(id, { startsAt: far(1), size: 'day' }),
        bucket(id, { startsAt: far(2) }),
      ]),
    )
    const found = await store().readings.hours({ from: far(1), to: far(2) })
    expect(found.map(({ machineId }) => machineId).toSorted()).toEqual(machines.toSorted())
    expect(found[0]).toMatchObject({ startsAt: far(1), count: 2, tdsSum: 240_000, phSum: 14_200 })
  })

  test('each size is let go of by itself, machine by machine, the oldest first', async () => {
    const machineId = `~${unique('vending')}`
    expect(await store().readings.oldest('minute', machineId)).toBeUndefined()
    await add([reading(machineId, 5), reading(machineId, 9)])
    await merge([bucket(machineId, { size: 'minute' }), bucket(machineId, { size: 'day' })])
    expect(await store().readings.oldest('reading', machineId.slice(0, -1))).toEqual({ machineId, at: at(5) })
    expect(await store().readings.oldest('hour', machineId.slice(0, -1))).toEqual({ machineId, at: null })
    expect(await store().transact(tx => tx.readings.forget('reading', machineId, at(9)))).toBe(1)
    expect(await store().transact(tx => tx.readings.forget('minute', machineId, at(9)))).toBe(1)
    expect(await store().readings.newest([machineId])).toEqual({ readings: [reading(machineId, 9)], minutes: [] })
    expect(await store().readings.buckets({ machineId, size: 'day', from: at(0), to: at(1) })).toHaveLength(1)
  })

  test('an announced machine is on the list until it is taken off', async () => {
    const announced = { id: unique('vending'), at: at(0), by: 'token:depot' }
    await store().transact(tx => tx.announced.put(announced))
    expect(await store().announced.list()).toContainEqual(announced)
    expect(await store().transact(tx => tx.announced.remove(announced.id))).toBe(true)
    expect(await store().announced.list()).not.toContainEqual(announced)
  })
}
