import { expect, test } from 'vitest'
import type { CardRecord } from '../store/records.ts'
import { judgeCard } from './cards.ts'

const now = '2026-01-20T10:00:00.000Z'
const card = (more: Partial<CardRecord>): CardRecord => ({
  id: 'CARD_001',
  kind: 'member',
  status: 'active',
  holder: null,
  licensePlate: null,
  vehicleClass: null,
  validFrom: null,
  validUntil: null,
  createdAt: now,
  updatedAt: now,
  ...more,
})

test.each([
  ['a member', card({}), { ok: true, member: true }],
  ['a visitor card', card({ kind: 'visitor' }), { ok: true, member: false }],
  ['a blocked card', card({ status: 'blocked' }), { ok: false, code: 'card_blocked' }],
  ['a blocked visitor card', card({ kind: 'visitor', status: 'blocked' }), { ok: false, code: 'card_blocked' }],
  ['a membership that ended', card({ validUntil: '2026-01-20T09:59:59.999Z' }), { ok: false, code: 'card_expired' }],
  ['a membership that has not begun', card({ validFrom: '2026-01-20T10:00:00.001Z' }), { ok: false, code: 'card_expired' }],
  ['a membership on its last moment', card({ validUntil: now }), { ok: true, member: true }],
])('%s', (_name, record, verdict) => {
  expect(judgeCard(record, now, 'allow')).toEqual(verdict)
})

test('a card nobody registered follows the policy of the site', () => {
  expect(judgeCard(undefined, now, 'allow')).toEqual({ ok: true, member: false })
  expect(judgeCard(undefined, now, 'refuse')).toEqual({ ok: false, code: 'card_unknown' })
})
