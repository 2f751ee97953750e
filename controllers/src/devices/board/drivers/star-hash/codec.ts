/** What a `*…#` board says, and the one thing it is told (docs/protocols/star-hash.md): pure text to meanings. */
import { cardOfDigits, type CardDigits, type SeenCard } from '../../card.ts'

export const firstByte = 0x2a
export const lastByte = 0x23
/** The longest is a tag of 64 digits behind its letter. */
export const maxFrameBytes = 65

/** One second on the relay that the barrier's OPEN input hangs on. Nothing answers it. */
export const openFrame = '*TRIG1#'

export type Said =
  | { kind: 'input'; input: 'loop1' | 'ticket_button' | 'loop2' | 'help_button'; on: boolean }
  | { kind: 'card'; card: SeenCard }
  /** It was switched on just now. */
  | { kind: 'power' }
  /** An answer to somebody's order, of boards that give any; it says nothing of the barrier. */
  | { kind: 'answer' }
  | { kind: 'fault'; reason: 'format' | 'card' }

const inputs = { 1: 'loop1', 2: 'ticket_button', 3: 'loop2', 4: 'help_button' } as const

/** What stands between `*` and `#`. Never throws. */
export function decodeFrame(text: string, digits: CardDigits): Said {
  const change = /^IN([1-4])(ON|OFF)$/.exec(text)
  if (change !== null) return { kind: 'input', input: inputs[inputNumber(change[1])], on: change[2] === 'ON' }
  if (/^[WX]/.test(text)) {
    const card = cardOfDigits(text.slice(1), digits)
    return card === undefined ? { kind: 'fault', reason: 'card' } : { kind: 'card', card }
  }
  if (text === 'POWERON') return { kind: 'power' }
  return /^([A-Z]+\d?(ON|OFF)?OK|STAT[01]+)$/.test(text) ? { kind: 'answer' } : { kind: 'fault', reason: 'format' }
}

function inputNumber(digit: string | undefined): keyof typeof inputs {
  return digit === '1' ? 1 : digit === '2' ? 2 : digit === '3' ? 3 : 4
}
