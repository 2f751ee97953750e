/** What a person says about facts that contradict one another, and about where cards are. */
import { CodedError, isoNow } from '@palang/kit'
import { recordedChange } from '../../access/audit.ts'
import { remaining } from '../../domain/till.ts'
import { decided, proposedStay, type Verdict } from '../../domain/conflicts.ts'
import { isHidden, type Reach } from '../../access/reach.ts'
import type { Actor, HubServices } from '../../services.ts'
import { movePaid, reversalOf, toTakeBack } from '../../money/till.ts'
import type { LedgerEntryRecord } from '../../store/records.ts'
import type { ConflictRecord, PassbackResetRecord } from '../../store/identity-records.ts'
import type { Tx } from '../../store/store.ts'
import { tellAlarms } from './decision.ts'
import { allCards } from './passback.ts'

type Parts = Pick<HubServices, 'store' | 'clock' | 'live'>

interface Decision {
  id: string
  /** Null accepts what is proposed, a reason declines it. */
  declinedFor: string | null
}

/**
 * Decides a conflict once; deciding the same again gives the same. Accepted, the proposed stay is ended and no money moves. A proposal
 * that applies no more is withdrawn instead. Throws `not_found`, and `conflict` when it was decided otherwise before.
 */
export async function decideConflict(parts: Parts, actor: Actor, reach: Reach, { id, declinedFor }: Decision): Promise<ConflictRecord> {
  const wanted = declinedFor === null ? ('accepted' as const) : ('declined' as const)
  const payments = declinedFor === null ? await paymentsBehind(parts, id) : []
  const { conflict, alarm } = await recordedChange(parts, actor, async (tx, note) => {
    const [found] = await tx.conflicts.getMany([id])
    if (found === undefined || isHidden(reach, found.machineId)) throw new CodedError('not_found', 'there is no such conflict')
    if (found.state === wanted || found.state === 'withdrawn') return { conflict: found, alarm: undefined }
    if (found.state !== 'open') throw new CodedError('conflict', `this was ${found.state} before`)
    const verdict: Verdict = { state: wanted, at: isoNow(parts.clock), by: actor.id, reason: declinedFor }
    const state = wanted === 'accepted' ? await applyProposal(tx, found, verdict.at, { actor, payments }) : wanted
    const result = decided(found, await tx.alarms.get(found.alarmId), { ...verdict, state })
    await tx.conflicts.putMany([result.conflict])
    if (result.alarm !== undefined) await tx.alarms.putMany([result.alarm])
    note({
      action: `conflict.${state}`,
      subject: found.sessionId ?? `conflict:${id}`,
      before: { conflict: id, state: found.state },
      after: { proposal: found.proposal, state },
      reason: declinedFor ?? undefined,
    })
    return result
  })
  tellAlarms(parts, alarm === undefined ? [] : [alarm])
  return conflict
}

async function applyProposal(tx: Tx, conflict: ConflictRecord, at: string, refund: Refund): Promise<'accepted' | 'withdrawn'> {
  const { proposal, otherSessionId } = conflict
  if (proposal.action === 'keep_all' || proposal.action === 'accept_paid') return 'accepted'
  if (proposal.action === 'refund') return payBack(tx, { ...refund, conflict, amount: proposal.amount, at })
  const stays = await tx.sessions.getMany([proposal.session_id, ...(otherSessionId === null ? [] : [otherSessionId])])
  const byId = (id: string | null) => stays.find(stay => stay.id === id)
  const ended = proposedStay(conflict, byId(proposal.session_id), byId(otherSessionId))
  if (ended === undefined) return 'withdrawn'
  await tx.sessions.putMany([ended])
  return 'accepted'
}

interface Refund {
  actor: Actor
  /** Of the stay, the newest first. */
  payments: readonly LedgerEntryRecord[]
}

/** So many entries of a stay are looked at, the newest. */
const lastEntries = 200

/** What was paid for the stay of a case, the newest first; nothing where no case proposes to pay back. */
async function paymentsBehind({ store }: Parts, id: string): Promise<LedgerEntryRecord[]> {
  const [conflict] = await store.transact(tx => tx.conflicts.getMany([id]))
  if (conflict?.proposal.action !== 'refund') return []
  const { items } = await store.ledger.list({ sessionId: conflict.proposal.session_id }, { limit: lastEntries, cursor: undefined })
  return items.filter(({ kind }) => kind === 'payment')
}

/** Takes payments back, the newest first, as the till does; withdrawn when no more is left of them. Throws `forbidden` as the till does. */
async function payBack(
  tx: Tx,
  { actor, payments, conflict, amount, at }: Refund & { conflict: ConflictRecord; amount: number; at: string },
): Promise<'accepted' | 'withdrawn'> {
  let left = amount
  for (const payment of payments) {
    const most = Math.min(left, remaining(payment, await tx.ledger.reversalsOf(payment.id)))
    if (most <= 0) continue
    const { shiftId } = await toTakeBack(tx, actor, payment.id, most)
    const wanted = { actor: actor.id, amount: most, reason: `conflict:${conflict.kind}`, shiftId, at }
    await tx.ledger.append([reversalOf(payment, { ...wanted, idempotencyKey: `conflict:${conflict.id}:${payment.id}` })])
    await movePaid(tx, payment.sessionId, -most)
    left -= most
  }
  return left < amount ? 'accepted' : 'withdrawn'
}

/** Says that what is on record about where a card is, or all cards are, does not count any more. */
export async function resetPassback(
  parts: Pick<Parts, 'store' | 'clock'>,
  actor: Actor,
  { cardId, reason }: { cardId: string | undefined; reason: string },
): Promise<PassbackResetRecord> {
  const reset = { id: cardId ?? allCards, at: isoNow(parts.clock), actor: actor.id, reason }
  await recordedChange(parts, actor, async (tx, note) => {
    await tx.passbackResets.put(reset)
    const subject = cardId === undefined ? 'cards' : `card:${cardId}`
    note({ action: 'passback.reset', subject, after: { at: reset.at }, reason })
  })
  return reset
}
