/** A reader that writes one line per card (docs/protocols/newline-reader.md). */
import { linesOf } from '../../lines.ts'
import type { ReaderPort } from '../../port.ts'
import { SerialReader, type SerialReaderOptions } from '../../serial-reader.ts'
import { decodeRead, isUnfinished } from './codec.ts'

/** The reader on `streams`, not started. */
export function newlineReader(options: SerialReaderOptions): ReaderPort {
  return new SerialReader('newline', linesOf({ decode: decodeRead, isUnfinished }), options)
}
