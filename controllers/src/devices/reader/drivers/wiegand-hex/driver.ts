/** A Wiegand-26 reader behind a converter that writes hex (docs/protocols/wiegand-hex.md). */
import { framesOf } from '../../frames.ts'
import type { ReaderPort } from '../../port.ts'
import { SerialReader, type SerialReaderOptions } from '../../serial-reader.ts'
import { takeWiegandHex } from './codec.ts'

/** The reader on `streams`, not started. */
export function wiegandHexReader(options: SerialReaderOptions): ReaderPort {
  return new SerialReader('wiegand-hex', framesOf(takeWiegandHex), options)
}
