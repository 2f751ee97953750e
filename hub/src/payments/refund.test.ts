/** Taking QRIS money back: asked of the provider once, and booked only when it says so. */
import { describe, expect, test } from 'vitest'
import { admin, paymentRig, providers } from './testing/payment-rig.ts'

async function paidRig(provider: (typeof providers)[number]) {
  const rig = await paymentRig(provider)
  const { payment_id: id } = await rig.shown()
  await rig.gateway.pay(id)
  await rig.notify(id)
  await rig.settle()
  const entryId = rig.store.shelves.ledger[0]?.id ?? ''
  const takeBack = (wanted: { amount?: number; given_otherwise?: boolean } = {}, payments = rig.payments()) =>
    payments.takeBack(admin, entryId, { reason: 'salah golongan', ...wanted })
  const sent = () => rig.gateway.charges.all().flatMap(charge => charge.refunds.map(({ amount }) => amount))
  return { ...rig, id, takeBack, sent }
}

describe.each(providers)('%s', provider => {
  test('the provider sends it back, then it is booked, with who asked and why', async () => {
    const rig = await paidRig(provider)
    const entry = await rig.takeBack({ amount: 2000 })
    expect(entry).toMatchObject({ kind: 'refund', method: 'qris', amount: -2000, actor: admin.id, note: 'salah golongan' })
    expect([rig.sent(), rig.stay()?.paidAmount]).toEqual([[2000], 3000])
    expect(rig.stored(rig.id)).toMatchObject({ refund: null, refundedAmount: 2000, nextLookAt: null })
    expect(rig.store.shelves.audit.map(({ action }) => action)).toEqual(['take_back_payment'])
    await rig.notify(rig.id)
    await rig.settle()
    expect(rig.alarms()).toEqual([])
  })

  test('never more than is left of it', async () => {
    const rig = await paidRig(provider)
    await rig.takeBack({ amount: 2000 })
    await expect(rig.takeBack({ amount: 4000 })).rejects.toMatchObject({ code: 'conflict' })
    await rig.takeBack()
    expect([rig.sent(), rig.booked().at(-1)]).toEqual([
      [2000, 3000],
      ['refund', 'qris', -3000],
    ])
  })

  test('a refund that is turned down is not booked, and may be tried again', async () => {
    const rig = await paidRig(provider)
    rig.gateway.fault({ refuse_refunds: true })
    await expect(rig.takeBack()).rejects.toMatchObject({ code: 'refund_refused' })
    expect([rig.booked(), rig.stored(rig.id)?.refund]).toEqual([[['payment', 'qris', 5000]], null])
    rig.gateway.fault({ refuse_refunds: false })
    await rig.takeBack()
    expect(rig.sent()).toEqual([5000])
  })

  test('a refund whose answer got lost is the same refund when it is asked again, also by the next run of the hub', async () => {
    const rig = await paidRig(provider)
    rig.gateway.fault({ lose_refund_answer: true })
    await expect(rig.takeBack()).rejects.toMatchObject({ code: 'refund_pending', retryable: true })
    await expect(rig.takeBack({ amount: 1000 })).rejects.toMatchObject({ code: 'refund_pending' })
    rig.gateway.fault({ lose_refund_answer: false })
    rig.restart()
    await rig.clock.advance(60_000)
    await rig.round()
    expect([rig.sent(), rig.stored(rig.id)?.refund, rig.booked().at(-1)]).toEqual([[5000], null, ['refund', 'qris', -5000]])
    await expect(rig.takeBack()).rejects.toMatchObject({ code: 'conflict' })
  })

  test('what was given back in another way is only booked', async () => {
    const rig = await paidRig(provider)
    await rig.takeBack({ given_otherwise: true })
    expect([rig.sent(), rig.booked().at(-1)]).toEqual([[], ['refund', 'qris', -5000]])
  })

  test('what its provider may be sending back is not given back in another way as well', async () => {
    const rig = await paidRig(provider)
    rig.gateway.fault({ lose_refund_answer: true })
    await expect(rig.takeBack()).rejects.toMatchObject({ code: 'refund_pending' })
    await expect(rig.takeBack({ given_otherwise: true })).rejects.toMatchObject({ code: 'refund_pending' })
    expect(rig.booked()).toEqual([['payment', 'qris', 5000]])
  })

  test('asked for while no provider is set up, it is not sent later', async () => {
    const rig = await paidRig(provider)
    await expect(rig.takeBack({}, rig.withoutProvider())).rejects.toMatchObject({ code: 'refund_refused' })
    expect(rig.stored(rig.id)).toMatchObject({ refund: null, nextLookAt: null })
    rig.restart()
    await rig.clock.advance(60_000)
    await rig.round()
    expect([rig.sent(), rig.booked()]).toEqual([[], [['payment', 'qris', 5000]]])
  })

  test('an operator may not take back what did not go through his till', async () => {
    const rig = await paidRig(provider)
    const entryId = rig.store.shelves.ledger[0]?.id ?? ''
    const asked = rig.payments().takeBack({ id: 'user:op', role: 'operator' }, entryId, { reason: 'r' })
    await expect(asked).rejects.toMatchObject({ code: 'forbidden' })
    expect(rig.sent()).toEqual([])
  })
})

test('money the merchant sent back in his own dashboard is told, because the ledger does not know of it', async () => {
  const rig = await paidRig('midtrans')
  rig.gateway.charges.of(rig.id)?.refunds.push({ key: 'dashboard', id: 'x', amount: 5000, created: rig.now() })
  await rig.notify(rig.id)
  await rig.settle()
  expect(rig.alarms()).toEqual(['online_payment_disputed'])
  expect(rig.booked()).toEqual([['payment', 'qris', 5000]])
})
