import { expect, test } from 'vitest'
import { clockTrust } from './clock-trust.ts'

/** A computer whose hub said the time at 10:00; `wall` and `up` are its clock and how long it is on. */
function computer() {
  const meta = new Map<string, string>()
  const journal = { meta: (name: string) => meta.get(name) ?? null, setMeta: (name: string, value: string) => void meta.set(name, value) }
  const now = { wallMs: Date.UTC(2026, 0, 20, 10), upMs: 3_600_000, bootId: 'first' }
  const clock = {
    now: () => now.wallMs,
    monotonic: () => now.upMs,
    after: () => ({ cancel: () => undefined }),
    every: () => ({ cancel: () => undefined }),
  }
  const time = { nowMs: () => now.wallMs, offsetMs: () => 0 }
  const open = () => clockTrust({ journal, clock, time, uptimeMs: () => now.upMs, bootId: now.bootId })
  const pass = (ms: number) => {
    now.wallMs += ms
    now.upMs += ms
  }
  return { now, open, pass }
}

test('before any hub told the time nobody is sure of it', () => {
  expect(computer().open().isSure()).toBe(false)
})

test('what a hub told holds for days, over restarts of the program', () => {
  const { open, pass } = computer()
  open().anchor()
  pass(3 * 86_400_000)
  expect(open().isSure()).toBe(true)
})

test('a power cut ends it, however little the clock lost', () => {
  const { now, open, pass } = computer()
  open().anchor()
  pass(86_400_000)
  now.upMs = 20_000
  expect(open().isSure()).toBe(false)
})

test('so does one after which the clock begins where it began before, and looks as if nothing had happened', () => {
  const { now, open, pass } = computer()
  open().anchor()
  now.bootId = 'second'
  pass(60_000)
  expect(open().isSure()).toBe(false)
})

test.each([-3_600_000, 120_000])('a clock that was set by %i ms ends it, and the hub’s word begins it anew', byMs => {
  const { now, open, pass } = computer()
  const trust = open()
  trust.anchor()
  pass(60_000)
  now.wallMs += byMs
  expect(trust.isSure()).toBe(false)
  trust.anchor()
  expect(trust.isSure()).toBe(true)
})
