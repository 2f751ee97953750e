/**
 * How a payment by QRIS stands at the machine. The hub speaks with the provider and books the money; the machine shows the code and asks
 * the hub how it stands until it has ended.
 */
import type { Lane, OnlinePaymentRequest, OnlinePaymentResult } from '@palang/protocol'

/** A payment by QRIS that the customer chose. */
export interface OnlinePayment {
  /** Ours; the hub and the provider know the payment by it. */
  paymentId: string
  amount: number
  /** `cancelling`: no code is shown any more, but somebody may have paid it just before. */
  stage: 'starting' | 'shown' | 'cancelling'
  /** Of the question under way. */
  requestId: string | null
  /** What the code holds. */
  code: string | null
  /** ISO time. */
  expiresAt: string | null
  /** Questions in a row that the hub did not answer. */
  unanswered: number
}

/** A payment that the hub has not been asked about. */
export function newOnline(paymentId: string, amount: number): OnlinePayment {
  return { paymentId, amount, stage: 'starting', requestId: null, code: null, expiresAt: null, unanswered: 0 }
}

/**
 * What screens are told of it. Where there is none it is `offered`, or `withdrawn` with why the one before came to nothing; where QRIS is
 * not to be had at all nothing is said of it.
 */
export function onlineSeen(
  online: OnlinePayment | null,
  choice: 'offered' | 'withdrawn' | 'none',
  reason: string | null,
): Pick<Lane, 'qris'> {
  if (online !== null) {
    const { stage: state, code, amount, expiresAt } = online
    return { qris: { state, amount, ...(code === null ? {} : { code }), ...(expiresAt === null ? {} : { expires_at: expiresAt }) } }
  }
  if (choice === 'none' && reason === null) return {}
  return { qris: { state: choice === 'none' ? 'withdrawn' : choice, ...(reason === null ? {} : { reason }) } }
}

/** What is asked in each stage. */
export const onlineActs = { starting: 'start', shown: 'look', cancelling: 'cancel' } as const satisfies Record<
  OnlinePayment['stage'],
  string
>

/** As much of a step as a question to the hub needs. */
export interface AskTurn {
  readonly context: { newId(): string }
  effects: { push(effect: { do: 'ask_online'; request: OnlinePaymentRequest & { request_id: string } }): unknown }
}

/** Asks how the payment stands, or has it made or ended; asked twice, the hub does it once. */
export function askAboutOnline(turn: AskTurn, online: OnlinePayment, sessionId: string, act: OnlinePaymentRequest['act']): void {
  online.requestId = turn.context.newId()
  turn.effects.push({
    do: 'ask_online',
    request: { act, payment_id: online.paymentId, session_id: sessionId, amount: online.amount, request_id: online.requestId },
  })
}

/** What an answer means. `anew`: money moved that the machine did not see, or the price is another. */
export type OnlineWord = { is: 'under_way' | 'paid' | 'anew' } | { is: 'over'; reason: string }

/** Takes the hub's answer over. */
export function heardOfOnline(online: OnlinePayment, result: OnlinePaymentResult): OnlineWord {
  online.requestId = null
  online.unanswered = 0
  switch (result.state) {
    case 'created':
      return { is: 'under_way' }
    case 'shown':
      online.code = result.code ?? null
      online.expiresAt = result.expires_at ?? null
      if (online.stage === 'starting' && online.code !== null) online.stage = 'shown'
      return { is: 'under_way' }
    case 'paid':
      return { is: 'paid' }
    case 'disputed':
      return { is: 'anew' }
    case 'expired':
    case 'cancelled':
    case 'failed': {
      const reason = result.reason ?? result.state
      return askAnew.includes(reason) ? { is: 'anew' } : { is: 'over', reason }
    }
  }
}

/**
 * The hub is away or slow. Whether that is hopeless: a code that is shown may have been paid, so that is asked until the code is long over,
 * `afterExpiryMs`.
 */
export function unheardOfOnline(online: OnlinePayment, nowMs: number, afterExpiryMs: number): boolean {
  online.requestId = null
  online.unanswered++
  if (online.stage !== 'shown') return online.unanswered >= mostUnanswered
  return online.expiresAt !== null && nowMs > Date.parse(online.expiresAt) + afterExpiryMs
}

/** Whether another try would end in the same way. */
export function isLasting(reason: string): boolean {
  return lasting.includes(reason)
}

/** So many questions in a row without an answer, and the customer is not kept waiting any longer. */
export const mostUnanswered = 5
/** Reasons that say that the price has changed. */
const askAnew: readonly string[] = ['paid_already', 'price_changed']
const lasting: readonly string[] = ['offline', 'not_offered', 'provider_unreachable', 'refused']
