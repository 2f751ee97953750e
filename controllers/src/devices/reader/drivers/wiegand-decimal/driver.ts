/** A Wiegand reader behind a converter that writes decimal digits (docs/protocols/wiegand-decimal.md). */
import { framesOf } from '../../frames.ts'
import type { ReaderPort } from '../../port.ts'
import { SerialReader, type SerialReaderOptions } from '../../serial-reader.ts'
import { takeWiegandDecimal } from './codec.ts'

/** The reader on `streams`, not started. */
export function wiegandDecimalReader(options: SerialReaderOptions): ReaderPort {
  return new SerialReader('wiegand-decimal', framesOf(takeWiegandDecimal), options)
}
