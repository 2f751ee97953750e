/** QRIS for a sale of water: the same desk as for stays, asked by the machine that sells. */
import { expect, test } from 'vitest'
import { dispensing } from '../domain/pours.ts'
import { openedSale, settledSale } from '../domain/sales.ts'
import { at } from '../store/contract/samples.ts'
import { paymentRig } from './testing/payment-rig.ts'

const vending = { id: 'machine:vending-1', role: 'machine', machineId: 'vending-1' } as const

/** The rig with a sale of 5,000 in place of its stay. */
async function pourRig() {
  const rig = await paymentRig()
  const { id, outletId, currency } = rig.stay() ?? { id: '', outletId: '', currency: 'IDR' }
  const sale = openedSale({ id, outletId, currency, machineId: 'vending-1', at: at(0), volumeMl: 600, price: 5000, priceList: 'v1' })
  rig.change(sale)
  const request = rig.request()
  const ask = () => rig.payments().ask(request, vending)
  return {
    ...rig,
    sale,
    asked: request,
    ask,
    async shown() {
      await ask()
      await rig.settle()
    },
    async pay() {
      await rig.gateway.pay(request.payment_id)
      await rig.notify(request.payment_id)
      await rig.settle()
    },
  }
}

test('a sale that was chosen is paid by QRIS, and counts as paid', async () => {
  const rig = await pourRig()
  await rig.shown()
  await rig.pay()
  expect(await rig.payments().ask({ ...rig.asked, act: 'look' }, vending)).toMatchObject({ state: 'paid' })
  expect(rig.stay()).toMatchObject({ state: 'paid', paidAmount: 5000 })
  expect(rig.alarms()).toEqual([])
})

test('no other machine asks for it, and nothing is asked beyond the price or for what was paid or has ended', async () => {
  const rig = await pourRig()
  const refusal = async (over: object = {}) => (await rig.payments().ask(rig.request(over), vending)).reason
  expect(await rig.payments().ask(rig.request(), { ...vending, machineId: 'gate_out' })).toMatchObject({ reason: 'no_session' })
  expect(await refusal({ amount: 5001 })).toBe('price_changed')
  rig.change({ state: 'dispensing' })
  expect(await refusal()).toBe('paid_already')
  rig.change({ state: 'cancelled', closedAt: rig.now() })
  expect(await refusal()).toBe('no_session')
})

test('money that comes while the water runs or after the sale ended is booked and disputed, and the sale stays as it is', async () => {
  const running = await pourRig()
  await running.shown()
  running.change(dispensing(running.sale))
  await running.pay()
  expect(running.stay()).toMatchObject({ state: 'dispensing', paidAmount: 5000 })
  expect(running.alarms()).toEqual(['online_payment_disputed'])

  const over = await pourRig()
  await over.shown()
  const end = { result: 'cancelled', reason: 'cancelled', remainderTo: 'nobody', volumeMl: 600, deliveredMl: 0, exact: true } as const
  over.change(settledSale(over.sale, { ...end, price: 5000, paid: 0, charged: 0, remainder: 0 }, at(5)))
  await over.pay()
  expect(over.stay()).toMatchObject({ state: 'cancelled', paidAmount: 5000 })
  expect(over.alarms()).toEqual(['online_payment_disputed'])
})
