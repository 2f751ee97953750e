/** What an `A6 … A9` board is asked and says (docs/protocols/a6-net.md): pure bytes to meanings and back. */
import { cardOfDigits, type CardDigits, type SeenCard } from '../../card.ts'

export const firstByte = 0xa6
export const lastByte = 0xa9
/** Far more than a STAT answer needs. */
export const maxFrameBytes = 256

export type InputNumber = 1 | 2 | 3 | 4

export type Said =
  | {
      kind: 'stat'
      /** Inputs the answer names, and how. */
      inputs: ReadonlyMap<InputNumber, boolean>
      /** `all`: what is not named is off. `some`: it may be unchanged. */
      named: 'all' | 'some'
      /** Inputs named more than once: they changed and changed back. */
      changedTwice: ReadonlySet<InputNumber>
      cards: readonly SeenCard[]
    }
  /** Any other frame: an answer to an order, which says nothing of the barrier. */
  | { kind: 'other'; text: string }

/** The bytes of an order. */
export function encodeFrame(text: string): Uint8Array {
  return Uint8Array.from([firstByte, ...Buffer.from(text, 'latin1'), lastByte])
}

export const statFrame = encodeFrame('STAT')
/** One second on the relay that the barrier's OPEN input hangs on. */
export const openFrame = encodeFrame('TRIG1')

/** Plays a voice clip, 1–99999, written with five digits. */
export function clipFrame(clip: number): Uint8Array {
  return encodeFrame(`MT${String(clip).padStart(5, '0')}`)
}

/** What the parts of an answer look like; what stands between them is not looked at. */
const part = /IN([1-4])(ON|OFF)|[WX][0-9A-Fa-f]+/g

/** What stands between `A6` and `A9`. Never throws. A card that cannot be one is left out. */
export function decodeFrame(text: string, digits: CardDigits): Said {
  if (!text.startsWith('STAT')) return { kind: 'other', text }
  const rest = text.slice('STAT'.length)
  const levels = /^[01]+/.exec(rest)?.[0]
  const inputs = new Map<InputNumber, boolean>()
  for (const [index, level] of [...(levels ?? '').slice(0, 4)].entries()) inputs.set(inputNumber(String(index + 1)), level === '1')
  const changedTwice = new Set<InputNumber>()
  const cards: SeenCard[] = []
  for (const [found, number, state] of rest.slice(levels?.length ?? 0).matchAll(part)) {
    if (number !== undefined) {
      const input = inputNumber(number)
      if (inputs.has(input)) changedTwice.add(input)
      inputs.set(input, state === 'ON')
    } else {
      const card = cardOfDigits(found.slice(1), digits)
      if (card !== undefined) cards.push(card)
    }
  }
  return { kind: 'stat', inputs, named: levels === undefined ? 'some' : 'all', changedTwice, cards }
}

function inputNumber(digit: string): InputNumber {
  return digit === '1' ? 1 : digit === '2' ? 2 : digit === '3' ? 3 : 4
}
