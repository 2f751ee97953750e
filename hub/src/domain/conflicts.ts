/**
 * What does not fit together, found when facts of a gate that was cut off come in, or when the anti-passback rule lets
 * somebody pass all the same. Pure; nothing is merged: each case proposes something, and a person says yes or no.
 */
import { uuidv7 } from '@palang/kit'
import type { ConflictProposal } from '@palang/protocol'
import type { ConflictRecord, MemberRecord } from '../store/identity-records.ts'
import type { AlarmRecord, CardRecord, SessionRecord } from '../store/records.ts'
import { acknowledge, raise } from './alarms.ts'
import { judgeCard } from './cards.ts'
import { judgeMember } from './members.ts'
import { forced } from './stays.ts'

/** A case before it is filed. */
export type FoundConflict = Pick<
  ConflictRecord,
  'id' | 'outletId' | 'machineId' | 'kind' | 'subject' | 'sessionId' | 'otherSessionId' | 'happenedAt' | 'proposal'
>

/** What people know a stay by. */
export function subjectOf({ cardId, ticket, licensePlate }: Pick<SessionRecord, 'cardId' | 'ticket' | 'licensePlate'>): string {
  return cardId ?? ticket ?? licensePlate ?? '–'
}

/**
 * The stays that the beginning of `stay` contradicts: of the same card, ticket or plate, not over when it began. Of two, the older is
 * proposed to be closed when the newer began, unless it has ended since.
 */
export function enteredTwice(stay: SessionRecord, others: readonly SessionRecord[], machineId = stay.machineId): FoundConflict[] {
  return others.flatMap(other => {
    if (other.id === stay.id || other.outletId !== stay.outletId || other.state === 'turned_back') return []
    const [older, newer] = other.openedAt <= stay.openedAt ? [other, stay] : [stay, other]
    if (older.closedAt !== null && older.closedAt <= newer.openedAt) return []
    return [
      {
        id: `entered_twice:${older.id}:${newer.id}`,
        outletId: stay.outletId,
        machineId,
        kind: 'entered_twice',
        subject: subjectOf(stay),
        sessionId: older.id,
        otherSessionId: newer.id,
        happenedAt: newer.openedAt,
        proposal: older.closedAt === null ? closing(older, newer.openedAt) : { action: 'keep_all', session_id: older.id },
      } satisfies FoundConflict,
    ]
  })
}

export interface LoneExit {
  visitId: string
  outletId: string
  machineId: string
  subject: string
  isTicket: boolean
  at: string
}

/** What a gate did that let somebody out by itself, naming no stay: `stays` are those of the credential, newest first. */
export function leftAlone(
  { visitId, outletId, machineId, subject, isTicket, at }: LoneExit,
  stays: readonly SessionRecord[],
): FoundConflict {
  const inside = stays.find(stay => stay.closedAt === null && stay.openedAt <= at)
  const last = stays.find(stay => stay.openedAt <= at)
  const kind = inside !== undefined ? 'left_alone' : isTicket && last !== undefined ? 'left_twice' : 'left_without_entry'
  return {
    id: loneExitId(visitId),
    outletId,
    machineId,
    kind,
    subject,
    sessionId: inside?.id ?? last?.id ?? null,
    otherSessionId: null,
    happenedAt: at,
    proposal: inside === undefined ? { action: 'keep_all', session_id: last?.id ?? null } : closing(inside, at),
  }
}

/** The id of the case that a gate let somebody out by itself at this visit. */
export function loneExitId(visitId: string): string {
  return `left_alone:${visitId}`
}

/** A vehicle left for a stay that had ended by another passage. */
export function leftTwice(
  stay: SessionRecord,
  { machineId, at, factId }: { machineId: string; at: string; factId: string },
): FoundConflict[] {
  if (stay.outcome !== 'passed' || stay.closedAt === null) return []
  return [
    ofStay(stay, {
      id: `left_twice:${factId}`,
      machineId,
      kind: 'left_twice',
      happenedAt: at,
      proposal: { action: 'keep_all', session_id: stay.id },
    }),
  ]
}

/** A gate that was cut off let in a card or membership that was not good at that moment. What it costs is judged at the exit, as for any. */
export function revokedInside(
  stay: SessionRecord,
  { card, member }: { card: CardRecord | undefined; member: MemberRecord | undefined },
): FoundConflict[] {
  const isGood = (member === undefined || judgeMember(member, stay.openedAt).ok) && judgeCard(card, stay.openedAt, 'allow').ok
  if (isGood) return []
  const { machineId, openedAt: happenedAt } = stay
  return [
    ofStay(stay, {
      id: `card_revoked:${stay.id}`,
      machineId,
      kind: 'card_revoked',
      happenedAt,
      proposal: { action: 'keep_all', session_id: stay.id },
    }),
  ]
}

export interface LoneSale {
  factId: string
  machineId: string
  at: string
  /** All that was paid for the stay, net of change, this sale included. */
  paid: number
  /** What the stay costs by what the hub knows. */
  price: number
}

/** A gate that was cut off took another price than the hub would have asked: too much is proposed to be paid back, too little to be accepted. */
export function soldOtherwise(stay: SessionRecord, { factId, machineId, at, paid, price }: LoneSale): FoundConflict[] {
  if (paid === price) return []
  const sold = { session_id: stay.id, paid, price, currency: stay.currency }
  const proposal: ConflictProposal = paid > price ? { action: 'refund', amount: paid - price, ...sold } : { action: 'accept_paid', ...sold }
  return [ofStay(stay, { id: `priced_alone_differs:${factId}`, machineId, kind: 'priced_alone_differs', happenedAt: at, proposal })]
}

type About = 'id' | 'machineId' | 'kind' | 'happenedAt' | 'proposal'

/** A case of one stay alone. */
function ofStay(stay: SessionRecord, own: Pick<FoundConflict, About>): FoundConflict {
  return { outletId: stay.outletId, subject: subjectOf(stay), sessionId: stay.id, otherSessionId: null, ...own }
}

function closing(stay: SessionRecord, at: string): ConflictProposal {
  return { action: 'close_stay', session_id: stay.id, at, charge: 0 }
}

/** The code of the alarm that tells of a case: of one found afterwards, or of one the rule let happen. */
export type ConflictAlarm = 'record_conflict' | 'passback'

/** The case with its alarm, to be stored together. */
export function filed(found: FoundConflict, code: ConflictAlarm, at: string): { conflict: ConflictRecord; alarm: AlarmRecord | undefined } {
  const message = `${found.kind}: ${found.subject}`
  const alarm = raise(undefined, { machineId: found.machineId, code, severity: 'warning', message, at })
  const undecided = { state: 'open', raisedAt: at, decidedAt: null, decidedBy: null, reason: null } as const
  return { alarm, conflict: { ...found, ...undecided, alarmId: alarm?.id ?? uuidv7() } }
}

export interface Verdict {
  state: 'accepted' | 'declined' | 'withdrawn'
  at: string
  by: string
  reason: string | null
}

/** The case as decided, and its alarm as ended by that. */
export function decided(
  conflict: ConflictRecord,
  alarm: AlarmRecord | undefined,
  { state, at, by, reason }: Verdict,
): { conflict: ConflictRecord; alarm: AlarmRecord | undefined } {
  const comment = reason ?? state
  return {
    conflict: { ...conflict, state, decidedAt: at, decidedBy: by, reason },
    alarm: alarm === undefined ? undefined : acknowledge(alarm, { at, by, comment }),
  }
}

/**
 * The stay as an accepted proposal leaves it: nothing of its money changes. Undefined when the proposal does not apply any more, because the
 * stay has ended meanwhile or the one that contradicted it came to nothing.
 */
export function proposedStay(
  { proposal, kind }: ConflictRecord,
  stay: SessionRecord | undefined,
  other: SessionRecord | undefined,
): SessionRecord | undefined {
  if (proposal.action !== 'close_stay' || stay === undefined || stay.closedAt !== null || other?.state === 'turned_back') return undefined
  const at = proposal.at < stay.openedAt ? stay.openedAt : proposal.at
  return forced(stay, at, `conflict:${kind}`)
}
