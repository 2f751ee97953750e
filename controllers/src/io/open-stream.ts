/** Which kind of stream a port string of the site file names. */
import { CodedError } from '@palang/kit'
import type { StreamFactory } from './byte-stream.ts'
import { SerialStream, type SerialSettings } from './serial.ts'
import { TcpStream } from './tcp.ts'

const tcpForm = /^tcp:\/\/([^/:\s]+):(\d{1,5})$/

/**
 * Streams for `port`: `tcp://host:port`, else a serial device path or `COMn`. Throws `port_malformed` for a TCP address
 * that cannot be one.
 */
export function streamsFor(port: string, settings: SerialSettings): StreamFactory {
  if (!port.startsWith('tcp:')) return () => new SerialStream(port, settings)
  const match = tcpForm.exec(port)
  const host = match?.[1]
  const number = Number(match?.[2])
  if (host === undefined || !(number >= 1 && number <= 65_535)) {
    throw new CodedError('port_malformed', `expected tcp://host:port (found ${JSON.stringify(port)})`)
  }
  return () => new TcpStream(host, number)
}
