import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hoursOnline, paceMs, standingOf } from './consumables.ts'

const now = Date.UTC(2026, 0, 20)
const dayMs = 86_400_000
const use = { kind: 'filter' as const, capacity: 5000, leftThen: null, usedSince: 1250.55, usedLately: 700, latelyMs: paceMs }

test('what was delivered since the renewal is used, and the rest lasts as long as at the pace of the last week', () => {
  expect(standingOf(use, now)).toEqual({
    used: 1250.6,
    left: 3749.5,
    emptyAt: new Date(now + (3749.45 / 100) * dayMs).toISOString(),
    due: false,
  })
})

test('a tank that was not filled up counts from what was in it, and is due while there is water left', () => {
  const tank = { ...use, kind: 'tank' as const, capacity: 200, leftThen: 100, usedSince: 79, usedLately: 70 }
  expect(standingOf(tank, now)).toMatchObject({ used: 179, left: 21, due: false })
  expect(standingOf({ ...tank, usedSince: 80 }, now)).toMatchObject({ left: 20, due: true })
})

test('more used than it holds leaves nothing, and is due now', () => {
  expect(standingOf({ ...use, usedSince: 6000 }, now)).toEqual({ used: 5000, left: 0, emptyAt: new Date(now).toISOString(), due: true })
})

test('where nothing was used, or so little that it lasts for generations, there is no forecast', () => {
  expect(standingOf({ ...use, usedLately: 0 }, now).emptyAt).toBeNull()
  expect(standingOf({ ...use, usedLately: 0.001 }, now).emptyAt).toBeNull()
})

test('of a machine put up a minute ago nobody can say how long it lasts; after an hour one can', () => {
  const begun = { ...use, usedSince: 1, usedLately: 1 }
  expect(standingOf({ ...begun, latelyMs: 60_000 }, now).emptyAt).toBeNull()
  expect(standingOf({ ...begun, latelyMs: 3_600_000 }, now).emptyAt).toBe(new Date(now + 4999 * 3_600_000).toISOString())
})

const at = (hour: number) => new Date(now + hour * 3_600_000).toISOString()
const day = { fromMs: now, toMs: now + dayMs, isOnlineNow: true }

test.each([
  ['never gone', [], 24],
  [
    'gone from 6 to 8',
    [
      [6, false],
      [8, true],
    ],
    22,
  ],
  ['came at 5 for the first time', [[5, true]], 19],
  ['gone at 20 and not back', [[20, false]], 20],
  [
    'gone before it is looked at, back at 4',
    [
      [-3, false],
      [4, true],
    ],
    20,
  ],
  [
    'told twice that it went',
    [
      [6, false],
      [7, false],
      [8, true],
    ],
    22,
  ],
] as const)('%s: online for %j of 24 hours', (_, changes, hours) => {
  expect(
    hoursOnline(
      changes.map(([hour, isOnline]) => ({ at: at(hour), isOnline })),
      day,
    ),
  ).toBe(hours)
})

test('a machine of which nothing was told and that is away was away', () => {
  expect(hoursOnline([], { ...day, isOnlineNow: false })).toBe(0)
})

test('whatever came and went, no day has less than none or more than 24 hours', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ hour: fc.integer({ min: -9, max: 40 }), isOnline: fc.boolean() })), changes => {
      const sorted = changes.toSorted((a, b) => a.hour - b.hour).map(({ hour, isOnline }) => ({ at: at(hour), isOnline }))
      const hours = hoursOnline(sorted, day)
      expect(hours).toBeGreaterThanOrEqual(0)
      expect(hours).toBeLessThanOrEqual(24)
    }),
  )
})
