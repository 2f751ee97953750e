import type { SessionView } from '@palang/protocol'
import { sessionName, stayMinutes, stayWord } from '../words/stay-words.ts'
import type { I18n, TextKey } from '../i18n/i18n.tsx'
import type { Site } from '../site/site.tsx'

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
