/** Whose a vehicle is: by its membership, or by a member's card. */
import { CodedError } from '@palang/kit'
import { judgeCard } from '../../domain/cards.ts'
import { daysToTell, judgeMember } from '../../domain/members.ts'
import type { MemberRecord } from '../../store/identity-records.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Credential, Tx } from '../../store/store.ts'

type Shown = Pick<Credential, 'cardId' | 'licensePlate'>

/** The id under which a plate (normalised) or card of a member is kept. */
export function memberKeyId(kind: 'plate' | 'card', value: string): string {
  return `${kind}:${value}`
}

/** The membership of a card, else of a plate. */
export async function memberWith(tx: Tx, { cardId, licensePlate }: Shown): Promise<MemberRecord | undefined> {
  const ids = [
    ...(cardId === undefined ? [] : [memberKeyId('card', cardId)]),
    ...(licensePlate === undefined ? [] : [memberKeyId('plate', licensePlate)]),
  ]
  if (ids.length === 0) return undefined
  const keys = await tx.members.keys(ids)
  const [first] = ids.flatMap(id => keys.filter(key => key.id === id))
  return first === undefined ? undefined : tx.members.get(first.memberId)
}

/**
 * Refuses a membership that is not good, and one of which as many vehicles are inside as it allows. Throws `card_blocked`, `card_expired`,
 * `member_full`.
 */
export async function mustBeAllowedIn(tx: Tx, member: MemberRecord, at: string): Promise<void> {
  const verdict = judgeMember(member, at)
  if (!verdict.ok) throw new CodedError(verdict.code, `the membership ${member.name} is refused`)
  const inside = await tx.members.openStays(member.id)
  if (inside.length < member.maxInside) return
  const detail = { session_id: inside[0]?.id, max_inside: member.maxInside }
  throw new CodedError('member_full', `${inside.length} vehicles of this membership are inside`, { detail })
}

/** Whether a stay is priced as a member's at `at`. */
export async function isMember(tx: Tx, { id, cardId }: Pick<SessionRecord, 'id' | 'cardId'>, at: string): Promise<boolean> {
  const [identity] = await tx.stayIdentities.getMany([id])
  const memberId = identity?.memberId ?? null
  const member = memberId === null ? undefined : await tx.members.get(memberId)
  if (member !== undefined) return judgeMember(member, at).ok
  return hasMembersCard(tx, cardId ?? undefined, at)
}

/** Whether somebody who shows this belongs to a membership that is good, or has a member's card that is. */
export async function showsMember(tx: Tx, shown: Shown, at: string): Promise<boolean> {
  const member = await memberWith(tx, shown)
  return member === undefined ? hasMembersCard(tx, shown.cardId, at) : judgeMember(member, at).ok
}

async function hasMembersCard(tx: Tx, cardId: string | undefined, at: string): Promise<boolean> {
  const card = cardId === undefined ? undefined : await tx.cards.get(cardId)
  return card?.kind === 'member' && judgeCard(card, at, 'allow').ok
}

/** Days the membership or card of a stay is still valid, when they are few; undefined otherwise. */
export async function validDays(tx: Tx, session: SessionRecord, at: string, withinDays: number): Promise<number | undefined> {
  const member = await memberWith(tx, { cardId: session.cardId ?? undefined, licensePlate: session.licensePlate ?? undefined })
  const card = member === undefined && session.cardId !== null ? await tx.cards.get(session.cardId) : undefined
  const until = member?.validUntil ?? (card?.kind === 'member' ? card.validUntil : null)
  return daysToTell(until, at, withinDays)
}
