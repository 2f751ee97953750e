/** What a membership allows. Pure. */
import type { CardVerdict } from './cards.ts'
import type { MemberRecord } from '../store/identity-records.ts'

const dayMs = 86_400_000

/** Whether a membership is good at `at` (ISO UTC); its last moment belongs to it. */
export function judgeMember(
  { status, validFrom, validUntil }: Pick<MemberRecord, 'status' | 'validFrom' | 'validUntil'>,
  at: string,
): CardVerdict {
  if (status === 'suspended') return { ok: false, code: 'card_blocked' }
  const isOver = (validUntil !== null && validUntil < at) || (validFrom !== null && validFrom > at)
  return isOver ? { ok: false, code: 'card_expired' } : { ok: true, member: true }
}

/** Whole days that are left, today not counted, when these are few enough to be told of; undefined otherwise. */
export function daysToTell(validUntil: string | null, at: string, withinDays: number): number | undefined {
  if (validUntil === null) return undefined
  const days = Math.floor((Date.parse(validUntil) - Date.parse(at)) / dayMs)
  return days >= 0 && days <= withinDays ? days : undefined
}

/** Until when memberships that end are told of. */
export function warningEnd(nowMs: number, withinDays: number): string {
  return new Date(nowMs + withinDays * dayMs).toISOString()
}
