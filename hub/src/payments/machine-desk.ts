/** What machines ask of payments by QRIS: begin one, see how it stands, end it. Answered at once, without waiting for the provider. */
import { CodedError, isoNow, type Clock } from '@palang/kit'
import type { OnlinePaymentRequest, OnlinePaymentResult, QrisProviderName } from '@palang/protocol'
import { cancelWanted, isOpen, scheduled } from '../domain/online-payments.ts'
import { isMachineSale } from '../domain/sales.ts'
import { isPriceTold } from '../domain/stays.ts'
import type { Actor, OnlinePayments } from '../services.ts'
import type { OnlinePaymentRecord } from '../store/online-payment-store.ts'
import type { SessionRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { Books } from './books.ts'

export interface DeskParts {
  store: Store
  clock: Clock
  books: Books
  provider: QrisProviderName
  expiryMs: number
  isOffered(): boolean
  /** One was written down that nobody knows of yet. */
  begun(id: string): void
  /** Something else is wanted of one. */
  changed(id: string): void
}

export function machineDesk(parts: DeskParts): OnlinePayments['ask'] {
  const { store, books, changed } = parts
  return async (request, actor) => {
    const machineId = machineOf(actor)
    if (request.act === 'start') return begin(parts, request, machineId)
    const known = await store.onlinePayments.get(request.payment_id)
    if (known?.machineId !== machineId) return refused(request, 'not_found')
    if (request.act === 'look' || !isOpen(known)) return resultOf(known)
    const wanted = await books.change(known.id, (payment, at) => scheduled(cancelWanted(payment, 'cancelled'), at))
    changed(known.id)
    return resultOf(wanted ?? known)
  }
}

async function begin(parts: DeskParts, request: OnlinePaymentRequest, machineId: string): Promise<OnlinePaymentResult> {
  const made = await parts.store.transact(async tx => {
    const known = await tx.onlinePayments.get(request.payment_id)
    if (known !== undefined) return { payment: known, isNew: false }
    const [stay] = await tx.sessions.getMany([request.session_id])
    const isOfOther = stay !== undefined && isMachineSale(stay) && stay.machineId !== machineId
    const objection = parts.isOffered() ? objectionTo(isOfOther ? undefined : stay, request.amount) : 'not_offered'
    if (stay === undefined || objection !== null) return { objection: objection ?? 'no_session' }
    const payment = intended(parts, request, stay, machineId)
    await tx.onlinePayments.putMany([payment])
    return { payment, isNew: true }
  })
  if ('objection' in made) return refused(request, made.objection)
  if (made.isNew) parts.begun(made.payment.id)
  return made.payment.machineId === machineId ? resultOf(made.payment) : refused(request, 'not_found')
}

function intended(
  { clock, provider, expiryMs }: DeskParts,
  { payment_id: id, amount }: OnlinePaymentRequest,
  stay: SessionRecord,
  machineId: string,
): OnlinePaymentRecord {
  const at = isoNow(clock)
  const payment: OnlinePaymentRecord = {
    id,
    outletId: stay.outletId,
    sessionId: stay.id,
    machineId,
    provider,
    state: 'created',
    amount,
    currency: stay.currency,
    qr: null,
    chargeId: null,
    transactionId: null,
    createdAt: at,
    expiresAt: new Date(clock.now() + expiryMs).toISOString(),
    nextLookAt: null,
    isCancelWanted: false,
    paidAt: null,
    paidAmount: 0,
    refundedAmount: 0,
    reason: null,
    refund: null,
  }
  return scheduled(payment, at)
}

/** Why this amount cannot be asked for now, or null. Cash that the machine took may not have been heard of yet, so less is fine. */
function objectionTo(stay: SessionRecord | undefined, amount: number): string | null {
  if (stay === undefined || stay.closedAt !== null) return 'no_session'
  if (!isPriceTold(stay) || stay.amount === null) return 'paid_already'
  return amount > stay.amount - stay.paidAmount ? 'price_changed' : null
}

function machineOf({ machineId }: Actor): string {
  if (machineId === undefined) throw new CodedError('forbidden', 'only a machine may ask for a payment by QRIS')
  return machineId
}

/** An answer that makes nothing. */
export function refused({ payment_id }: OnlinePaymentRequest, reason: string): OnlinePaymentResult {
  return { payment_id, state: 'failed', reason }
}

function resultOf({ id, state, qr, expiresAt, reason }: OnlinePaymentRecord): OnlinePaymentResult {
  return {
    payment_id: id,
    state,
    expires_at: expiresAt,
    ...(qr === null ? {} : { code: qr }),
    ...(reason === null ? {} : { reason }),
  }
}
