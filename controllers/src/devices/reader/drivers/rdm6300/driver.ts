/** An RDM6300 module (docs/protocols/rdm6300.md). */
import { framesOf } from '../../frames.ts'
import type { ReaderPort } from '../../port.ts'
import { SerialReader, type SerialReaderOptions } from '../../serial-reader.ts'
import { takeRdm6300 } from './codec.ts'

/** The reader on `streams`, not started. */
export function rdm6300Reader(options: SerialReaderOptions): ReaderPort {
  return new SerialReader('rdm6300', framesOf(takeRdm6300), options)
}
