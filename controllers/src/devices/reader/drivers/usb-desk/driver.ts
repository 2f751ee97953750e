/** A desk reader with binary frames (docs/protocols/usb-desk.md). */
import { framesOf } from '../../frames.ts'
import type { ReaderPort } from '../../port.ts'
import { SerialReader, type SerialReaderOptions } from '../../serial-reader.ts'
import { takeUsbDesk } from './codec.ts'

/** The reader on `streams`, not started. */
export function usbDeskReader(options: SerialReaderOptions): ReaderPort {
  return new SerialReader('usb-desk', framesOf(takeUsbDesk), options)
}
