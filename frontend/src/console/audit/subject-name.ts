import type { I18n } from '../../i18n/i18n.tsx'

/**
 * What an act was about, as a person reads it: a machine by its name, a person by the address, anything else as its kind
 * and id (`card:CARD_026` is the card CARD_026). What is not known stays as it was recorded.
 */
export function subjectName(i18n: Pick<I18n, 'tMaybe'>, subject: string, nameOf: (machineId: string) => string): string {
  const colon = subject.indexOf(':')
  if (colon === -1) return nameOf(subject)
  const [kind, id] = [subject.slice(0, colon), subject.slice(colon + 1)]
  if (kind === 'user') return id
  const word = i18n.tMaybe(`subject.${kind}`, '')
  return word === '' ? subject : `${word} ${id}`
}
