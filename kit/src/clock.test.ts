import { expect, test } from 'vitest'
import { ManualClock } from './clock.ts'

test('timers run in the order they fall due, and only when time passes', async () => {
  const clock = new ManualClock(0)
  const ran: string[] = []
  clock.after(200, () => ran.push('late'))
  clock.after(100, () => ran.push('early'))
  await clock.advance(99)
  expect(ran).toEqual([])
  await clock.advance(101)
  expect(ran).toEqual(['early', 'late'])
  expect(clock.now()).toBe(200)
})

test('a period repeats until cancelled', async () => {
  const clock = new ManualClock(0)
  let ticks = 0
  const timer = clock.every(10, () => {
    ticks += 1
    if (ticks === 3) timer.cancel()
  })
  await clock.advance(100)
  expect(ticks).toBe(3)
})

test('setting the wall clock back moves no timer', async () => {
  const clock = new ManualClock(10_000)
  let fired = false
  clock.after(50, () => {
    fired = true
  })
  clock.jump(0)
  await clock.advance(50)
  expect(fired).toBe(true)
  expect(clock.now()).toBe(50)
  expect(clock.monotonic()).toBe(50)
})

test('a timer set while promises settle still runs in the same advance', async () => {
  const clock = new ManualClock(0)
  let done = false
  clock.after(10, () => {
    void Promise.resolve().then(() =>
      clock.after(10, () => {
        done = true
      }),
    )
  })
  await clock.advance(20)
  expect(done).toBe(true)
})
