import type { AuditFilter } from '../../api/access-endpoints.ts'
import type { Formats } from '../../i18n/format.ts'
import { dayEdge } from '../session-query.ts'

/** The filter as the address carries it. */
export type AuditParams = Partial<Record<'actor' | 'action' | 'subject' | 'from' | 'to', string | undefined>>

/** The hub's filter for the address. Days are whole days in the outlet's time zone. */
export function auditFilterOf(params: AuditParams, format: Pick<Formats, 'dayStart'>): AuditFilter {
  const text = (value: string | undefined) => (value === undefined || value.trim() === '' ? undefined : value.trim())
  return {
    actor: actorId(text(params.actor)),
    action: text(params.action),
    subject: text(params.subject),
    from: dayEdge(params.from, format),
    to: dayEdge(params.to, format, 1),
  }
}

/** People write an e-mail; the trail knows it as `user:` with the address in small letters. */
function actorId(text: string | undefined): string | undefined {
  return text !== undefined && text.includes('@') && !text.includes(':') ? `user:${text.toLowerCase()}` : text
}
