/** Stays in words: names, states, decisions, proofs. */
import type { SessionView } from '@palang/protocol'
import type { I18n } from '../i18n/i18n.tsx'
import type { Tone } from '../ui/tone.tsx'

/** What people call the stay: its card, else its ticket, else its plate. */
export function sessionName(session: Pick<SessionView, 'id' | 'card_id' | 'ticket' | 'license_plate'>): string {
  return session.card_id ?? session.ticket ?? session.license_plate ?? session.id.slice(-8)
}

/** The same for any family: what a machine poured has no name but the machine's. */
export function sessionTitle(
  session: Parameters<typeof sessionName>[0] & Pick<SessionView, 'family' | 'machine_id'>,
  nameOf: (machineId: string) => string,
): string {
  return session.family === 'water' ? nameOf(session.machine_id) : sessionName(session)
}

export function stayWord(i18n: I18n, state: SessionView['state']): string {
  return i18n.t(`stay.${state}`)
}

/** Inside and leaving are ordinary; a stay that ended without passage wants a look, and so does what did not come whole. */
export function stayTone(state: SessionView['state']): Tone {
  if (['forced', 'lost_ticket', 'partial', 'failed', 'aborted'].includes(state)) return 'attend'
  if (state === 'closed' || state === 'turned_back' || state === 'cancelled') return 'stale'
  return state === 'paying' ? 'info' : 'flow'
}

/** How it ended, or how it stands. */
export function proofWord(i18n: I18n, evidence: string | null): string {
  return evidence === null ? '—' : i18n.tMaybe(`evidence.${evidence}`, evidence.replaceAll('_', ' '))
}

/** Why a command did not succeed; some codes mean something more particular here than elsewhere. */
export function commandProblem(i18n: I18n, error: { code: string; message: string }): string {
  return i18n.tMaybe(`command.error.${error.code}`, i18n.tMaybe(`problem.${error.code}`, error.message))
}

/** A reason code in words: a known refusal, a reason of the pick list, else as it was written. */
export function reasonWord(i18n: I18n, reason: string | null | undefined): string {
  if (reason === null || reason === undefined || reason === '') return ''
  return i18n.tMaybe(
    `gate.reason.${reason}`,
    i18n.tMaybe(`reason.${reason}`, i18n.tMaybe(`pour.end.${reason}`, i18n.tMaybe(`problem.${reason}`, reason))),
  )
}

/** Why the session ended as it did. The same code, such as `timeout`, may mean another thing at a gate than at a valve. */
export function outcomeWord(i18n: I18n, { family, outcome_reason: reason }: Pick<SessionView, 'family' | 'outcome_reason'>): string {
  return family === 'water' && reason !== null ? i18n.tMaybe(`pour.end.${reason}`, reasonWord(i18n, reason)) : reasonWord(i18n, reason)
}

/** `B1234XYZ` as people write it: `B 1234 XYZ`. Other forms stay as they are. */
export function plateText(plate: string | null): string {
  if (plate === null) return '—'
  const parts = /^([A-Z]{1,2})(\d{1,4})([A-Z]{0,3})$/.exec(plate)
  return parts === null
    ? plate
    : parts
        .slice(1)
        .filter(part => part !== '')
        .join(' ')
}

/** Minutes between entry and end, or until now; a started minute counts whole, as it does in the price. */
export function stayMinutes(session: Pick<SessionView, 'entered_at' | 'opened_at' | 'closed_at'>, nowMs: number): number {
  const from = Date.parse(session.entered_at ?? session.opened_at)
  const to = session.closed_at === null ? nowMs : Date.parse(session.closed_at)
  return Math.ceil(Math.max(0, to - from) / 60_000)
}
