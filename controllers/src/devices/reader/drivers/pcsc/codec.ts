/**
 * What is said of readers and cards (docs/protocols/pcsc.md): the lines between the driver and the program that speaks to
 * the PC/SC service, and the answer of a reader to the question for a card's UID. Pure.
 */
import { readJson } from '@palang/kit/json'
import type { Read } from '../../read.ts'

/** GET DATA, UID of the card in the field, in full length (PC/SC part 3, 3.2.2.1.3). */
export const askUid = Uint8Array.of(0xff, 0xca, 0x00, 0x00, 0x00)

/** A line to that program: ask the card on this reader for its UID. */
export interface OrderLine {
  read: string
}

/** One line of either direction, in ASCII whatever a reader is called, and with its end. */
export function encodeLine(line: object): string {
  const text = JSON.stringify(line).replace(/[^\x20-\x7e]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `${text}\n`
}

/** A line of the driver without its end; undefined when it is none. Never throws. */
export function decodeOrderLine(text: string): OrderLine | undefined {
  const order = readJson(text)
  return typeof order === 'object' && order !== null && 'read' in order && typeof order.read === 'string' ? { read: order.read } : undefined
}

/** ISO 14443 A has 4, 7 or 10 bytes, B has 4; FeliCa and ISO 15693 have 8. */
const uidLengths: ReadonlySet<number> = new Set([4, 7, 8, 10])
/** First byte of a UID of four bytes that is made up anew for every tap (ISO 14443-3). */
const randomMark = 0x08

/**
 * What a reader answered to {@link askUid}: the UID and `90 00`, or an error. The canonical id is the UID in upper-case
 * hex, in the order of the answer. Faults: `failed` may be another answer when asked again, `unsupported`, `length` and
 * `random` (no card but a number made up for this tap, as phones show) are what they are. Never throws.
 */
export function decodeUid(answer: Uint8Array): Read {
  const raw = Buffer.from(answer).toString('hex').toUpperCase()
  const [uid, status] = [raw.slice(0, -4), raw.slice(-4)]
  if (status === '6A81' || status === '6D00' || status === '6E00') return { kind: 'fault', reason: 'unsupported' }
  if (status !== '9000') return { kind: 'fault', reason: 'failed' }
  if (!uidLengths.has(uid.length / 2)) return { kind: 'fault', reason: 'length' }
  if (uid.length === 8 && answer[0] === randomMark) return { kind: 'fault', reason: 'random' }
  return { kind: 'card', cardId: uid, raw }
}
