/** What people do with money by hand: open and close their till, take a payment back, enter what was found afterwards. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import { recordedChange } from '../access/audit.ts'
import { onlinePaymentOf } from '../domain/online-payments.ts'
import { moneyMoved } from '../domain/stays.ts'
import { closed, stillThere, takeable } from '../domain/till.ts'
import type { Actor, HubServices } from '../services.ts'
import type { LedgerEntryRecord, ShiftRecord } from '../store/records.ts'
import type { Tx } from '../store/store.ts'
import { followOnCard } from './prepaid.ts'

type Parts = Pick<HubServices, 'store' | 'clock' | 'site'>

/** Opens the till of `actor`. Throws `conflict` while he has one open. */
export function openShift(parts: Parts, actor: Actor, openingFloat: number): Promise<ShiftRecord> {
  const { outlet } = parts.site
  const openedAt = isoNow(parts.clock)
  return recordedChange(parts, actor, async (tx, note) => {
    const open = await tx.shifts.openOf(actor.id)
    if (open !== undefined) throw new CodedError('conflict', `your shift of ${open.openedAt} is still open; close it first`)
    const shift: ShiftRecord = {
      id: uuidv7(),
      outletId: outlet.id,
      openedBy: actor.id,
      openedAt,
      currency: outlet.currency,
      openingFloat,
      closedAt: null,
      closedBy: null,
      countedAmount: null,
      expectedAmount: null,
      note: null,
    }
    await tx.shifts.put(shift)
    note({ action: 'open_shift', subject: `shift:${shift.id}`, after: { opening_float: openingFloat } })
    return shift
  })
}

/**
 * Closes a shift with what was counted. Its own person may, and an administrator for one who left. Throws `not_found`,
 * `forbidden`, and `conflict` when it is closed already.
 */
export function closeShift(parts: Parts, actor: Actor, id: string, counted: { amount: number; note: string | null }): Promise<ShiftRecord> {
  return recordedChange(parts, actor, async (tx, note) => {
    const shift = await shiftOf(tx, id)
    if (shift.openedBy !== actor.id && actor.role !== 'admin') throw new CodedError('forbidden', 'this is the shift of somebody else')
    const cash = await tx.ledger.cashOfShift(id)
    const at = isoNow(parts.clock)
    const ended = closed(shift, { at, by: actor.id, counted: counted.amount, cash, note: counted.note })
    await tx.shifts.put(ended)
    const after = { counted_amount: ended.countedAmount, expected_amount: ended.expectedAmount }
    note({ action: 'close_shift', subject: `shift:${id}`, after, reason: counted.note ?? undefined })
    return ended
  })
}

/** Enters what was found after a shift was closed. Throws `not_found`, and `conflict` while it is open. */
export function adjustShift(
  parts: Parts,
  actor: Actor,
  id: string,
  { amount, method, reason }: { amount: number; method: LedgerEntryRecord['method']; reason: string },
): Promise<LedgerEntryRecord> {
  return recordedChange(parts, actor, async (tx, note) => {
    const shift = await shiftOf(tx, id)
    if (shift.closedAt === null) throw new CodedError('conflict', 'this shift is open: what is found now is part of its count')
    const entry = byHand(parts, actor, { kind: 'adjustment', method, amount, note: reason, shiftId: id })
    await tx.ledger.append([entry])
    note({ action: 'adjust_shift', subject: `shift:${id}`, after: { amount, method }, reason })
    return entry
  })
}

/**
 * Takes a payment back, wholly or in part, as an entry of its own. An operator may take back what went through his own open
 * till; an administrator everything. Throws `not_found`, `forbidden`, `conflict` for more than is left of it, and `refund_pending` while its
 * provider may be sending it back.
 */
export function takeBack(
  parts: Parts,
  actor: Actor,
  paymentId: string,
  { amount: asked, reason }: { amount?: number | undefined; reason: string },
): Promise<LedgerEntryRecord> {
  return recordedChange(parts, actor, async (tx, note) => {
    const { payment, amount, shiftId } = await toTakeBack(tx, actor, paymentId, asked)
    await mustNotBeOnItsWay(tx, payment)
    const { sessionId } = payment
    const at = isoNow(parts.clock)
    const entry = reversalOf(payment, { actor: actor.id, amount, reason, shiftId, at, idempotencyKey: `hand:${uuidv7()}` })
    await tx.ledger.append([entry])
    await movePaid(tx, sessionId, -amount)
    await followOnCard(tx, payment, entry)
    note({ action: 'take_back_payment', subject: `payment:${payment.id}`, after: { amount, session_id: sessionId }, reason })
    return entry
  })
}

/**
 * The payment that `actor` may take back, how much of it, and the till it goes through. Throws `not_found`, `forbidden`, and `conflict`
 * for more than is left of it.
 */
export async function toTakeBack(
  tx: Tx,
  actor: Actor,
  paymentId: string,
  asked: number | undefined,
): Promise<{ payment: LedgerEntryRecord; amount: number; shiftId: string | null }> {
  const payment = await tx.ledger.get(paymentId)
  if (payment === undefined) throw new CodedError('not_found', 'there is no such payment')
  const own = await tx.shifts.openOf(actor.id)
  const isOwn = own !== undefined && payment.shiftId === own.id
  if (!isOwn && actor.role !== 'admin') {
    throw new CodedError('forbidden', 'only a payment of your own open shift; an administrator may take back others')
  }
  const left = takeable(payment, await tx.ledger.reversalsOf(payment.id), asked)
  const [session] = payment.sessionId === null ? [] : await tx.sessions.getMany([payment.sessionId])
  return { payment, amount: stillThere(session, left, asked), shiftId: own?.id ?? null }
}

/** What a provider may be sending back is in no entry yet: given back by hand as well, it would leave the house twice. */
async function mustNotBeOnItsWay(tx: Tx, { idempotencyKey }: LedgerEntryRecord): Promise<void> {
  const id = onlinePaymentOf(idempotencyKey)
  const onItsWay = id === undefined ? null : (await tx.onlinePayments.get(id))?.refund
  if (onItsWay) throw refundUnderWay(onItsWay.amount)
}

/** The refusal of a second way back while one is not answered yet. */
export function refundUnderWay(amount: number): CodedError<'refund_pending'> {
  return new CodedError('refund_pending', `${amount} of this payment are being sent back by its provider; wait for that first`, {
    retryable: true,
  })
}

/** The entry that takes `amount` of a payment back. */
export function reversalOf(
  payment: LedgerEntryRecord,
  wanted: { actor: string; amount: number; reason: string; shiftId: string | null; at: string; idempotencyKey: string },
): LedgerEntryRecord {
  const { actor, amount, reason, shiftId, at, idempotencyKey } = wanted
  return {
    ...payment,
    id: uuidv7(),
    kind: 'refund',
    // Nobody can be given credit by hand: what was paid with it is given back in cash.
    method: payment.method === 'credit' ? 'cash' : payment.method,
    amount: -amount,
    idempotencyKey,
    occurredAt: at,
    actor,
    note: reason,
    shiftId,
    reversesId: payment.id,
  }
}

async function shiftOf(tx: Tx, id: string): Promise<ShiftRecord> {
  const shift = await tx.shifts.get(id)
  if (shift === undefined) throw new CodedError('not_found', 'there is no such shift')
  return shift
}

/** Lets the paid amount of a session follow what the ledger says. */
export async function movePaid(tx: Tx, sessionId: string | null, amount: number): Promise<void> {
  if (sessionId === null) return
  const sessions = await tx.sessions.getMany([sessionId])
  await tx.sessions.putMany(sessions.map(session => moneyMoved(session, amount)))
}

type ByHand = Pick<LedgerEntryRecord, 'kind' | 'method' | 'amount' | 'note' | 'shiftId'>

function byHand({ site, clock }: Parts, actor: Actor, line: ByHand): LedgerEntryRecord {
  const id = uuidv7()
  return {
    id,
    outletId: site.outlet.id,
    sessionId: null,
    machineId: null,
    currency: site.outlet.currency,
    idempotencyKey: `hand:${id}`,
    occurredAt: isoNow(clock),
    actor: actor.id,
    reversesId: null,
    ...line,
  }
}
