/** What a QR or barcode scanner writes (docs/protocols/qr.md): the text of the code, taken as it is. */
import type { Read } from '../../read.ts'

const taken = /^[\x21-\x7e]{1,64}$/
const noRead = '%%NoRead'

/** Reads one line without its end. Never throws. The text is trimmed and otherwise kept as the code has it. */
export function decodeCode(line: string): Read {
  const text = line.trim()
  if (text === '' || text === noRead) return { kind: 'nothing' }
  return taken.test(text) ? { kind: 'card', cardId: text, raw: text } : { kind: 'fault', reason: 'id' }
}
