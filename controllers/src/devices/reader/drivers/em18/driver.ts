/** An EM-18 module (docs/protocols/em18.md). */
import { framesOf } from '../../frames.ts'
import type { ReaderPort } from '../../port.ts'
import { SerialReader, type SerialReaderOptions } from '../../serial-reader.ts'
import { takeEm18 } from './codec.ts'

/** The reader on `streams`, not started. */
export function em18Reader(options: SerialReaderOptions): ReaderPort {
  return new SerialReader('em18', framesOf(takeEm18), options)
}
