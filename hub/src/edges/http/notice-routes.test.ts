/** Notifications of payment providers, over HTTP and without a login. */
import { createHash } from 'node:crypto'
import { simulatedKey } from '@palang/config'
import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { at, onlinePayment } from '../../store/contract/samples.ts'
import { fakeHub } from './testing/fake-hub.ts'

const signed = (orderId: string, key = simulatedKey) => ({
  order_id: orderId,
  status_code: '200',
  gross_amount: '5000.00',
  transaction_status: 'settlement',
  signature_key: createHash('sha512').update(`${orderId}2005000.00${key}`).digest('hex'),
})

async function noticeRig() {
  const { call, store } = await fakeHub()
  const notify = (json: unknown, provider = 'midtrans') => call('POST', `/api/payments/notify/${provider}`, { as: undefined, json })
  return { call, store, notify }
}

test('a signed notification needs no login, and has the payment looked at; what it claims is not believed', async () => {
  const { store, notify } = await noticeRig()
  const payment = onlinePayment({ state: 'expired', nextLookAt: null, createdAt: at(0) })
  store.shelves.onlinePayments.set(payment.id, payment)
  expect(await notify(signed(payment.id))).toMatchObject({ status: 200, json: { noted: true } })
  expect(store.shelves.onlinePayments.get(payment.id)).toMatchObject({ state: 'expired', paidAmount: 0, nextLookAt: expect.any(String) })
  expect(store.shelves.ledger).toEqual([])
})

test('one that is not signed with our key, or not at all, changes nothing', async () => {
  const { store, notify } = await noticeRig()
  const payment = onlinePayment({ state: 'expired', nextLookAt: null })
  store.shelves.onlinePayments.set(payment.id, payment)
  const broken = [signed(payment.id, 'another key'), { ...signed(payment.id), gross_amount: '9.00' }, { order_id: payment.id }, {}, []]
  for (const body of broken) expect((await notify(body)).status).toBe(400)
  expect(store.shelves.onlinePayments.get(payment.id)).toEqual(payment)
})

test('one about an order of somebody else is taken and forgotten; another provider than ours proves nothing', async () => {
  const { notify } = await noticeRig()
  expect(await notify(signed(uuidv7()))).toMatchObject({ status: 200, json: { noted: false } })
  expect(await notify(signed('ORDER-7'))).toMatchObject({ status: 200, json: { noted: false } })
  expect(await notify(signed(uuidv7()), 'xendit')).toMatchObject({ status: 200, json: { noted: false } })
  expect((await notify({}, 'nobody')).status).toBe(404)
})

test('more than a notification ever is, is not read', async () => {
  const { notify } = await noticeRig()
  expect((await notify({ ...signed(uuidv7()), more: 'x'.repeat(20_000) })).status).toBe(413)
})
