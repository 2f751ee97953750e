/**
 * What an EM-18 sends (docs/protocols/em18.md): twelve hex digits and nothing to end them, so that only what comes after
 * the twelfth, silence or something else, shows that these were all.
 */
import { decodeEmDigits } from '../../em-card.ts'
import { isLineEnd, type Take } from '../../frames.ts'

const readDigits = 12

/** Takes the reads of a run of hex digits; a run that is not made of whole reads is none. */
export const takeEm18: Take = (held, isOver) => {
  const run = held.findIndex(byte => !isHexDigit(byte))
  if (run === 0) return { length: 1, read: held.subarray(0, 1).every(isLineEnd) ? { kind: 'nothing' } : { kind: 'fault', reason: 'noise' } }
  if (run < 0 && !isOver) return undefined
  const length = run < 0 ? held.length : run
  if (length % readDigits !== 0) return { length, read: { kind: 'fault', reason: 'length' } }
  return { length: readDigits, read: decodeEmDigits(Buffer.from(held.subarray(0, readDigits)).toString('latin1')) }
}

function isHexDigit(byte: number): boolean {
  return /^[0-9A-Fa-f]$/.test(String.fromCharCode(byte))
}
