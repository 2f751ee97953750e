import type { SessionFilter } from '../api/endpoints.ts'
import type { Formats } from '../i18n/format.ts'

const dayMs = 86_400_000

/** The filter as the address carries it. */
export type SessionParams = Partial<Record<'open' | 'state' | 'machine' | 'q' | 'from' | 'to', string | undefined>>

/** When the day written `2026-01-20` begins in the outlet's time zone, ISO; with `addDays` 1 when it ends. Undefined for what is no day. */
export function dayEdge(text: string | undefined, format: Pick<Formats, 'dayStart'>, addDays: 0 | 1 = 0): string | undefined {
  const noon = Date.parse(`${text ?? ''}T12:00:00Z`)
  return Number.isNaN(noon) ? undefined : new Date(format.dayStart(noon) + addDays * dayMs).toISOString()
}

/** The hub's filter for the address. Days are whole days in the outlet's time zone. */
export function filterOf(params: SessionParams, format: Pick<Formats, 'dayStart'>): SessionFilter {
  return {
    open: params.open === 'yes' ? true : params.open === 'no' ? false : undefined,
    state: params.state,
    machine: params.machine,
    search: params.q?.trim() === '' ? undefined : params.q?.trim(),
    from: dayEdge(params.from, format),
    to: dayEdge(params.to, format, 1),
  }
}
