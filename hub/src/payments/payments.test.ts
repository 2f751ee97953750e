/** Payments by QRIS over real HTTP, with a provider that does everything wrong a provider can do. */
import { uuidv7 } from '@palang/kit'
import { describe, expect, test } from 'vitest'
import { postTimeoutMs } from '../alerts/channels/post-json.ts'
import { gateOut, paymentRig, providers } from './testing/payment-rig.ts'

describe.each(providers)('%s', provider => {
  test('a code is made, shown, paid and booked; the stay is settled', async () => {
    const rig = await paymentRig(provider)
    const request = rig.request()
    expect(await rig.payments().ask(request, gateOut)).toMatchObject({ state: 'created', payment_id: request.payment_id })
    await rig.settle()
    const shown = await rig.payments().ask({ ...request, act: 'look' }, gateOut)
    expect(shown).toMatchObject({
      state: 'shown',
      code: expect.stringContaining('000201'),
      expires_at: rig.stored(request.payment_id)?.expiresAt,
    })
    await rig.gateway.pay()
    await rig.clock.advance(3_000)
    await rig.round()
    expect(await rig.payments().ask({ ...request, act: 'look' }, gateOut)).toMatchObject({ state: 'paid' })
    expect(rig.booked()).toEqual([['payment', 'qris', 5000]])
    expect(rig.stay()).toMatchObject({ state: 'paid', paidAmount: 5000, paidAt: rig.now() })
    expect(rig.alarms()).toEqual([])
  })

  test('asked for twice under one id, one charge is made', async () => {
    const rig = await paymentRig(provider)
    const request = rig.request()
    await Promise.all([rig.ask(request), rig.ask(request)])
    expect(await rig.ask(request)).toMatchObject({ state: 'shown' })
    expect(rig.gateway.charges.all()).toHaveLength(1)
  })

  test('a notification makes the hub look at once; twice, forged or of others it changes nothing', async () => {
    const rig = await paymentRig(provider)
    const { payment_id: id } = await rig.shown()
    await rig.gateway.pay(id)
    expect(await rig.notify(id, true)).toBe('forged')
    expect(rig.booked()).toEqual([])
    expect([await rig.notify(id), await rig.notify(id)]).toEqual(['noted', 'noted'])
    await rig.settle()
    expect(await rig.notify(id)).toBe('noted')
    await rig.settle()
    expect(rig.booked()).toEqual([['payment', 'qris', 5000]])
    const stranger = rig.gateway.charges.make({ reference: uuidv7(), amount: 1, expiresAtMs: 0, notifyUrl: undefined })
    expect(await rig.notify(stranger.reference)).toBe('other')
    expect(await rig.payments().notice(provider === 'xendit' ? 'midtrans' : 'xendit', { header: () => undefined, body: {} })).toBe('other')
  })

  test('money that comes after the end of the code is booked; of a stay that is over, with an alarm that proposes to give it back', async () => {
    const rig = await paymentRig(provider)
    const { payment_id: id } = await rig.shown()
    rig.change({ state: 'closed', closedAt: rig.now(), paidAmount: 5000 })
    await rig.gateway.pay(id)
    await rig.notify(id)
    await rig.settle()
    expect(rig.booked()).toEqual([['payment', 'qris', 5000]])
    expect(rig.stay()).toMatchObject({ state: 'closed', paidAmount: 10_000 })
    expect(rig.alarms()).toEqual(['online_payment_disputed'])
    expect(rig.told.at(-1)).toMatchObject({
      type: 'alarm',
      machineId: 'gate_out',
      payload: { message: expect.stringContaining('Take back') },
    })
    await rig.notify(id)
    await rig.settle()
    expect(rig.alarms()).toHaveLength(1)
  })

  test('another amount than was asked for is booked as it came, and disputed', async () => {
    const rig = await paymentRig(provider)
    const { payment_id: id } = await rig.shown()
    await rig.gateway.pay(id, 4000)
    await rig.notify(id)
    await rig.settle()
    expect(rig.stored(id)).toMatchObject({ state: 'disputed', reason: 'wrong_amount' })
    expect(rig.stay()).toMatchObject({ state: 'paying', paidAmount: 4000 })
    expect(rig.alarms()).toEqual(['online_payment_disputed'])
  })

  test('cancelled by the customer, nothing is owed; paid in the same moment, it is paid', async () => {
    const rig = await paymentRig(provider)
    const given = await rig.shown()
    expect(await rig.ask({ ...given, act: 'cancel' })).toMatchObject({ state: 'cancelled' })
    const raced = await rig.shown()
    await rig.gateway.pay(raced.payment_id)
    expect(await rig.ask({ ...raced, act: 'cancel' })).toMatchObject({ state: 'paid' })
    expect(rig.booked()).toEqual([['payment', 'qris', 5000]])
  })

  test('a second code of one stay is made only after the first can not be paid any more', async () => {
    const rig = await paymentRig(provider)
    const first = await rig.shown()
    await rig.clock.advance(1)
    const second = await rig.shown()
    expect([rig.stored(first.payment_id)?.state, rig.stored(second.payment_id)?.state]).toEqual(['cancelled', 'shown'])
    await rig.gateway.pay(second.payment_id)
    await rig.clock.advance(1)
    expect(await rig.ask(rig.request())).toMatchObject({ state: 'failed', reason: 'paid_already' })
    expect(rig.booked()).toEqual([['payment', 'qris', 5000]])
  })

  test('of two codes asked for in the same moment one is made', async () => {
    const rig = await paymentRig(provider)
    const requests = [rig.request(), rig.request()]
    await Promise.all(requests.map(request => rig.payments().ask(request, gateOut)))
    await rig.settle()
    expect(requests.map(({ payment_id: id }) => rig.stored(id)?.state)).toEqual(['cancelled', 'shown'])
  })

  test('a stay whose ticket is lost is paid in the same way', async () => {
    const rig = await paymentRig(provider)
    rig.change({ state: 'lost_ticket', outcomeReason: 'lost_ticket' })
    const { payment_id: id } = await rig.shown()
    await rig.gateway.pay(id)
    await rig.notify(id)
    await rig.settle()
    expect(rig.stay()).toMatchObject({ state: 'paid', outcomeReason: 'lost_ticket', paidAmount: 5000 })
  })

  test('a stay paid in cash meanwhile has its code taken back', async () => {
    const rig = await paymentRig(provider)
    const { payment_id: id } = await rig.shown()
    rig.change({ state: 'paid', paidAmount: 5000, paidAt: rig.now() })
    await rig.clock.advance(3_000)
    await rig.round()
    expect(rig.stored(id)).toMatchObject({ state: 'cancelled', reason: 'paid_already' })
  })

  test('a code nobody pays expires', async () => {
    const rig = await paymentRig(provider)
    const { payment_id: id } = await rig.shown()
    await rig.clock.advance(300_000)
    await rig.round()
    expect(rig.stored(id)).toMatchObject({ state: 'expired', reason: 'expired' })
  })

  test('after the death of the hub what was shown is asked about, and what came meanwhile is booked once', async () => {
    const rig = await paymentRig(provider)
    const { payment_id: id } = await rig.shown()
    await rig.gateway.pay(id)
    rig.restart()
    await rig.clock.advance(3_000)
    await rig.round()
    await rig.round()
    expect(rig.stored(id)?.state).toBe('paid')
    expect(rig.booked()).toEqual([['payment', 'qris', 5000]])
  })

  test('a provider that refuses connections makes no charge, is not offered for a minute, and somebody hears of it', async () => {
    const rig = await paymentRig(provider)
    await rig.gateway.stop()
    expect(await rig.ask(rig.request())).toMatchObject({ state: 'failed', reason: 'provider_unreachable' })
    expect([rig.payments().isOffered(), rig.alarms()]).toEqual([false, ['qris_unavailable']])
    expect(await rig.ask(rig.request())).toMatchObject({ state: 'failed' })
    await rig.clock.advance(60_000)
    expect(rig.payments().isOffered()).toBe(true)
  })

  test('while the provider stumbles a shown code stays, and the alarm goes with the first good answer', async () => {
    const rig = await paymentRig(provider)
    const { payment_id: id } = await rig.shown()
    rig.gateway.fault({ status: 503 })
    await rig.clock.advance(3_000)
    await rig.round()
    expect([rig.stored(id)?.state, rig.alarms()]).toEqual(['shown', ['qris_unavailable']])
    rig.gateway.fault({ status: null })
    await rig.gateway.pay(id)
    await rig.clock.advance(3_000)
    await rig.round()
    expect([rig.stored(id)?.state, rig.alarms()]).toEqual(['paid', []])
  })

  test('an answer that does not come in time is not waited for', async () => {
    const rig = await paymentRig(provider)
    const { payment_id: id } = await rig.shown()
    rig.gateway.fault({ delay_ms: 60_000 })
    const asked = rig.gateway.asked.length
    await rig.clock.advance(3_000)
    rig.payments().start()
    await rig.clock.advance(0)
    await expect.poll(() => rig.gateway.asked.length).toBe(asked + 1)
    await rig.clock.advance(postTimeoutMs)
    await rig.settle()
    expect(rig.stored(id)).toMatchObject({ state: 'shown' })
  })

  test('a price nobody owes is not asked for', async () => {
    const rig = await paymentRig(provider)
    const ask = (over: Parameters<typeof rig.request>[0]) => rig.payments().ask(rig.request(over), gateOut)
    expect(await ask({ amount: 5001 })).toMatchObject({ state: 'failed', reason: 'price_changed' })
    expect(await ask({ session_id: uuidv7() })).toMatchObject({ state: 'failed', reason: 'no_session' })
    rig.change({ state: 'paid' })
    expect(await ask({})).toMatchObject({ state: 'failed', reason: 'paid_already' })
    expect(rig.gateway.charges.all()).toEqual([])
  })

  test('a machine sees and ends its own payments only, and nobody but a machine asks', async () => {
    const rig = await paymentRig(provider)
    const request = await rig.shown()
    const other = { id: 'machine:gate_2', role: 'machine', machineId: 'gate_2' } as const
    for (const act of ['start', 'look', 'cancel'] as const)
      expect(await rig.payments().ask({ ...request, act }, other)).toMatchObject({ state: 'failed', reason: 'not_found' })
    await expect(rig.payments().ask(request, { id: 'user:x', role: 'admin' })).rejects.toMatchObject({ code: 'forbidden' })
    expect(rig.stored(request.payment_id)?.state).toBe('shown')
  })
})

test('a charge that was made although its answer got lost is found by our id and taken back; the next try is a new one', async () => {
  const rig = await paymentRig('midtrans')
  rig.gateway.fault({ lose_charge_answer: true })
  const request = rig.request()
  expect(await rig.ask(request)).toMatchObject({ state: 'created' })
  await rig.clock.advance(1)
  await rig.round()
  expect(rig.stored(request.payment_id)).toMatchObject({ state: 'cancelled', reason: 'answer_lost' })
  expect(rig.gateway.asked.filter(asked => asked === 'POST /v2/charge')).toHaveLength(1)
  expect(rig.gateway.charges.all().map(({ state }) => state)).toEqual(['cancelled'])
  rig.gateway.fault({ lose_charge_answer: false })
  expect(await rig.ask(rig.request())).toMatchObject({ state: 'shown' })
})

test('a hub that died while it asked for a charge never asks for it again', async () => {
  const rig = await paymentRig('midtrans')
  rig.gateway.fault({ lose_charge_answer: true })
  const request = rig.request()
  await rig.ask(request)
  const before = rig.stored(request.payment_id)
  if (before === undefined) throw new Error('nothing was written down')
  // As it was before the answer: written down, and nothing more.
  rig.store.shelves.onlinePayments.set(before.id, { ...before, state: 'created', chargeId: null, isCancelWanted: false, reason: null })
  rig.restart()
  rig.gateway.fault({ lose_charge_answer: false })
  await rig.clock.advance(3_000)
  await rig.round()
  await rig.round()
  expect(rig.stored(request.payment_id)).toMatchObject({ state: 'cancelled', reason: 'answer_lost' })
  expect(rig.gateway.asked.filter(asked => asked === 'POST /v2/charge')).toHaveLength(1)
})

test('a code of Xendit whose answer got lost was shown to nobody: the payment has failed, and a later notification still finds it', async () => {
  const rig = await paymentRig('xendit')
  rig.gateway.fault({ lose_charge_answer: true })
  const request = rig.request()
  expect(await rig.ask(request)).toMatchObject({ state: 'failed', reason: 'not_created' })
  await rig.gateway.pay(request.payment_id)
  await rig.notify(request.payment_id)
  await rig.settle()
  expect(rig.stored(request.payment_id)).toMatchObject({ state: 'paid' })
})
