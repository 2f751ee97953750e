/** What stands between a socket and the broker: no packet longer than allowed gets in, however slowly it comes. */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * Reads MQTT's packet frames (3.1.1 section 2.2: one byte, then a length of up to four bytes) as they pass by. The
 * function it returns tells whether a chunk keeps every packet's length within `maxBytes`. The broker's own parser would
 * collect up to 256 MiB before looking at a packet.
 */
function packetMeter(maxBytes: number): (chunk: Uint8Array) => boolean {
  let state: { at: 'type' } | { at: 'length'; value: number; digits: number } | { at: 'body'; left: number } = { at: 'type' }
  return chunk => {
    let index = 0
    while (index < chunk.length) {
      if (state.at === 'body') {
        const taken = Math.min(state.left, chunk.length - index)
        index += taken
        state = taken === state.left ? { at: 'type' } : { at: 'body', left: state.left - taken }
        continue
      }
      const byte = chunk[index++] ?? 0
      if (state.at === 'type') {
        state = { at: 'length', value: 0, digits: 0 }
        continue
      }
      const digits = state.digits + 1
      const value = state.value + (byte & 0x7f) * 128 ** state.digits
      const isMore = byte >= 0x80
      if (value > maxBytes || (isMore && digits === 4)) return false
      state = isMore ? { at: 'length', value, digits } : value === 0 ? { at: 'type' } : { at: 'body', left: value }
    }
    return true
  }
}

/** The socket as the broker sees it. A packet over `maxBytes` calls `onTooLong` and ends the connection. */
export class FencedSocket extends Duplex {
  readonly #socket: Socket

  constructor(socket: Socket, maxBytes: number, onTooLong: () => void) {
    super({ allowHalfOpen: false })
    this.#socket = socket
    const isWithin = packetMeter(maxBytes)
    socket.on('data', (chunk: Buffer) => {
      if (!isWithin(chunk)) {
        onTooLong()
        this.destroy()
      } else if (!this.push(chunk)) socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', error => this.destroy(error))
    socket.on('close', () => this.destroy())
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    if (this.#socket.write(chunk)) done()
    else this.#socket.once('drain', done)
  }

  /** The broker writes a packet in several pieces; they leave together. */
  override _writev(pieces: { chunk: Uint8Array }[], done: () => void): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'buffer', done)
  }

  override _final(done: () => void): void {
    this.#socket.end(done)
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }
}
