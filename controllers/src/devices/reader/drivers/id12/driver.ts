/** An ID-12 or ID-20 module (docs/protocols/id12.md). */
import { framesOf } from '../../frames.ts'
import type { ReaderPort } from '../../port.ts'
import { SerialReader, type SerialReaderOptions } from '../../serial-reader.ts'
import { takeId12 } from './codec.ts'

/** The reader on `streams`, not started. */
export function id12Reader(options: SerialReaderOptions): ReaderPort {
  return new SerialReader('id12', framesOf(takeId12), options)
}
