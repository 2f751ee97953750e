import { expect, test } from 'vitest'
import { offsetAfter } from './clock-offset.ts'
import { clockToleranceMs, deviceMoment, happenedAt, reread } from './device-clock.ts'

const zone = 'Asia/Jakarta'
const now = Date.UTC(2026, 0, 20, 10, 30)
const hour = 3_600_000

test('a time has its own zone, or that of the outlet; seconds since 1970 have none to doubt', () => {
  expect(deviceMoment('2024-01-15T10:30:00Z', zone)).toEqual({ ms: Date.UTC(2024, 0, 15, 10, 30), zone: null })
  expect(deviceMoment('2024-01-15T17:30:00+07:00', zone)).toEqual({ ms: Date.UTC(2024, 0, 15, 10, 30), zone: null })
  expect(deviceMoment('2024-01-15T17:30:00', zone)).toEqual({ ms: Date.UTC(2024, 0, 15, 10, 30), zone })
  expect(deviceMoment(1_705_314_600, zone)).toEqual({ ms: Date.UTC(2024, 0, 15, 10, 30), zone: null })
  expect([deviceMoment('2026-02-30T00:00:00Z', zone), deviceMoment('2026-13-01T00:00:00', zone)]).toEqual([undefined, undefined])
  expect([deviceMoment('yesterday', zone), deviceMoment(undefined, zone)]).toEqual([undefined, undefined])
})

test('what a wall showed is read again in another zone', () => {
  const tenInJakarta = Date.UTC(2026, 0, 20, 3)
  expect(reread(tenInJakarta, zone, 'Asia/Jayapura')).toBe(Date.UTC(2026, 0, 20, 1))
  expect(reread(reread(tenInJakarta, zone, 'Europe/Berlin'), 'Europe/Berlin', zone)).toBe(tenInJakarta)
})

test('a clock that can be right is believed, however old what it tells of', () => {
  expect(happenedAt(now - 400 * 24 * hour, now, null)).toEqual({ atMs: now - 400 * 24 * hour, clock: 'device' })
  expect(happenedAt(now + clockToleranceMs, now, null)).toEqual({ atMs: now, clock: 'device' })
})

test('the future, the year 2000 and no time at all happened when they were heard of', () => {
  for (const deviceMs of [now + clockToleranceMs + 1, Date.UTC(2000, 0, 1), 0, undefined])
    expect(happenedAt(deviceMs, now, null)).toEqual({ atMs: now, clock: 'hub' })
})

test('a clock known to be off is corrected by as much, also a chip that began anew in 2000', () => {
  expect(happenedAt(now - 7 * hour, now, 6 * hour)).toEqual({ atMs: now - hour, clock: 'corrected' })
  const lost = Date.UTC(2000, 0, 1, 0, 5)
  expect(happenedAt(lost, now, now - lost + 60_000)).toEqual({ atMs: now, clock: 'corrected' })
  expect(happenedAt(lost - 60_000, now, now - lost)).toEqual({ atMs: now - 60_000, clock: 'corrected' })
  expect(happenedAt(now - hour, now, 60_000)).toEqual({ atMs: now - hour, clock: 'device' })
})

test('one live word makes a right clock right; a wrong one takes two that move alike', () => {
  const live = (receivedMs: number, offMs: number) => ({ receivedMs, deviceMs: receivedMs - offMs })
  expect(offsetAfter(null, undefined, live(now, 500))).toBe(500)
  expect(offsetAfter(null, undefined, live(now, 7 * hour))).toBeNull()
  expect(offsetAfter(null, live(now, 7 * hour), live(now + 30_000, 7 * hour + 400))).toBe(7 * hour + 400)
  expect(offsetAfter(7 * hour, live(now, 7 * hour), live(now + 30_000, 0))).toBe(0)
})

test('what a broker kept and sends all at once says nothing of the clock', () => {
  const kept = (n: number) => ({ deviceMs: now - 5 * hour + n * 30_000, receivedMs: now + n })
  expect(offsetAfter(400, kept(0), kept(1))).toBe(400)
  expect(offsetAfter(null, kept(0), { deviceMs: now - 4 * hour, receivedMs: now + 60_000 })).toBeNull()
})
