import { expect, test } from 'vitest'
import { at, onlinePayment, session } from '../store/contract/samples.ts'
import {
  cancelWanted,
  type ChargeReport,
  isOutdated,
  nextCall,
  notMade,
  onlineKey,
  onlinePaymentOf,
  scheduled,
  told,
  unanswered,
} from './online-payments.ts'

const owing = session({ state: 'paying', amount: 5000 })
const created = onlinePayment({ state: 'created', qr: null, chargeId: null })
const shown = onlinePayment()
const came = (over: Partial<Extract<ChargeReport, { state: 'paid' }>> = {}): ChargeReport => ({
  state: 'paid',
  chargeId: 'charge-1',
  transactionId: 'money-1',
  amount: 5000,
  refunded: 0,
  ...over,
})
const pending = (code: string | null): ChargeReport => ({ state: 'pending', chargeId: 'charge-1', code })

test('a charge with a code is shown, and looked at again in a moment', () => {
  const { payment } = told(created, pending('000201'), owing, at(2))
  expect(payment).toMatchObject({ state: 'shown', qr: '000201', chargeId: 'charge-1', nextLookAt: at(5), isCancelWanted: false })
})

test('a charge whose code was lost on the way is taken back, and never made twice', () => {
  const { payment } = told(created, pending(null), owing, at(2))
  expect(payment).toMatchObject({ state: 'created', isCancelWanted: true, reason: 'answer_lost', nextLookAt: at(2) })
  expect(nextCall(payment, false)).toBe('cancel')
  expect(told(payment, { state: 'cancelled' }, owing, at(3)).payment).toMatchObject({
    state: 'cancelled',
    reason: 'answer_lost',
    nextLookAt: null,
  })
})

test('money that was asked for settles the stay, under a key of its own', () => {
  expect(told(shown, came(), owing, at(9))).toEqual({
    payment: {
      ...shown,
      state: 'paid',
      transactionId: 'money-1',
      paidAt: at(9),
      paidAmount: 5000,
      nextLookAt: null,
    },
    booking: { key: onlineKey(shown.id, 'money-1'), amount: 5000 },
    settles: true,
    dispute: null,
  })
  expect(onlinePaymentOf(onlineKey(shown.id, 'money-1'))).toBe(shown.id)
  expect(onlinePaymentOf('hand:x')).toBeUndefined()
})

test('the same money told again changes nothing, and neither does what is older', () => {
  const paid = told(shown, came(), owing, at(9)).payment
  for (const report of [
    came(),
    pending('x'),
    { state: 'expired' },
    { state: 'cancelled' },
    { state: 'failed' },
    { state: 'absent' },
  ] as const)
    expect(told(paid, report, { ...owing, state: 'paid' }, at(20))).toEqual({ payment: paid, booking: null, settles: false, dispute: null })
})

test('money before the rest of the cash was heard of is good, and leaves the stay to owe', () => {
  const partly = onlinePayment({ amount: 3000 })
  expect(told(partly, came({ amount: 3000 }), owing, at(9))).toMatchObject({ payment: { state: 'paid' }, settles: false, dispute: null })
})

test.each([
  ['the stay is over', { ...owing, state: 'closed', closedAt: at(8), paidAmount: 5000 }, came(), 'stay_closed', false],
  ['it was paid in cash meanwhile', { ...owing, state: 'paid', paidAmount: 5000 }, came(), 'paid_already', true],
  ['cash was put in beside it', { ...owing, paidAmount: 2000 }, came(), 'paid_already', true],
  ['it is less than was asked for', owing, came({ amount: 4000 }), 'wrong_amount', false],
  ['it is more than was asked for', owing, came({ amount: 6000 }), 'wrong_amount', true],
  ['nobody knows the stay', undefined, came(), 'no_session', false],
] as const)('money is booked and disputed when %s', (_why, stay, report, reason, settles) => {
  const outcome = told(shown, report, stay, at(9))
  expect(outcome).toMatchObject({
    payment: { state: 'disputed', reason, paidAmount: report.state === 'paid' ? report.amount : 0 },
    settles,
  })
  expect(outcome.booking).not.toBeNull()
  expect(outcome.dispute).toContain('give back')
})

test('money that comes after the code ended counts, as long as it is still owed', () => {
  const late = { ...shown, state: 'expired', reason: 'expired' } as const
  expect(told(late, came(), { ...owing, state: 'inside' }, at(400))).toMatchObject({
    payment: { state: 'paid', reason: null },
    settles: true,
  })
})

test('a code that is paid twice is two entries, the second to be given back', () => {
  const paid = told(shown, came(), owing, at(9)).payment
  const twice = told(paid, came({ transactionId: 'money-2' }), { ...owing, state: 'paid', paidAmount: 5000 }, at(12))
  expect(twice).toMatchObject({ payment: { state: 'disputed', reason: 'paid_twice', paidAmount: 10_000 } })
  expect(twice.booking?.key).toBe(onlineKey(shown.id, 'money-2'))
})

test('money sent back in the provider’s own dashboard is told once; what we asked for ourselves is not', () => {
  const paid = { ...told(shown, came(), owing, at(9)).payment }
  const seen = told(paid, came({ refunded: 2000 }), owing, at(60))
  expect(seen.dispute).toContain('2000 IDR')
  expect(seen.booking).toBeNull()
  expect(told(seen.payment, came({ refunded: 2000 }), owing, at(61)).dispute).toBeNull()
  const refund = { key: 'k', amount: 5000, reason: 'r', actor: 'a', askedAt: at(59), entryId: 'e', shiftId: null }
  expect(told({ ...paid, refund }, came({ refunded: 5000 }), owing, at(60)).dispute).toBeNull()
})

test('a code that outlives its time is taken back as expired', () => {
  const { payment } = told(shown, pending(null), owing, shown.expiresAt)
  expect(payment).toMatchObject({ state: 'shown', isCancelWanted: true })
  expect(told(payment, { state: 'cancelled' }, owing, at(301)).payment).toMatchObject({ state: 'expired', reason: 'expired' })
})

test('a code that cannot be taken back is watched until nobody can have paid it', () => {
  const given = told(cancelWanted(shown, 'cancelled'), { state: 'abandoned' }, owing, at(10)).payment
  expect(given).toMatchObject({ state: 'cancelled', nextLookAt: at(70) })
  expect(scheduled(given, at(300 + 15 * 60)).nextLookAt).toBeNull()
})

test('a charge the provider never made has failed, and is not looked at again', () => {
  expect(told(created, { state: 'absent' }, owing, at(5)).payment).toMatchObject({
    state: 'failed',
    reason: 'not_created',
    nextLookAt: null,
  })
  expect(notMade(created, 'refused')).toMatchObject({ state: 'failed', reason: 'refused', nextLookAt: null })
  expect(notMade({ ...shown, state: 'paid' }, 'refused').state).toBe('paid')
})

test('a provider that does not answer is asked again, quickly while the code counts, for a day after', () => {
  expect(unanswered(shown, at(10)).nextLookAt).toBe(at(13))
  expect(unanswered(shown, at(310)).nextLookAt).toBe(at(370))
  expect(unanswered(shown, at(300 + 24 * 3600))).toMatchObject({ state: 'failed', reason: 'provider_unreachable', nextLookAt: null })
  expect(unanswered(created, at(300))).toMatchObject({ state: 'failed', nextLookAt: null })
})

test('what is asked next follows from what is stored; only who wrote it down may create', () => {
  const refund = { key: 'k', amount: 1, reason: 'r', actor: 'a', askedAt: at(0), entryId: 'e', shiftId: null }
  expect([
    nextCall(created, true),
    nextCall(created, false),
    nextCall(cancelWanted(shown, 'cancelled'), false),
    nextCall(onlinePayment({ state: 'cancelled', isCancelWanted: true }), false),
    nextCall(onlinePayment({ state: 'paid', refund }), false),
  ]).toEqual(['create', 'look', 'cancel', 'look', 'refund'])
})

test('a wish to cancel keeps its first reason, and comes too late for what has ended', () => {
  expect(cancelWanted(cancelWanted(shown, 'cancelled'), 'replaced').reason).toBe('cancelled')
  const paid = { ...shown, state: 'paid' } as const
  expect(cancelWanted(paid, 'cancelled')).toBe(paid)
})

test('a code is outdated once its stay is paid, over or unknown', () => {
  const states = ['paying', 'inside', 'paid', 'leaving'] as const
  expect(states.map(state => isOutdated({ ...owing, state }))).toEqual([false, false, true, true])
  expect(isOutdated(undefined)).toBe(true)
  expect(isOutdated({ ...owing, closedAt: at(1) })).toBe(true)
})
