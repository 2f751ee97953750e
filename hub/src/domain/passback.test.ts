import type { PassbackRule } from '@palang/protocol'
import { expect, test } from 'vitest'
import { judgePassback } from './passback.ts'

const at = '2026-01-20T10:30:00.000Z'
const ago = (minutes: number) => new Date(Date.parse(at) - minutes * 60_000).toISOString()
const timed: PassbackRule = { mode: 'timed', minutes: 30 }

test.each([
  [{ mode: 'soft' }, 0, 'warn'],
  [{ mode: 'hard' }, 100_000, 'refuse'],
  [timed, 29, 'refuse'],
  [timed, 30, 'warn'],
] as const)('%o, %i minutes after the last passage: %s', (rule, minutes, verdict) => {
  expect(judgePassback(rule, { since: ago(minutes), resetAt: undefined, at })).toBe(verdict)
})

test('a card that was never seen is no passage a moment ago', () => {
  expect(judgePassback(timed, { since: null, resetAt: undefined, at })).toBe('warn')
  expect(judgePassback({ mode: 'hard' }, { since: null, resetAt: undefined, at })).toBe('refuse')
})

test('a reset forgives what was on record before it, and nothing after it', () => {
  expect(judgePassback({ mode: 'hard' }, { since: ago(10), resetAt: ago(10), at })).toBe('forgiven')
  expect(judgePassback({ mode: 'hard' }, { since: null, resetAt: ago(10), at })).toBe('forgiven')
  expect(judgePassback({ mode: 'hard' }, { since: ago(9), resetAt: ago(10), at })).toBe('refuse')
})
