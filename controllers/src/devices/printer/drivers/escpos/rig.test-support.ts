/** The driver with a fake printer at the other end of its stream, and time that only tests move. */
import { ManualClock, silentLog } from '@palang/kit'
import { FakePort } from '../../../../io/fake-stream.ts'
import { EscposPrinter, type EscposOptions } from './driver.ts'
import { FakePrinter } from './fake-printer.test-support.ts'

export interface PrinterRigOptions extends Partial<Pick<EscposOptions, 'widthMm' | 'language' | 'prints'>> {
  tellsEnd?: boolean
}

export function printerRig({ widthMm = 58, language = 'id', tellsEnd = true, prints }: PrinterRigOptions = {}) {
  const clock = new ManualClock()
  const port = new FakePort()
  const fake = new FakePrinter({ send: bytes => queueMicrotask(() => port.send(bytes)) })
  fake.tellsEnd = tellsEnd
  port.onWritten(bytes => fake.receive(bytes))
  const printer = new EscposPrinter({ streams: port.streams, clock, log: silentLog(), widthMm, language, prints, random: () => 0 })
  return { clock, port, fake, printer }
}
