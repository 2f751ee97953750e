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

/** Machines whose start and stop last until they are let through, and what became of each. */
function slowBench() {
  const clock = new ManualClock()
  const story: string[] = []
  const held: { what: string; go(): void }[] = []
  const complaints: ((error: unknown) => void)[] = []
  const hold = (what: string) => new Promise<void>(go => held.push({ what, go }))
  const keeper = new Keeper({
    clock,
    log: silentLog(),
    begin(onFatal) {
      const number = complaints.push(onFatal)
      const step = async (what: string) => {
        story.push(`${what} ${number}`)
        await hold(`${what} ${number}`)
        story.push(`${what} ${number} done`)
      }
      return { start: () => step('start'), stop: () => step('stop'), tellOfRefusal: () => undefined }
    },
    onChange: () => undefined,
    onFatal: error => story.push(`fatal ${String(error)}`),
  })
  return {
    clock,
    story,
    keeper,
    complain: (number: number) => complaints[number - 1]?.(full),
    async letThrough(what: string) {
      await clock.advance(0)
      held.find(one => one.what === what)?.go()
      await clock.advance(0)
    },
  }
}

test('a machine is not begun before the one before it is at rest', async () => {
  const { keeper, clock, story, complain, letThrough } = slowBench()
  void keeper.start()
  await letThrough('start 1')
  complain(1)
  await clock.advance(diskRetryMs.longest)
  expect([keeper.running(), story]).toEqual([undefined, ['start 1', 'start 1 done', 'stop 1']])
  await letThrough('stop 1')
  await letThrough('start 2')
  expect(story.slice(3)).toEqual(['stop 1 done', 'start 2', 'start 2 done'])
  expect(keeper.running()).toBeDefined()
})

test('a refusal in the middle of the start is not taken for a start', async () => {
  const { keeper, clock, story, complain, letThrough } = slowBench()
  const starting = keeper.start()
  await letThrough('nothing yet')
  complain(1)
  await letThrough('start 1')
  await letThrough('stop 1')
  await starting
  expect([keeper.running(), story]).toEqual([undefined, ['start 1', 'start 1 done', 'stop 1', 'stop 1 done']])
  await clock.advance(diskRetryMs.longest)
  await letThrough('start 2')
  expect(keeper.running()).toBeDefined()
})

test('a machine that was still starting is at rest when the stop is over', async () => {
  const { keeper, story, letThrough } = slowBench()
  const starting = keeper.start()
  await letThrough('nothing yet')
  const stopping = keeper.stop().then(() => story.push('at rest'))
  await letThrough('start 1')
  await letThrough('stop 1')
  await Promise.all([starting, stopping])
  expect([keeper.running(), story]).toEqual([undefined, ['start 1', 'start 1 done', 'stop 1', 'stop 1 done', 'at rest']])
})

test('after the stop nothing is begun', async () => {
  const { keeper, story } = slowBench()
  await keeper.stop()
  await keeper.start()
  expect(story).toEqual([])
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
