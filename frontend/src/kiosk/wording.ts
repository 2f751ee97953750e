/** What only the kiosk writes out: stays in whole words, notes as people call them, ticket numbers that can be read aloud. */
import type { Locale } from '../i18n/format.ts'

/** Hours and minutes of a stay: `2 jam 15 menit`, `1 hour`, `8 minutes`; days only from 24 hours on, no minutes from 100 days on. */
export function stay(language: Locale, minutes: number): string {
  const whole = Math.max(0, Math.floor(minutes))
  const parts: [number, Unit][] = [
    [Math.floor(whole / 1440), 'day'],
    [Math.floor((whole % 1440) / 60), 'hour'],
    [whole % 60, 'minute'],
  ]
  const long = whole >= 100 * 1440
  const said = parts.filter(([value, unit]) => value > 0 && !(long && unit === 'minute'))
  if (said.length === 0) said.push([0, 'minute'])
  return said.map(([value, unit]) => `${value}\u00a0${unitWord(language, value, unit)}`).join(' ')
}

type Unit = 'day' | 'hour' | 'minute'

const unitWords: Record<Unit, { id: string; one: string; many: string }> = {
  day: { id: 'hari', one: 'day', many: 'days' },
  hour: { id: 'jam', one: 'hour', many: 'hours' },
  minute: { id: 'menit', one: 'minute', many: 'minutes' },
}

function unitWord(language: Locale, value: number, unit: Unit): string {
  const words = unitWords[unit]
  if (language === 'id') return words.id
  return value === 1 ? words.one : words.many
}

/** A long ticket number in groups of four, so that it can be read out or copied; short and already grouped ones stay. */
export function groupTicket(ticket: string): string {
  if (ticket.includes('-') || ticket.length <= 6) return ticket
  return (ticket.match(/.{1,4}/g) ?? [ticket]).join('\u2009')
}

/** A note's short name: `20 rb` in Indonesian, `20K` in English. */
export function noteName(language: Locale, amount: number): string {
  return new Intl.NumberFormat(language === 'id' ? 'id-ID' : 'en-GB', { notation: 'compact', maximumFractionDigits: 1 }).format(amount)
}
