import { expect, test } from 'vitest'
import { lostSince } from './lost-runs.ts'

const minute = 60_000
const run = { beganMs: 0, heardMs: 1_000, plannedS: 300 }
const there = { lastSeenMs: 11 * minute, queued: 0, saysRunning: false }

test('a device that is there again after the planned time and a margin has lost the run', () => {
  expect(lostSince(run, there, 10 * minute - 1)).toBeUndefined()
  expect(lostSince(run, there, 11 * minute)).toBe(5 * minute)
  expect(lostSince(run, { ...there, lastSeenMs: 9 * minute }, 11 * minute)).toBeUndefined()
})

test.each([
  ['silent', { ...there, lastSeenMs: minute }],
  ['still sending what is on its card', { ...there, queued: 3 }],
  ['saying that it runs', { ...there, saysRunning: true }],
])('a device that is %s is waited for an hour longer, not for ever', (_, device) => {
  expect(lostSince(run, device, 64 * minute)).toBeUndefined()
  expect(lostSince(run, device, 65 * minute)).toBe(5 * minute)
})

test('a device that does not say how long it means to run has as long as any may', () => {
  const unplanned = { ...run, plannedS: null }
  expect(lostSince(unplanned, there, 120 * minute)).toBeUndefined()
  expect(lostSince(unplanned, { ...there, lastSeenMs: 126 * minute, queued: null }, 126 * minute)).toBe(120 * minute)
})

test('a beginning that a card brings late is not given up before its end can have come behind it', () => {
  const late = { ...run, heardMs: 600 * minute }
  const now = { ...there, lastSeenMs: 600 * minute }
  expect(lostSince(late, now, 601 * minute)).toBeUndefined()
  expect(lostSince(late, { ...now, lastSeenMs: 606 * minute }, 606 * minute)).toBe(5 * minute)
})
