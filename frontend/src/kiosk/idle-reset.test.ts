import { ManualClock } from '@palang/kit/clock'
import { expect, test } from 'vitest'
import { idleReset } from './idle-reset.ts'

function rig() {
  const clock = new ManualClock()
  const shown: (number | undefined)[] = []
  let resets = 0
  const reset = idleReset({ clock, countdownS: 3, onCountdown: left => shown.push(left), onReset: () => resets++ })
  return { clock, reset, shown: () => shown.filter(left => left !== undefined), now: () => shown.at(-1), resets: () => resets }
}

test('counts down in sight and then resets once', async () => {
  const { clock, reset, shown, now, resets } = rig()
  reset.arm(10_000)
  await clock.advance(6_999)
  expect(shown()).toEqual([])
  await clock.advance(1)
  expect(now()).toBe(3)
  await clock.advance(2_999)
  expect(shown()).toEqual([3, 2, 1])
  expect(resets()).toBe(0)
  await clock.advance(1)
  expect(resets()).toBe(1)
  expect(now()).toBeUndefined()
  await clock.advance(60_000)
  expect(resets()).toBe(1)
})

test('a touch during the countdown hides it and starts the whole wait anew', async () => {
  const { clock, reset, now, resets } = rig()
  reset.arm(10_000)
  await clock.advance(8_500)
  expect(now()).toBe(2)
  reset.arm(10_000)
  expect(now()).toBeUndefined()
  await clock.advance(9_999)
  expect(resets()).toBe(0)
  await clock.advance(1)
  expect(resets()).toBe(1)
})

test('a disarmed reset never comes', async () => {
  const { clock, reset, now, resets } = rig()
  reset.arm(10_000)
  await clock.advance(8_000)
  reset.disarm()
  await clock.advance(60_000)
  expect(now()).toBeUndefined()
  expect(resets()).toBe(0)
})

test('a wait shorter than the countdown still shows the whole countdown', async () => {
  const { clock, reset, shown, resets } = rig()
  reset.arm(500)
  await clock.advance(3_000)
  expect(shown()).toEqual([3, 2, 1])
  expect(resets()).toBe(1)
})
