/** A client that writes bytes as it likes and keeps to no protocol. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawClient {
  socket: Socket
  /** Everything received so far, one character per byte. */
  received(): string
  /** Resolves to what was received once it contains `text`; rejects when the peer closes before. */
  until(text: string): Promise<string>
  /** Resolves to everything received once the connection is closed, however it was. */
  closed: Promise<string>
}

/** Connects to a port of this computer and writes `first`. */
export async function rawClient(port: number, first: string | Uint8Array = ''): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString('latin1')
  })
  // The peer may cut us off in the middle of what we write.
  socket.on('error', () => undefined)
  const closed = new Promise<string>(resolve => socket.once('close', () => resolve(text)))
  await once(socket, 'connect')
  socket.write(first)
  return {
    socket,
    closed,
    received: () => text,
    async until(wanted) {
      while (!text.includes(wanted)) {
        if (socket.destroyed) throw new Error(`closed before ${JSON.stringify(wanted)}: ${text}`)
        await Promise.race([once(socket, 'data'), closed])
      }
      return text
    },
  }
}

/** The status of the first answer in what was received. */
export function statusIn(text: string): number | undefined {
  const status = /^HTTP\/1\.[01] (\d{3}) /.exec(text)?.[1]
  return status === undefined ? undefined : Number(status)
}
