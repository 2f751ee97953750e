import type { SessionFilter } from '../api/endpoints.ts'
import type { Formats } from '../i18n/format.ts'

const dayMs = 86_400_000

/** The filter as the address carries it. */
export type SessionParams = Partial<Record<'open' | 'state' | 'machine' | 'q' | 'from' | 'to', string | undefined>>

/** The hub's filter for the address. Days are whole days in the outlet's time zone. */
export function filterOf(params: SessionParams, format: Pick<Formats, 'dayStart'>): SessionFilter {
  const day = (text: string | undefined, add: number) => {
    const noon = Date.parse(`${text ?? ''}T12:00:00Z`)
    return Number.isNaN(noon) ? undefined : new Date(format.dayStart(noon) + add).toISOString()
  }
  return {
    open: params.open === 'yes' ? true : params.open === 'no' ? false : undefined,
    state: params.state,
    machine: params.machine,
    search: params.q?.trim() === '' ? undefined : params.q?.trim(),
    from: day(params.from, 0),
    to: day(params.to, dayMs),
  }
}
