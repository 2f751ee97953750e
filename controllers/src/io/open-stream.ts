/** Which kind of stream a port string of the site file names. */
import { realpathSync } from 'node:fs'
import { CodedError } from '@palang/kit'
import type { StreamFactory } from './byte-stream.ts'
import { DeviceFileStream } from './device-file.ts'
import { SerialStream, type SerialSettings } from './serial.ts'
import { TcpStream } from './tcp.ts'

const tcpForm = /^tcp:\/\/([^/:\s]+):(\d{1,5})$/

/** The files Linux gives to printers: they are no serial ports, and have no speed. */
const printerFile = /^\/dev\/(usb\/)?(usb)?lp\d+$/

/**
 * Streams for `port`: `tcp://host:port`, the device file of a USB printer (or a link to one), else a serial device path
 * or `COMn`. Throws `port_malformed` for a TCP address
 * that cannot be one.
 */
export function streamsFor(port: string, settings: SerialSettings): StreamFactory {
  if (!port.startsWith('tcp:')) return () => (isPrinterFile(port) ? new DeviceFileStream(port) : new SerialStream(port, settings))
  const match = tcpForm.exec(port)
  const host = match?.[1]
  const number = Number(match?.[2])
  if (host === undefined || !(number >= 1 && number <= 65_535)) {
    throw new CodedError('port_malformed', `expected tcp://host:port (found ${JSON.stringify(port)})`)
  }
  return () => new TcpStream(host, number)
}

/** Asked for each connection: what a link points to may not be plugged in yet. */
function isPrinterFile(port: string): boolean {
  if (printerFile.test(port)) return true
  if (!port.startsWith('/')) return false
  try {
    return printerFile.test(realpathSync(port))
  } catch {
    return false
  }
}
