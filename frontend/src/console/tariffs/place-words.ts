import type { TariffWord } from './words-id.ts'
import type { TariffWords } from './words.ts'

/** What the fields of a tariff are called on its form. */
const fieldWords: Readonly<Record<string, TariffWord>> = {
  free_minutes: 'free',
  members: 'members',
  members_free: 'membersFree',
  percent: 'percent',
  class: 'ofClass',
  bands: 'bands',
  holidays: 'holidays',
  validations: 'validations',
  exit_grace: 'grace',
  pay_points: 'payPoints',
  rounding: 'rounding',
  to: 'roundingTo',
  classes: 'classes',
  first: 'first',
  following: 'following',
  minutes: 'minutes',
  amount: 'amount',
  flat: 'ratesFlat',
  cap_per_24h: 'cap24h',
  cap_per_day: 'capDay',
  lost_ticket: 'lost',
}

/** The place of a change as the form calls it; names of classes and bands by `nameOf`. */
export function placeWords(path: readonly string[], words: TariffWords, nameOf: (name: string) => string): string {
  const said = path.map(part => {
    const key = Object.hasOwn(fieldWords, part) ? fieldWords[part] : undefined
    return key === undefined ? nameOf(part) : words(key)
  })
  return said.join(' › ')
}
