/** What a QR or barcode scanner writes (docs/protocols/qr.md): the text of the code, taken as it is. */
import type { Read } from '../../read.ts'
import { cardOf, textOf } from '../../text-id.ts'

/** Reads one line without its end. Never throws. The text is trimmed and otherwise kept as the code has it. */
export function decodeCode(line: string): Read {
  const text = textOf(line)
  return text === undefined ? { kind: 'nothing' } : cardOf(text, text)
}
