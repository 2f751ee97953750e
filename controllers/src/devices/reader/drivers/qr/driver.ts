/** A QR or barcode scanner (docs/protocols/qr.md). */
import { linesOf } from '../../lines.ts'
import type { ReaderPort } from '../../port.ts'
import { SerialReader, type SerialReaderOptions } from '../../serial-reader.ts'
import { decodeCode } from './codec.ts'

/** The scanner on `streams`, not started. */
export function qrReader(options: SerialReaderOptions): ReaderPort {
  return new SerialReader('qr', linesOf({ decode: decodeCode }), options)
}
