/** Ticket numbers: short enough to read out, without letters that look like digits. */
import { randomInt } from 'node:crypto'
import { sealOf } from '@palang/kit'
import { ticketCode } from '@palang/protocol'
import type { SessionRecord } from '../../store/records.ts'

const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ticket number such as `T-7KQ2MX9`: two characters of the day, five at random. */
export function ticketFor(nowMs: number): string {
  const day = Math.floor(nowMs / 86_400_000)
  const dayPart = letter(Math.floor(day / alphabet.length)) + letter(day)
  let random = ''
  for (let i = 0; i < 5; i++) random += letter(randomInt(alphabet.length))
  return `T-${dayPart}${random}`
}

/** Number and code of a stay's ticket as an answer carries them; nothing for a stay without one. */
export function ticketTold(
  { id, ticket, openedAt, vehicleClass }: Pick<SessionRecord, 'id' | 'ticket' | 'openedAt' | 'vehicleClass'>,
  key: (() => string) | undefined,
): { ticket?: string; ticket_code?: string } {
  if (ticket === null) return {}
  const facts = { ticket, sessionId: id, enteredAtMs: Date.parse(openedAt), vehicleClass: vehicleClass ?? '' }
  const code = key === undefined ? undefined : ticketCode(facts, text => sealOf(key(), text))
  return { ticket, ...(code === undefined ? {} : { ticket_code: code }) }
}

function letter(value: number): string {
  return alphabet[value % alphabet.length] ?? '2'
}
