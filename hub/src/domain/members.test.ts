import { expect, test } from 'vitest'
import type { MemberRecord } from '../store/identity-records.ts'
import { daysToTell, judgeMember } from './members.ts'

const at = '2026-01-20T10:30:00.000Z'
const inDays = (days: number) => new Date(Date.parse(at) + days * 86_400_000).toISOString()
const member = (change: Partial<MemberRecord>): MemberRecord => ({
  id: 'm',
  name: 'Keluarga Rahma',
  status: 'active',
  maxInside: 1,
  validFrom: null,
  validUntil: null,
  note: null,
  noticedUntil: null,
  createdAt: at,
  updatedAt: at,
  ...change,
})

test.each([
  [{}, true],
  [{ validUntil: at }, true],
  [{ validUntil: inDays(-0.1) }, 'card_expired'],
  [{ validFrom: inDays(0.1) }, 'card_expired'],
  [{ status: 'suspended', validUntil: inDays(9) }, 'card_blocked'],
] as const)('a membership %o is good: %s', (change, expected) => {
  const verdict = judgeMember(member(change), at)
  expect(verdict.ok ? true : verdict.code).toBe(expected)
})

test('days are told only within the warning, the last day as none left', () => {
  expect([7.9, 7, 0.5, 0, -0.1].map(days => daysToTell(inDays(days), at, 7))).toEqual([7, 7, 0, 0, undefined])
  expect([daysToTell(inDays(8), at, 7), daysToTell(null, at, 7)]).toEqual([undefined, undefined])
})
