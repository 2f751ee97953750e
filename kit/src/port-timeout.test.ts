import { expect, test } from 'vitest'
import { type Clock, ManualClock } from './clock.ts'
import { portTimeout } from './port-timeout.ts'

function rig() {
  const manual = new ManualClock()
  let asleepMs = 0
  const clock: Clock = {
    now: () => manual.now(),
    monotonic: () => manual.monotonic() + asleepMs,
    after: (delayMs, work) => manual.after(delayMs, work),
    every: (periodMs, work) => manual.every(periodMs, work),
  }
  let expired = 0
  const timer = portTimeout(clock, 400, () => (expired += 1))
  return { manual, timer, sleep: (ms: number) => (asleepMs += ms), expired: () => expired }
}

test('it expires in time, once', async () => {
  const { manual, expired } = rig()
  await manual.advance(399)
  expect(expired()).toBe(0)
  await manual.advance(10_000)
  expect(expired()).toBe(1)
})

test.each([5_000, 30])('a process that was busy for %i ms over it listens a little longer', async lateMs => {
  const { manual, sleep, expired } = rig()
  sleep(lateMs)
  await manual.advance(400)
  expect(expired()).toBe(0)
  await manual.advance(50)
  expect(expired()).toBe(1)
})

test('cancelled, it never expires, the second wait neither', async () => {
  const { manual, sleep, timer, expired } = rig()
  sleep(5_000)
  await manual.advance(400)
  timer.cancel()
  await manual.advance(10_000)
  expect(expired()).toBe(0)
})
