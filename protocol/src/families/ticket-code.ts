/**
 * What the QR code of a ticket says: its number, and what a gate needs that has no hub to ask, under the seal of the site.
 * `T-7KQ2MX9.<25 session, 6 entry, 10 seal>.CAR`: Crockford's base 32 between the dots, the vehicle class behind them. All of it is
 * in the alphanumeric set of QR codes, and no longer than what readers give as one card.
 */
import { z } from 'zod'
import { ticketNumber } from '../primitives.ts'

export interface TicketFacts {
  /** The number people read and type. */
  ticket: string
  /** A version 7 UUID. */
  sessionId: string
  /** When the entry was decided, milliseconds UTC; whole seconds are kept, rounded up. */
  enteredAtMs: number
  vehicleClass: string
}

/** Makes the seal of a text with the key of the site: lower-case hex, 64 digits. */
export type TicketSeal = (text: string) => string

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const longest = 64
const sessionDigits = 25
const timeDigits = 6
const sealDigits = 10
/** Seconds are counted from here; six digits reach into 2054. */
const firstMs = Date.UTC(2020, 0, 1)

const sevenUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const written = /^([A-Z0-9-]{4,32})\.([0-9A-HJKMNP-TV-Z]{41})\.([A-Z0-9_-]{1,64})$/

/** A ticket as it is typed or scanned: its number, or all that its code says. */
export const shownTicket = z
  .string()
  .regex(/^[A-Z0-9-]{4,32}(\.[0-9A-HJKMNP-TV-Z]{41}\.[A-Z0-9_-]{1,16})?$/, '4–32 characters of A-Z 0-9 -, or the text of its QR code')

/** The text of the code; undefined when it would be longer than readers take, or holds what it has no room for. */
export function ticketCode({ ticket, sessionId, enteredAtMs, vehicleClass }: TicketFacts, seal: TicketSeal): string | undefined {
  const seconds = Math.ceil((enteredAtMs - firstMs) / 1000)
  if (!sevenUuid.test(sessionId) || seconds < 0 || seconds >= 32 ** timeDigits) return undefined
  const told = digits(packed(sessionId), sessionDigits) + digits(BigInt(seconds), timeDigits)
  const ofClass = vehicleClass.toUpperCase()
  const code = `${ticket}.${told}${sealOver(seal, ticket, told, ofClass)}.${ofClass}`
  return code.length <= longest && written.test(code) ? code : undefined
}

/** What a code says, when the site sealed it; undefined for anything else. */
export function readTicketCode(code: string, seal: TicketSeal): TicketFacts | undefined {
  const [, ticket = '', body = '', ofClass = ''] = written.exec(code) ?? []
  const told = body.slice(0, sessionDigits + timeDigits)
  if (told === '' || body !== told + sealOver(seal, ticket, told, ofClass)) return undefined
  return {
    ticket,
    sessionId: unpacked(valueOf(told.slice(0, sessionDigits))),
    enteredAtMs: firstMs + Number(valueOf(told.slice(sessionDigits))) * 1000,
    vehicleClass: ofClass.toLowerCase(),
  }
}

/** The number on a ticket whose code was read, whoever sealed it; undefined for what is no such code. */
export function numberOnCode(code: string): string | undefined {
  const [, ticket] = written.exec(code) ?? []
  return ticketNumber.safeParse(ticket).data
}

/** 50 of its bits: a lane takes far too long to try them. */
function sealOver(seal: TicketSeal, ticket: string, told: string, ofClass: string): string {
  return digits(BigInt(`0x${seal(`${ticket}.${told}.${ofClass}`).slice(0, 13)}`) >> 2n, sealDigits)
}

/** A version 7 UUID without what all of them have: 60 bits before the variant, 62 behind it. */
function packed(uuid: string): bigint {
  const hex = uuid.replaceAll('-', '')
  const high = BigInt(`0x${hex.slice(0, 12)}${hex.slice(13, 16)}`)
  return (high << 62n) | (BigInt(`0x${hex.slice(16)}`) & ((1n << 62n) - 1n))
}

function unpacked(value: bigint): string {
  const high = (value >> 62n).toString(16).padStart(15, '0')
  const low = ((2n << 62n) | (value & ((1n << 62n) - 1n))).toString(16).padStart(16, '0')
  return [high.slice(0, 8), high.slice(8, 12), `7${high.slice(12)}`, low.slice(0, 4), low.slice(4)].join('-')
}

function digits(value: bigint, count: number): string {
  let text = ''
  for (let rest = value; text.length < count; rest >>= 5n) text = (alphabet[Number(rest & 31n)] ?? '') + text
  return text
}

function valueOf(text: string): bigint {
  let value = 0n
  for (const digit of text) value = (value << 5n) | BigInt(alphabet.indexOf(digit))
  return value
}
