import { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { hubClock } from './hub-clock.ts'

const hourMs = 3_600_000

test('the quality is unknown before the first word, synced within the hour, drifting after', async () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  expect(time.quality()).toBe('unknown')
  time.learn(clock.now(), 10)
  await clock.advance(hourMs)
  expect(time.quality()).toBe('synced')
  await clock.advance(1)
  expect(time.quality()).toBe('drifting')
  time.observe(clock.now())
  expect(time.quality()).toBe('synced')
})

test('an offset kept from an earlier run is used, and not trusted fully', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, 60_000)
  expect([time.nowMs() - clock.now(), time.quality()]).toEqual([60_000, 'drifting'])
})

test.each([-hourMs, hourMs])('a wrong machine clock is corrected, and setting it by %i ms changes nothing', async jumpMs => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  const hubMs = clock.now() + 2 * hourMs
  time.learn(hubMs, 10)
  clock.jump(clock.now() + jumpMs)
  await clock.advance(5000)
  expect(time.nowMs()).toBe(hubMs + 5000)
  expect(time.offsetMs()).toBe(2 * hourMs - jumpMs)
})

test('travel time is not taken for a wrong clock', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  time.learn(clock.now() - 300, 300)
  expect(time.offsetMs()).toBe(0)
})

test('a message that was long on its way does not take our time back with it', async () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  time.learn(clock.now(), 10)
  const stampedMs = clock.now()
  await clock.advance(30_000)
  expect(time.observe(stampedMs)).toBe(false)
  expect(time.nowMs()).toBe(stampedMs + 30_000)
  expect(time.observe(clock.now() - 900)).toBe(true)
  expect(time.nowMs()).toBe(stampedMs + 30_000)
})

test('a hub whose clock was set forward is followed by the next message, one set back by the next greeting', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  const startMs = clock.now()
  time.learn(startMs, 10)
  expect(time.observe(startMs + hourMs)).toBe(true)
  expect(time.nowMs()).toBe(startMs + hourMs)
  expect(time.observe(startMs)).toBe(false)
  time.learn(startMs, 10)
  expect([time.nowMs(), time.observe(startMs)]).toEqual([startMs, true])
})

test('as long as the greeting took, as much later it may be; a quicker message takes that away', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  time.learn(clock.now() + hourMs, 4000)
  expect(time.latestMs() - time.nowMs()).toBe(4000)
  time.observe(time.nowMs() + 3000)
  expect(time.latestMs() - time.nowMs()).toBe(1000)
  time.observe(time.nowMs() + hourMs)
  expect(time.latestMs()).toBe(time.nowMs())
})

test('what is no time changes nothing', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  time.learn(Number.NaN, 10)
  expect(time.observe(Number.NaN)).toBe(true)
  expect(time.quality()).toBe('unknown')
})

test('a clock that is set is followed by a machine that never heard of a hub, or only before it was started', () => {
  const clock = new ManualClock()
  const time = hubClock(clock, -hourMs)
  clock.jump(clock.now() + 5 * hourMs)
  expect(time.clockWasSet()).toBe(true)
  expect([time.nowMs(), time.quality(), time.offsetMs()]).toEqual([clock.now(), 'unknown', 0])
})

test('a clock that is set changes nothing for a machine whose hub told the time', async () => {
  const clock = new ManualClock()
  const time = hubClock(clock, null)
  const hubMs = clock.now()
  time.learn(hubMs, 10)
  clock.jump(clock.now() + 5 * hourMs)
  expect(time.clockWasSet()).toBe(false)
  await clock.advance(1_000)
  expect([time.nowMs(), time.quality(), time.offsetMs()]).toEqual([hubMs + 1_000, 'synced', -5 * hourMs])
})
