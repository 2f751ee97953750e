import { isCoded } from '@palang/kit'
import { expect, test } from 'vitest'
import { createParking } from './parking.ts'
import { tariffBook } from './settlement.ts'
import { gateOut, gateRig, hourMs, operator } from './testing/gate-rig.ts'

const cardOut = { card_id: 'CARD_001', gate_id: 'gate_out' }
const cash = { ...cardOut, payment_method: 'cash' } as const

test('a stay is told its price first, then paid and let out, with one ledger line for the money', async () => {
  const { parking, clock, stay, booked, fleet } = await gateRig()
  const now = stay()
  await clock.advance(hourMs)
  await expect(parking.exit(cardOut, operator)).rejects.toMatchObject({ code: 'unpaid', detail: { amount: 5000, paid: false } })
  expect([now().state, now().paidAmount, booked(), fleet.sent]).toEqual(['paying', 0, [], []])
  expect(await parking.exit(cash, operator)).toMatchObject({ approved: true, amount: 5000, paid_amount: 5000, paid: true })
  expect([now().state, now().paidAmount, booked(), fleet.sent.length]).toEqual(['paid', 5000, [5000], 1])
})

test('paid again after the grace time under the same request id, the ledger has every amount the stay says was paid', async () => {
  const { parking, clock, stay, booked } = await gateRig()
  const now = stay()
  const payment = { ...cash, request_id: '1' }
  await clock.advance(2 * hourMs)
  await parking.exit(payment, operator)
  expect([now().paidAmount, booked()]).toEqual([8000, [8000]])
  await clock.advance(2 * hourMs)
  await parking.exit(payment, operator)
  expect([now().paidAmount, booked()]).toEqual([14_000, [8000, 6000]])
})

test('a request to pay that is repeated at once takes the money once', async () => {
  const { parking, clock, stay, booked } = await gateRig()
  const now = stay()
  const payment = { ...cash, request_id: '1' }
  await clock.advance(hourMs)
  await Promise.all([parking.exit(payment, operator), parking.exit(payment, operator)])
  await clock.advance(1000)
  await parking.exit(payment, operator)
  expect([now().paidAmount, booked()]).toEqual([5000, [5000]])
})

test('a payment that the ledger has already leaves the stay owing: nothing counts as paid that was not booked', async () => {
  const { parking, clock, store, stay, booked } = await gateRig()
  const now = stay()
  await clock.advance(hourMs)
  const before = now()
  await parking.exit({ ...cash, request_id: '1' }, operator)
  await store.transact(tx => tx.sessions.putMany([before]))
  await expect(parking.exit({ ...cash, request_id: '1' }, operator)).rejects.toMatchObject({ code: 'unpaid', detail: { amount: 5000 } })
  expect([now().state, now().paidAmount, booked()]).toEqual(['paying', 0, [5000]])
})

test('a gate, or a program without the rights of an operator, cannot claim that money was paid', async () => {
  const { parking, clock, stay, booked } = await gateRig()
  stay()
  await clock.advance(hourMs)
  await expect(parking.exit(cash, gateOut)).rejects.toMatchObject({ code: 'unpaid' })
  await expect(parking.exit(cash, { id: 'token:till', role: 'program' })).rejects.toMatchObject({ code: 'unpaid' })
  expect(booked()).toEqual([])
})

test('a card that nobody came in with is not let out', async () => {
  const { parking, fleet } = await gateRig()
  await expect(parking.exit(cash, operator)).rejects.toMatchObject({ code: 'no_open_session' })
  expect(fleet.sent).toEqual([])
})

test('who owes is told that it can be paid by QRIS, as long as the provider can be had', async () => {
  const { stay, clock, ...rig } = await gateRig()
  const { site, store, fleet, live } = rig
  stay()
  await clock.advance(hourMs)
  const exitWith = (isOffered: boolean) =>
    createParking({ site, store, clock, fleet, live, tariffs: tariffBook(store, site), payments: { isOffered: () => isOffered } }).exit(
      cardOut,
      gateOut,
    )
  await expect(exitWith(true)).rejects.toMatchObject({ code: 'unpaid', detail: { amount: 5000, qris: true } })
  await expect(exitWith(false)).rejects.toSatisfy(error => isCoded(error, 'unpaid') && !('qris' in error.detail))
})
