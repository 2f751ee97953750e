/** Xendit: QRIS by its QR codes API. See docs/protocols/qris-xendit.md. */
import type { QrisConfig } from '@palang/config'
import type { Clock } from '@palang/kit'
import { uuid } from '@palang/protocol'
import type { z } from 'zod'
import { sendJson } from '../../alerts/channels/post-json.ts'
import type { ChargeReport } from '../../domain/online-payments.ts'
import type { OnlinePaymentRecord } from '../../store/online-payment-store.ts'
import { failure, keyAsLogin, type ProviderAnswer, type QrisProvider, readAnswer } from '../provider.ts'
import { cameStates, isToken, movement, movements, qrCode, readWebhook, reportOf, sumOf } from './codec.ts'

const production = 'https://api.xendit.co'
const apiVersion = '2022-07-31'

type Config = Extract<QrisConfig, { provider: 'xendit' }>

export function xendit(config: Config, clock: Clock): QrisProvider {
  const { secret_key: key = '', callback_token: token = '' } = config
  const ask = asker(config, key, clock)
  const refundsOf = (transactionId: string) => ask(movements, `/payments/${encodeURIComponent(transactionId)}/refunds`)

  async function look({ chargeId }: OnlinePaymentRecord): Promise<ProviderAnswer<ChargeReport>> {
    // A code whose id never reached us was shown to nobody, and Xendit finds codes by their id only.
    if (chargeId === null) return { ok: true, value: { state: 'absent' } }
    const code = await ask(qrCode, `/${encodeURIComponent(chargeId)}`)
    if (!code.ok) return code
    const payments = await ask(movements, `/${encodeURIComponent(chargeId)}/payments`)
    if (!payments.ok) return payments
    const came = payments.value.find(({ status }) => cameStates.includes(status))
    if (came === undefined || came.status === 'SUCCEEDED' || came.status === 'COMPLETED')
      return { ok: true, value: reportOf(code.value, came, 0) }
    const refunds = await refundsOf(came.id)
    if (!refunds.ok) return refunds
    return { ok: true, value: reportOf(code.value, came, sumOf(refunds.value)) }
  }

  return {
    name: 'xendit',
    // Without the token no notification is believed, and asking alone does it.
    missing: key === '' ? ['XENDIT_SECRET_KEY'] : [],
    look,
    async create({ id, amount, currency, expiresAt }) {
      const wanted = { reference_id: id, type: 'DYNAMIC', currency, amount, expires_at: expiresAt }
      const made = await ask(qrCode, '', wanted, { 'idempotency-key': id })
      return made.ok ? { ok: true, value: reportOf(made.value, undefined, 0) } : made
    },
    /** There is no way to end a code before its time. */
    async cancel(payment) {
      const now = await look(payment)
      return now.ok && now.value.state === 'pending' ? { ok: true, value: { state: 'abandoned' } } : now
    },
    async refund({ transactionId, refundedAmount }, { key: refundKey, amount, reason }) {
      if (transactionId === null) return failure('refused', 'no payment is known')
      // One that was taken on although its answer was lost: it must not be asked for again.
      const earlier = await refundsOf(transactionId)
      if (!earlier.ok) return earlier
      if (sumOf(earlier.value) >= refundedAmount + amount) return { ok: true, value: 'accepted' }
      const path = `/payments/${encodeURIComponent(transactionId)}/refunds`
      const made = await ask(movement, path, { amount, reason }, { 'idempotency-key': refundKey })
      return made.ok ? { ok: true, value: 'accepted' } : made
    },
    notice({ header, body }) {
      if (!isToken(header('x-callback-token'), token)) return 'forged'
      const event = readWebhook(body)
      return event !== undefined && uuid.safeParse(event.referenceId).success
        ? { paymentId: event.referenceId, chargeId: event.qrId }
        : 'other'
    },
  }
}

type Ask = <T>(schema: z.ZodType<T>, path: string, body?: object, extra?: Record<string, string>) => Promise<ProviderAnswer<T>>

/** Asks for what is below `/qr_codes`; with a body it is a POST. */
function asker({ base_url: baseUrl = production }: Config, key: string, clock: Clock): Ask {
  const base = baseUrl.replace(/\/$/, '')
  const headers = { accept: 'application/json', 'api-version': apiVersion, authorization: keyAsLogin(key) }
  return async (schema, path, body, extra = {}) => {
    const request = { url: `${base}/qr_codes${path}`, headers: { ...headers, ...extra } }
    const answer = await sendJson(
      clock,
      body === undefined ? { method: 'GET', ...request } : { method: 'POST', ...request, body: JSON.stringify(body) },
    )
    const read = readAnswer(answer, schema)
    if (!read.ok) return read
    return read.value.status < 400 ? { ok: true, value: read.value.body } : failure('refused', `HTTP ${read.value.status}`)
  }
}
