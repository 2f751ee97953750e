/** Ticket numbers: short enough to read out, without letters that look like digits. */
import { randomInt } from 'node:crypto'

const alphabet = '23456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ticket number such as `T-7KQ2MX9`: two characters of the day, five at random. */
export function ticketFor(nowMs: number): string {
  const day = Math.floor(nowMs / 86_400_000)
  const dayPart = letter(Math.floor(day / alphabet.length)) + letter(day)
  let random = ''
  for (let i = 0; i < 5; i++) random += letter(randomInt(alphabet.length))
  return `T-${dayPart}${random}`
}

function letter(value: number): string {
  return alphabet[value % alphabet.length] ?? '2'
}
