/**
 * What a printer answers to `DLE EOT n` and `GS r 1`: one byte each (docs/protocols/escpos-printer.md). The byte does not
 * say which question it answers; only its fixed bits tell it from other bytes.
 */

/** The questions of `DLE EOT n`, in the order they are asked. */
export const questions = [1, 2, 3, 4] as const
export type Question = (typeof questions)[number]

/** `DLE EOT n`: answered at once, whatever else the printer is doing. */
export function statusRequest(question: Question): Uint8Array {
  return Uint8Array.of(0x10, 0x04, question)
}

/** `GS r 1`: answered when everything sent before it has been worked off, and not at all while the printer is offline. */
export const endRequest: Uint8Array = Uint8Array.of(0x1d, 0x72, 0x01)

/** `DLE DC4` function 8: throws away what the printer still holds. Printers without it see control characters they ignore. */
export const clearBuffers: Uint8Array = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08)

export type Answer = { kind: 'status'; bits: number } | { kind: 'end' } | { kind: 'other' }

/** Which kind of answer a byte can be: status has bits 1 and 4 set, 0 and 7 clear; the end has 4 and 7 clear. */
export function readAnswer(byte: number): Answer {
  if ((byte & 0b1001_0011) === 0b0001_0010) return { kind: 'status', bits: byte }
  if ((byte & 0b1001_0000) === 0) return { kind: 'end' }
  return { kind: 'other' }
}

export type PrinterCondition = { isReady: true; isPaperLow: boolean } | { isReady: false; reason: string }

const causes: readonly (readonly [question: Question, mask: number, reason: string])[] = [
  [2, 0x04, 'the cover is open'],
  [4, 0x60, 'no paper'],
  [2, 0x20, 'no paper'],
  [3, 0x08, 'the cutter is stuck'],
  [3, 0x20, 'the printer is broken'],
  [3, 0x40, 'the print head is too hot'],
  [3, 0x04, 'a mechanical error'],
  [2, 0x40, 'the printer reports an error'],
  [2, 0x08, 'the feed button is pressed'],
  [1, 0x08, 'the printer is offline'],
]

/** What the four answers together mean; of several causes the one a person should look at first. */
export function conditionOf(answers: Readonly<Record<Question, number>>): PrinterCondition {
  const cause = causes.find(([question, mask]) => (answers[question] & mask) !== 0)
  if (cause !== undefined) return { isReady: false, reason: cause[2] }
  return { isReady: true, isPaperLow: (answers[4] & 0x0c) !== 0 }
}
