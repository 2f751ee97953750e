/** Cards that a board's own reader sees: the ids of docs/protocols/card-ids.md, so that a card is one card at every gate. */
import { decodeRead } from '../reader/drivers/newline/codec.ts'
import { emCardId } from '../reader/em-card.ts'

export interface SeenCard {
  /** Canonical. */
  cardId: string
  /** As the board wrote it. */
  raw: string
}

/** How a board writes the number of a Wiegand card; both are sold. */
export type CardDigits = 'hex' | 'decimal'

/** Wiegand 26 and 34, and the 40 bits of an EM4100. */
const wiegandHex = /^([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{10})$/
/** 24 and 32 bits with leading zeros. */
const wiegandDecimal = /^(\d{8}|\d{10})$/
/** A UHF tag's EPC, whole: it is not cut to what a Wiegand reader would pass on, or tags of one delivery would be one. */
const epc = /^([0-9A-Fa-f]{4}){3,16}$/
const largestNumber = 0xff_ff_ff_ff

/** The card behind the digits of a number, or undefined when they are none. Upper and lower case mean the same. */
export function cardOfDigits(digits: string, form: CardDigits): SeenCard | undefined {
  if (form === 'decimal') {
    return wiegandDecimal.test(digits) && Number(digits) <= largestNumber ? { cardId: emCardId(Number(digits)), raw: digits } : undefined
  }
  if (wiegandHex.test(digits)) return { cardId: emCardId(Number.parseInt(digits, 16)), raw: digits }
  return epc.test(digits) ? { cardId: digits.toUpperCase(), raw: digits } : undefined
}

/** The card in a line as readers write it (docs/protocols/newline-reader.md), its id kept as written; undefined when there is none. */
export function cardOfLine(line: string): SeenCard | undefined {
  const read = decodeRead(line)
  return read.kind === 'card' ? { cardId: read.cardId, raw: read.raw } : undefined
}
