/** Payments by QRIS, for the console, and what providers send. */
import { z } from 'zod'
import { onlinePaymentState, qrisProviderName } from '../online-payment.ts'
import { isoTime } from '../primitives.ts'

/** Each provider has a form of its own, checked by its driver. */
export const noticeBody = z.looseObject({}).meta({
  id: 'PaymentNotice',
  examples: [{ order_id: '019bda5e-9a40-7000-8000-0000000000c1', status_code: '200', gross_amount: '5000.00', signature_key: '…' }],
})

export const noticeAnswer = z
  .object({ noted: z.boolean().meta({ description: 'False when it is about nothing of this hub' }) })
  .meta({ id: 'PaymentNoticeAnswer', examples: [{ noted: true }] })

export const onlinePaymentView = z
  .object({
    id: z.string(),
    machine_id: z.string(),
    provider: qrisProviderName,
    state: onlinePaymentState,
    amount: z.int(),
    paid_amount: z.int().meta({ description: 'All that came for it, also what nobody asked for' }),
    refunded_amount: z.int(),
    refund_pending: z.int().nullable().meta({ description: 'On its way back; the provider has not answered yet' }),
    currency: z.string(),
    charge_id: z.string().nullable().meta({ description: 'The provider’s id of the charge' }),
    transaction_id: z.string().nullable().meta({ description: 'The provider’s id of the money that came' }),
    created_at: isoTime,
    expires_at: isoTime,
    paid_at: isoTime.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it ended without money, or what is wrong with the money' }),
  })
  .meta({
    id: 'OnlinePayment',
    examples: [
      {
        id: '019bda5e-9a40-7000-8000-0000000000c1',
        machine_id: 'gate_out',
        provider: 'midtrans',
        state: 'paid',
        amount: 5000,
        paid_amount: 5000,
        refunded_amount: 0,
        refund_pending: null,
        currency: 'IDR',
        charge_id: '0d8178e1-c6c7-4ab4-81a6-893be9d924ab',
        transaction_id: '0d8178e1-c6c7-4ab4-81a6-893be9d924ab',
        created_at: '2026-01-20T12:04:52.000Z',
        expires_at: '2026-01-20T12:09:52.000Z',
        paid_at: '2026-01-20T12:05:05.000Z',
        reason: null,
      },
    ],
  })
export type OnlinePaymentView = z.infer<typeof onlinePaymentView>
