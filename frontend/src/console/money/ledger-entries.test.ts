import type { PaymentView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { isWithoutShift, mayTakeBack, takenBack } from './ledger-entries.ts'

const entry = (over: Partial<PaymentView> = {}): PaymentView => ({
  id: 'p1',
  session_id: 's1',
  machine_id: 'gate_out',
  kind: 'payment',
  method: 'cash',
  amount: 9000,
  currency: 'IDR',
  occurred_at: '2026-01-20T10:00:00.000Z',
  actor: 'user:siti@palang.local',
  note: null,
  shift_id: null,
  reverses_id: null,
  ...over,
})

test('what was taken back of a payment in several goes adds up', () => {
  const refund = (amount: number) => entry({ id: `r${amount}`, kind: 'refund', amount, reverses_id: 'p1' })
  const sums = takenBack([entry(), refund(-4000), refund(-1000), entry({ id: 'p2' })])
  expect([sums.get('p1'), sums.get('p2')]).toEqual([5000, undefined])
})

test('cash a person took without a shift is told, a machine’s own cash and other money is not', () => {
  expect(isWithoutShift(entry())).toBe(true)
  expect(isWithoutShift(entry({ kind: 'refund', amount: -9000 }))).toBe(true)
  expect(isWithoutShift(entry({ shift_id: 'x' }))).toBe(false)
  expect(isWithoutShift(entry({ actor: 'machine:gate_out' }))).toBe(false)
  expect(isWithoutShift(entry({ method: 'qris' }))).toBe(false)
})

test('an administrator takes back any payment, an operator one of the own open shift, a viewer none', () => {
  const own = { id: 'shift-1' }
  const inShift = entry({ shift_id: 'shift-1' })
  expect(mayTakeBack(entry(), 9000, { role: 'admin', ownShift: null })).toBe(true)
  expect(mayTakeBack(inShift, 9000, { role: 'operator', ownShift: own })).toBe(true)
  expect(mayTakeBack(inShift, 9000, { role: 'operator', ownShift: null })).toBe(false)
  expect(mayTakeBack(entry(), 9000, { role: 'operator', ownShift: own })).toBe(false)
  expect(mayTakeBack(entry(), 9000, { role: 'operator', ownShift: undefined })).toBe(false)
  expect(mayTakeBack(inShift, 9000, { role: 'viewer', ownShift: own })).toBe(false)
})

test('what is no payment, or has nothing left, is not taken back', () => {
  const admin = { role: 'admin', ownShift: null }
  expect(mayTakeBack(entry({ kind: 'change', amount: -1000 }), -1000, admin)).toBe(false)
  expect(mayTakeBack(entry({ kind: 'refund', amount: -1000 }), -1000, admin)).toBe(false)
  expect(mayTakeBack(entry(), 0, admin)).toBe(false)
})
