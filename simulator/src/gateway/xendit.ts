/** Xendit as it answers: docs/protocols/qris-xendit.md. */
import { uuidv7 } from '@palang/kit/ids'
import { z } from 'zod'
import type { Charge } from './charges.ts'
import type { Dialect, Told } from './dialect.ts'

const codeBody = z.looseObject({
  reference_id: z.string().min(1),
  type: z.literal('DYNAMIC'),
  currency: z.literal('IDR'),
  amount: z.int().min(1),
  expires_at: z.iso.datetime(),
})
const refundBody = z.looseObject({ amount: z.int().min(1), reason: z.string() })

const said = (status: number, code: string): Told => ({ status, body: { error_code: code, message: code } })

function codeOf(charge: Charge): Record<string, unknown> {
  return {
    id: `qr_${charge.id}`,
    reference_id: charge.reference,
    type: 'DYNAMIC',
    currency: 'IDR',
    amount: charge.amount,
    channel_code: 'ID_DANA',
    qr_string: charge.code,
    status: charge.state === 'pending' ? 'ACTIVE' : 'INACTIVE',
    expires_at: new Date(charge.expiresAtMs).toISOString(),
  }
}

function paymentsOf({ payment, refunds }: Charge): unknown[] {
  if (payment === null) return []
  return [{ id: `qrpy_${payment.id}`, amount: payment.amount, currency: 'IDR', status: refunds.length === 0 ? 'SUCCEEDED' : 'REFUNDED' }]
}

const refundOf = ({ id, amount, created }: Charge['refunds'][number]) => ({ id: `qrrf_${id}`, amount, created, status: 'PENDING' })

export const xenditDialect: Dialect = {
  answer(asked, { charges, key, faults }) {
    const { method, path, authorization } = asked
    if (authorization !== `Basic ${Buffer.from(`${key}:`).toString('base64')}`) return said(401, 'INVALID_API_KEY')
    if (asked.header('api-version') !== '2022-07-31') return said(400, 'API_VALIDATION_ERROR')
    if (method === 'POST' && path === '/qr_codes') {
      const { reference_id: reference, amount, expires_at: expiresAt } = codeBody.parse(asked.body)
      if (charges.of(reference) !== undefined) return said(409, 'DUPLICATE_ERROR')
      const charge = charges.make({ reference, amount, expiresAtMs: Date.parse(expiresAt), notifyUrl: undefined })
      return { status: 201, body: codeOf(charge), isLost: faults().lose_charge_answer }
    }
    const [, qrId = '', list] = /^\/qr_codes\/qr_([^/]+)(\/payments)?$/.exec(path) ?? []
    const charge = charges.byId(qrId)
    if (charge !== undefined && method === 'GET')
      return { status: 200, body: list === undefined ? codeOf(charge) : { data: paymentsOf(charge), has_more: false } }
    const [, paymentId] = /^\/qr_codes\/payments\/qrpy_([^/]+)\/refunds$/.exec(path) ?? []
    const paid = charges.all().find(one => one.payment !== null && one.payment.id === paymentId)
    const payment = paid?.payment ?? null
    if (paid === undefined || payment === null) return said(404, 'DATA_NOT_FOUND')
    if (method === 'GET') return { status: 200, body: { data: paid.refunds.map(refundOf), has_more: false } }
    const { amount } = refundBody.parse(asked.body)
    const refunded = paid.refunds.reduce((sum, one) => sum + one.amount, 0)
    if (faults().refuse_refunds) return said(403, 'INELIGIBLE_TRANSACTION')
    if (refunded + amount > payment.amount) return said(400, 'MAXIMUM_REFUND_AMOUNT_REACHED')
    const made = { key: asked.header('idempotency-key') ?? '', id: uuidv7(), amount, created: new Date().toISOString() }
    paid.refunds.push(made)
    return { status: 200, body: refundOf(made), isLost: faults().lose_refund_answer }
  },
  notification(charge, { key, isForged }) {
    return {
      headers: { 'x-callback-token': isForged ? 'wrong' : key },
      body: {
        event: 'qr.payment',
        api_version: '2022-07-31',
        data: {
          id: `qrpy_${charge.payment?.id ?? ''}`,
          amount: charge.payment?.amount,
          status: 'SUCCEEDED',
          qr_id: `qr_${charge.id}`,
          reference_id: charge.reference,
          type: 'DYNAMIC',
        },
      },
    }
  },
}
