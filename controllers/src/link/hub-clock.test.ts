import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { hubClock } from './hub-clock.ts'

const hourMs = 3_600_000

test('the quality is unknown before the first word, synced within the hour, drifting after', async () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  expect(time.quality()).toBe('unknown')
  time.observe(clock.now())
  await clock.advance(hourMs)
  expect(time.quality()).toBe('synced')
  await clock.advance(1)
  expect(time.quality()).toBe('drifting')
})

test('an offset kept from an earlier run is used, and not trusted fully', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, 60_000)
  expect([time.nowMs() - clock.now(), time.quality()]).toEqual([60_000, 'drifting'])
})

test('a wrong machine clock is corrected, and setting it changes nothing', async () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  const hubMs = clock.now() + 2 * hourMs
  time.observe(hubMs)
  clock.jump(0)
  await clock.advance(5000)
  expect(time.nowMs()).toBe(hubMs + 5000)
})

test('travel time is not taken for a wrong clock', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  time.observe(clock.now() - 300)
  expect(time.offsetMs()).toBe(0)
})

test('what is no time changes nothing', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  time.observe(Number.NaN)
  expect(time.quality()).toBe('unknown')
})
