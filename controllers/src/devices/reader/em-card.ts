/**
 * The one id of an EM4100 card, however it is read (docs/protocols/card-ids.md). The chip holds 40 bits; a Wiegand-26
 * reader passes on the last 24 of them, so only those can be compared.
 */
import type { Read } from './read.ts'

const comparedNumbers = 0x1_00_00_00

/** The canonical id for a card number of 24 to 40 bits: its last 24 bits in ten decimal digits, the form printed on most cards. */
export function emCardId(number: number): string {
  return String(number % comparedNumbers).padStart(10, '0')
}

/** XOR of all bytes, as EM readers form their checksum. */
export function xorOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0)
}

/** Reads the ten hex digits of a card with two of checksum (XOR of the five bytes) after them; upper and lower case mean the same. Never throws. */
export function decodeEmDigits(digits: string): Read {
  if (!/^[0-9A-Fa-f]{12}$/.test(digits)) return { kind: 'fault', reason: 'format' }
  // A number XORed with its own checksum leaves nothing.
  if (xorOf(Buffer.from(digits, 'hex')) !== 0) return { kind: 'fault', reason: 'checksum' }
  return { kind: 'card', cardId: emCardId(Number.parseInt(digits.slice(0, 10), 16)), raw: digits }
}
