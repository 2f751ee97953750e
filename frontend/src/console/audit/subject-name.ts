import type { I18n } from '../../i18n/i18n.tsx'

const isId = (text: string) => /^[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/.test(text)

/** The end of a long id: its beginning is the time, and alike for what happened together. */
const shortId = (id: string) => (isId(id) ? id.slice(-8) : id)

/** Whether an act was about a session. The hub names a session by nothing but its id. */
export const isSession = (subject: string): boolean => isId(subject)

/**
 * What an act was about, as a person reads it: a machine by its name, a person by the address, anything else as its kind
 * and id (`card:CARD_026` is the card CARD_026), a long id by its end. What is not known stays as it was recorded.
 */
export function subjectName(i18n: Pick<I18n, 'tMaybe'>, subject: string, nameOf: (machineId: string) => string): string {
  const colon = subject.indexOf(':')
  if (colon === -1) return isId(subject) ? `${i18n.tMaybe('subject.session', '')} ${shortId(subject)}`.trim() : nameOf(subject)
  const [kind, id] = [subject.slice(0, colon), subject.slice(colon + 1)]
  if (kind === 'user') return id
  const word = i18n.tMaybe(`subject.${kind}`, '')
  return word === '' ? subject : `${word} ${shortId(id)}`
}
