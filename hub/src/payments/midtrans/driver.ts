/** Midtrans: QRIS by its Core API. See docs/protocols/qris-midtrans.md. */
import type { QrisConfig } from '@palang/config'
import type { Clock } from '@palang/kit'
import { uuid } from '@palang/protocol'
import { sendJson } from '../../alerts/channels/post-json.ts'
import type { ChargeReport } from '../../domain/online-payments.ts'
import type { OnlinePaymentRecord } from '../../store/online-payment-store.ts'
import { failure, keyAsLogin, type ProviderAnswer, type QrisProvider, readAnswer } from '../provider.ts'
import { reportOf, signedOrder, statusAnswer, transactionAnswer } from './codec.ts'

const production = 'https://api.midtrans.com'
const sandbox = 'https://api.sandbox.midtrans.com'

/** Codes in the body of an answer. */
const code = { absent: '404', orderTaken: '406', cannotChange: '412' } as const

type Config = Extract<QrisConfig, { provider: 'midtrans' }>

export function midtrans(config: Config, clock: Clock): QrisProvider {
  const { server_key: key = '', notify_url: notifyUrl } = config
  const base = (config.base_url ?? (key.startsWith('SB-') ? sandbox : production)).replace(/\/$/, '')
  const headers = { accept: 'application/json', authorization: keyAsLogin(key) }

  const ask = async (method: 'GET' | 'POST', path: string, body?: object, extra: Record<string, string> = {}) => {
    const request = { method, url: `${base}/v2/${path}`, headers: { ...headers, ...extra } }
    return sendJson(clock, body === undefined ? request : { ...request, body: JSON.stringify(body) })
  }

  async function look({ id }: OnlinePaymentRecord): Promise<ProviderAnswer<ChargeReport>> {
    return readReport(await ask('GET', `${id}/status`))
  }

  return {
    name: 'midtrans',
    missing: key === '' ? ['MIDTRANS_SERVER_KEY'] : [],
    look,
    async create(payment) {
      const minutes = Math.max(1, Math.round((Date.parse(payment.expiresAt) - Date.parse(payment.createdAt)) / 60_000))
      const charge = {
        payment_type: 'qris',
        transaction_details: { order_id: payment.id, gross_amount: payment.amount },
        qris: { acquirer: 'gopay' },
        custom_expiry: { expiry_duration: minutes, unit: 'minute' },
      }
      const notify: Record<string, string> = notifyUrl === undefined ? {} : { 'x-override-notification': notifyUrl }
      const answer = await ask('POST', 'charge', charge, notify)
      const read = readAnswer(answer, statusAnswer)
      // The order is there: an earlier try reached Midtrans.
      if (read.ok && read.value.body.status_code === code.orderTaken) return look(payment)
      return readReport(answer)
    },
    async cancel(payment) {
      const answer = await ask('POST', `${payment.id}/cancel`)
      const read = readAnswer(answer, statusAnswer)
      // It is paid, or has ended: what it is now says the status.
      if (read.ok && read.value.body.status_code === code.cannotChange) return look(payment)
      return readReport(answer)
    },
    async refund(payment, { key: refundKey, amount, reason }) {
      const read = readAnswer(
        await ask('POST', `${payment.id}/refund/online/direct`, { refund_key: refundKey, amount, reason }),
        statusAnswer,
      )
      if (!read.ok) return read
      const { status_code: status, status_message: said } = read.value.body
      if (status === '200' || status === '201') return { ok: true, value: 'accepted' }
      return failure(status.startsWith('5') ? 'unclear' : 'refused', `${status} ${said ?? ''}`)
    },
    notice({ body }) {
      const signed = key === '' ? undefined : signedOrder(body, key)
      if (signed === undefined) return 'forged'
      // A merchant's account may sell other things, too.
      return uuid.safeParse(signed.orderId).success ? { paymentId: signed.orderId, chargeId: signed.transactionId } : 'other'
    },
  }
}

function readReport(answer: Parameters<typeof readAnswer>[0]): ProviderAnswer<ChargeReport> {
  const read = readAnswer(answer, statusAnswer)
  if (!read.ok) return read
  const { status_code: status, status_message: said } = read.value.body
  if (status === code.absent) return { ok: true, value: { state: 'absent' } }
  if (status.startsWith('5')) return failure('unclear', `${status} ${said ?? ''}`)
  const transaction = readAnswer(answer, transactionAnswer)
  const report = transaction.ok ? reportOf(transaction.value.body) : undefined
  if (report !== undefined) return { ok: true, value: report }
  return failure(status.startsWith('4') ? 'refused' : 'unclear', `${status} ${said ?? ''}`)
}
