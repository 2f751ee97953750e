import type { I18n } from '../../i18n/i18n.tsx'
import { isSession } from './subject-name.ts'

const timePattern = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** Fields whose values have words of their own. */
const wordsOf: Record<string, string> = { role: 'role', scopes: 'scope' }

/** A stored value of `field` of `subject` as a person reads it. */
export function valueText(i18n: Pick<I18n, 't' | 'tMaybe' | 'format'>, value: unknown, field: string | undefined, subject: string): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return i18n.t(value ? 'audit.yes' : 'audit.no')
  if (typeof value === 'string') {
    if (timePattern.test(value)) return `${i18n.format().day(value)} ${i18n.format().clock(value)}`
    // Other things have states too, told by words of their own.
    const words = field === 'state' && isSession(subject) ? 'stay' : wordsOf[field ?? '']
    return words === undefined ? value : i18n.tMaybe(`${words}.${value}`, value)
  }
  if (Array.isArray(value)) return value.length === 0 ? '—' : value.map(each => valueText(i18n, each, field, subject)).join(', ')
  return JSON.stringify(value)
}
