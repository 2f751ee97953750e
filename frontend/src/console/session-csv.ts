import type { SessionView } from '@palang/protocol'
import { sessionName, stayMinutes, stayWord } from '../words/stay-words.ts'
import type { I18n, TextKey } from '../i18n/i18n.tsx'
import type { Formats } from '../i18n/format.ts'
import type { Site } from '../site/site.tsx'
import { dayEdge, type SessionParams } from './session-query.ts'

/** The columns of an export; times are ISO 8601 so that other programs read them. */
export const csvHead: readonly TextKey[] = [
  'session.id',
  'col.card',
  'col.plate',
  'col.class',
  'col.entered',
  'col.left',
  'session.entryGate',
  'session.exitGate',
  'col.state',
  'col.durationMinutes',
  'col.amount',
  'col.paid',
]

/**
 * The file's name: the days it was asked for, `palang-2026-01-20_2026-01-22.csv`, a side left open ending with today and
 * beginning with `until`; without any, today. Days are the outlet's.
 */
export function csvName(params: SessionParams, format: Pick<Formats, 'dayStart' | 'isoDay'>, nowMs: number = Date.now()): string {
  const dayOf = (text: string | undefined) => (dayEdge(text, format) === undefined ? undefined : text)
  const [from, to, today] = [dayOf(params.from), dayOf(params.to), format.isoDay(nowMs)]
  const last = to ?? today
  if (from === undefined) return `palang-${to === undefined ? '' : 'until-'}${last}.csv`
  return `palang-${from === last ? from : `${from}_${last}`}.csv`
}

/** One session as cells in the order of {@link csvHead}. */
export function csvRow(
  i18n: I18n,
  site: Pick<Site, 'nameOf'>,
  session: SessionView,
  nowMs: number = Date.now(),
): (string | number | null)[] {
  return [
    session.id,
    sessionName(session),
    session.license_plate,
    session.vehicle_class,
    session.entered_at ?? session.opened_at,
    session.closed_at,
    site.nameOf(session.machine_id),
    site.nameOf(session.exit_machine_id),
    stayWord(i18n, session.state),
    stayMinutes(session, nowMs),
    session.amount,
    session.paid_amount,
  ]
}
