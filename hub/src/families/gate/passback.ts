/** Anti-passback where it is decided: what the record says of a card, what was reset, and what is told when it passes all the same. */
import { CodedError } from '@palang/kit'
import { enteredTwice, filed, type ConflictAlarm, type FoundConflict } from '../../domain/conflicts.ts'
import { judgePassback, usualPassback } from '../../domain/passback.ts'
import type { AlarmRecord, SessionRecord } from '../../store/records.ts'
import type { Credential, Tx } from '../../store/store.ts'
import type { ParkingParts } from './decision.ts'

/** The id under which a reset of all cards is kept; no card has it. */
export const allCards = '*'

type Asking = { credential: Credential; at: string }

/** Who comes in although inside, and how that is told afterwards. */
export interface Repeat {
  inside: SessionRecord
  alarm: ConflictAlarm
}

/**
 * The stay that contradicts an entry, when the rule lets it happen all the same; a card and a plate given together are each
 * enough to be recognised. Throws `already_inside`.
 */
export async function repeatedEntry({ site }: ParkingParts, tx: Tx, { credential, at }: Asking): Promise<Repeat | undefined> {
  const { cardId, licensePlate } = credential
  const byCard = cardId === undefined ? undefined : await tx.sessions.findOpen(site.outlet.id, { cardId })
  const inside = byCard ?? (licensePlate === undefined ? undefined : await tx.sessions.findOpen(site.outlet.id, { licensePlate }))
  if (inside === undefined) return undefined
  const since = inside.enteredAt ?? inside.openedAt
  const verdict = judgePassback(ruleOf(site), { since, resetAt: await resetOf(tx, cardId), at })
  if (verdict === 'refuse')
    throw new CodedError('already_inside', 'this card or plate has an open stay', { detail: { session_id: inside.id } })
  return { inside, alarm: verdict === 'warn' ? 'passback' : 'record_conflict' }
}

/** Files that `session` began although another was open. Resolves to the alarms to tell. */
export function fileRepeat(tx: Tx, session: SessionRecord, { inside, alarm }: Repeat, at: string): Promise<AlarmRecord[]> {
  return fileConflicts(tx, enteredTwice(session, [inside]), alarm, at)
}

/**
 * Whether a card without a stay may leave: undefined when the rule says no, else whether that is worth an alarm. Throws
 * `already_outside` within the minutes of a timed rule.
 */
export async function exitWithoutEntry(
  { site }: ParkingParts,
  tx: Tx,
  { credential, at }: Asking,
): Promise<{ isAlarm: boolean } | undefined> {
  const rule = ruleOf(site)
  const [last] = await tx.sessions.recent(credential, 1)
  const verdict = judgePassback(rule, { since: last?.closedAt ?? null, resetAt: await resetOf(tx, credential.cardId), at })
  if (verdict !== 'refuse') return { isAlarm: verdict === 'warn' }
  if (rule.mode === 'timed') throw new CodedError('already_outside', 'this card left a moment ago')
  return undefined
}

/** Files each case once, whoever finds it how often. Resolves to the alarms to tell. */
export async function fileConflicts(tx: Tx, found: readonly FoundConflict[], code: ConflictAlarm, at: string): Promise<AlarmRecord[]> {
  if (found.length === 0) return []
  const known = new Set((await tx.conflicts.getMany(found.map(({ id }) => id))).map(({ id }) => id))
  const fresh = new Map(found.filter(({ id }) => !known.has(id)).map(one => [one.id, filed(one, code, at)]))
  const alarms = [...fresh.values()].flatMap(({ alarm }) => alarm ?? [])
  if (fresh.size > 0) {
    await tx.conflicts.putMany([...fresh.values()].map(({ conflict }) => conflict))
    await tx.alarms.putMany(alarms)
  }
  return alarms
}

/** The rule of the site. */
export function ruleOf({ parking }: ParkingParts['site']) {
  return parking?.anti_passback ?? usualPassback
}

async function resetOf(tx: Tx, cardId: string | undefined): Promise<string | undefined> {
  const all = (await tx.passbackResets.get(allCards))?.at
  const own = cardId === undefined ? undefined : (await tx.passbackResets.get(cardId))?.at
  return own === undefined || (all !== undefined && all > own) ? all : own
}
