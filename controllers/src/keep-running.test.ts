import { ManualClock, silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { isDiskTrouble } from './journal/disk-trouble.ts'
import { diskRetryMs, Keeper } from './keep-running.ts'

const full = Object.assign(new Error('database or disk is full'), { errcode: 13 })

/** A machine on a disk that can be broken at will. */
function bench(startsBroken = false) {
  const clock = new ManualClock()
  const story: string[] = []
  const fatal: unknown[] = []
  let broken: Error | undefined = startsBroken ? full : undefined
  let complain: (error: unknown) => void = () => undefined
  const keeper = new Keeper({
    clock,
    log: silentLog(),
    begin(onFatal) {
      complain = onFatal
      return {
        async start() {
          if (broken !== undefined) throw broken
          story.push('start')
        },
        stop: async () => void story.push('stop'),
        tellOfRefusal: since => void story.push(`refused since ${since}`),
      }
    },
    onChange: () => undefined,
    onFatal: error => fatal.push(error),
  })
  return {
    clock,
    story,
    fatal,
    keeper,
    disk: (error: Error | undefined) => void (broken = error),
    complain: (error: unknown) => complain(error),
  }
}

test('a disk that refuses takes the machine down, and one that takes writes again brings it back with a note', async () => {
  const { keeper, clock, story, disk, complain, fatal } = bench()
  await keeper.start()
  disk(full)
  complain(full)
  await clock.advance(diskRetryMs.longest * 3)
  expect([keeper.running(), story.filter(line => line === 'start')]).toEqual([undefined, ['start']])
  expect(keeper.refusedSince()).toBeDefined()
  disk(undefined)
  await clock.advance(diskRetryMs.longest)
  expect(keeper.running()).toBeDefined()
  expect(keeper.refusedSince()).toBeUndefined()
  expect(story.filter(line => line === 'start')).toHaveLength(2)
  expect(story.at(-1)).toMatch(/^refused since /)
  expect(fatal).toEqual([])
})

test('a machine whose disk is full from the start comes up as soon as it can', async () => {
  const { keeper, clock, disk } = bench(true)
  await keeper.start()
  expect([keeper.running(), typeof keeper.refusedSince()]).toEqual([undefined, 'string'])
  disk(undefined)
  await clock.advance(diskRetryMs.longest)
  expect(keeper.running()).toBeDefined()
})

test('a refusal in the middle of the start is not taken for a start', async () => {
  const { keeper, complain, clock, story } = bench()
  const starting = keeper.start()
  complain(full)
  await starting
  expect([keeper.running(), story]).toEqual([undefined, ['start', 'stop']])
  await clock.advance(diskRetryMs.longest)
  expect(keeper.running()).toBeDefined()
})

test('what is not the disk’s fault is not repeated', async () => {
  const { keeper, disk, complain, fatal } = bench()
  disk(new Error('a mistake'))
  await expect(keeper.start()).rejects.toThrow('a mistake')
  complain(new Error('another'))
  expect(fatal).toHaveLength(1)
})

test('a stopped machine is not brought back', async () => {
  const { keeper, clock, complain, story } = bench()
  await keeper.start()
  complain(full)
  await keeper.stop()
  await clock.advance(diskRetryMs.longest)
  expect([keeper.running(), story]).toEqual([undefined, ['start', 'stop']])
})

test.each([
  [{ errcode: 13 }, true],
  [{ errcode: 8 }, true],
  [{ errcode: 10 | (12 << 8) }, true],
  [{ errcode: 19 }, false],
  [{ code: 'ENOSPC' }, true],
  [{ code: 'EROFS' }, true],
  [{ code: 'EADDRINUSE' }, false],
  [{}, false],
])('an error with %j is the disk’s: %s', (marks, isDisk) => {
  expect(isDiskTrouble(Object.assign(new Error('x'), marks))).toBe(isDisk)
})
