/** Midtrans as it answers: docs/protocols/qris-midtrans.md. */
import { createHash } from 'node:crypto'
import { uuidv7 } from '@palang/kit/ids'
import { z } from 'zod'
import type { Charge } from './charges.ts'
import type { Asked, Dialect, Told } from './dialect.ts'

const chargeBody = z.looseObject({
  payment_type: z.literal('qris'),
  transaction_details: z.looseObject({ order_id: z.string().min(1), gross_amount: z.int().min(1) }),
  custom_expiry: z.looseObject({ expiry_duration: z.int().min(1), unit: z.literal('minute') }).optional(),
})
const refundBody = z.looseObject({ refund_key: z.string().min(1), amount: z.int().min(1), reason: z.string() })

/** Codes of the states; a refunded payment keeps that of its settlement. */
const codes = { pending: '201', paid: '200', expired: '407', cancelled: '200', failed: '202' } as const satisfies Record<
  Charge['state'],
  string
>
const words = { pending: 'pending', paid: 'settlement', expired: 'expire', cancelled: 'cancel', failed: 'deny' } as const

const refundedOf = ({ refunds }: Charge) => refunds.reduce((sum, { amount }) => sum + amount, 0)
const gross = (amount: number) => `${amount}.00`

function transaction(charge: Charge, withCode: boolean): Record<string, unknown> {
  const refunded = refundedOf(charge)
  const amount = charge.payment?.amount ?? charge.amount
  return {
    status_code: codes[charge.state],
    status_message: 'Success',
    transaction_id: charge.id,
    order_id: charge.reference,
    gross_amount: gross(amount),
    currency: 'IDR',
    payment_type: 'qris',
    transaction_status: refunded === 0 ? words[charge.state] : refunded < amount ? 'partial_refund' : 'refund',
    fraud_status: 'accept',
    acquirer: 'gopay',
    ...(withCode ? { qr_string: charge.code } : {}),
    ...(refunded === 0 ? {} : { refund_amount: gross(refunded) }),
  }
}

/** Midtrans answers 200 and says in the body how it is. */
const said = (code: string, message: string): Told => ({ status: 200, body: { status_code: code, status_message: message, id: uuidv7() } })

export const midtransDialect: Dialect = {
  answer(asked, { charges, key, nowMs, faults }) {
    const { method, path, authorization } = asked
    if (authorization !== `Basic ${Buffer.from(`${key}:`).toString('base64')}`) return said('401', 'Unknown Merchant server_key/id')
    if (method === 'POST' && path === '/v2/charge') {
      const { transaction_details: wanted, custom_expiry: expiry } = chargeBody.parse(asked.body)
      if (charges.of(wanted.order_id) !== undefined) return said('406', 'The request could not be completed, order_id has been used')
      const charge = charges.make({
        reference: wanted.order_id,
        amount: wanted.gross_amount,
        expiresAtMs: nowMs() + (expiry?.expiry_duration ?? 15) * 60_000,
        notifyUrl: asked.header('x-override-notification'),
      })
      return { status: 200, body: transaction(charge, true), isLost: faults().lose_charge_answer }
    }
    const [, reference = '', act = ''] = /^\/v2\/([^/]+)\/(status|cancel|refund\/online\/direct)$/.exec(path) ?? []
    const charge = charges.of(reference)
    if (charge === undefined) return said('404', "Transaction doesn't exist.")
    if (method === 'GET' && act === 'status') return { status: 200, body: transaction(charge, false) }
    if (method === 'POST' && act === 'cancel') {
      if (charge.state !== 'pending') return said('412', 'Merchant cannot modify the status of the transaction')
      charge.state = 'cancelled'
      return { status: 200, body: transaction(charge, false), tells: charge }
    }
    if (method === 'POST' && act !== 'status') return refund(charge, asked, faults())
    return said('405', 'method not allowed')
  },
  notification(charge, { key, isForged }) {
    const body = transaction(charge, false)
    const proof = createHash('sha512').update(
      `${charge.reference}${String(body['status_code'])}${String(body['gross_amount'])}${isForged ? 'wrong' : key}`,
    )
    return { headers: {}, body: { ...body, signature_key: proof.digest('hex') } }
  },
}

function refund(charge: Charge, { body }: Asked, faults: { refuse_refunds: boolean; lose_refund_answer: boolean }): Told {
  const { refund_key: key, amount } = refundBody.parse(body)
  const isKnown = charge.refunds.some(one => one.key === key)
  const left = (charge.payment?.amount ?? 0) - refundedOf(charge)
  if (!isKnown && (faults.refuse_refunds || charge.state !== 'paid' || amount > left)) return said('412', 'Refund cannot be processed')
  if (!isKnown) charge.refunds.push({ key, id: uuidv7(), amount, created: new Date().toISOString() })
  return {
    status: 200,
    body: { ...transaction(charge, false), status_code: '200', refund_key: key },
    tells: charge,
    isLost: faults.lose_refund_answer,
  }
}
