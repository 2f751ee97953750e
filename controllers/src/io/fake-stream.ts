/** A port for tests: the test plugs it in and plays the device at its other end. */
import { portError, type ByteStream, type StreamEvent } from './byte-stream.ts'
import { listeners } from './listeners.ts'

/** A port without a device, plugged in. Bytes from the host arrive in a later microtask, as from a real port: never inside `write`. */
export class FakePort {
  readonly path: string
  readonly #written = listeners<Uint8Array>()
  readonly #turned = listeners<'opened' | 'closed'>()
  #current: FakeStream | undefined
  #isPlugged = true
  #isCongested = false
  #opens = 0
  #text = ''

  constructor(path = 'fake') {
    this.path = path
  }

  /** A stream factory to give to a driver. */
  readonly streams = (): ByteStream => new FakeStream(this)

  /** How many connections were opened so far. */
  get opens(): number {
    return this.#opens
  }

  /** Everything the host wrote, as Latin-1. */
  get written(): string {
    return this.#text
  }

  get isCongested(): boolean {
    return this.#isCongested
  }

  /** Lets the next opening succeed. */
  plug(): void {
    this.#isPlugged = true
  }

  /** Breaks the connection and lets openings fail until `plug`. */
  unplug(reason = 'unplugged'): void {
    this.#isPlugged = false
    this.#current?.end(reason)
  }

  /** Breaks the connection only. */
  hangUp(reason = 'hung up'): void {
    this.#current?.end(reason)
  }

  /** While congested every write is refused. */
  congest(on: boolean): void {
    this.#isCongested = on
  }

  /** Bytes from the device to the host; lost when nobody has the port open. */
  send(bytes: Uint8Array | string): void {
    this.#current?.receive(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  }

  /** Calls `listener` with what the host writes. */
  onWritten(listener: (bytes: Uint8Array) => void): void {
    this.#written.add(listener)
  }

  /** Calls `listener` when a connection has begun or ended. */
  onTurned(listener: (turn: 'opened' | 'closed') => void): void {
    this.#turned.add(listener)
  }

  get isTaken(): boolean {
    return this.#current !== undefined
  }

  /** For the stream: takes the port; false when it is unplugged or taken. */
  take(stream: FakeStream): boolean {
    if (!this.#isPlugged || this.#current !== undefined) return false
    this.#current = stream
    this.#opens += 1
    this.#turned.tell('opened')
    return true
  }

  /** For the stream. */
  release(stream: FakeStream): void {
    if (this.#current !== stream) return
    this.#current = undefined
    this.#turned.tell('closed')
  }

  /** For the stream. */
  deliver(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString('latin1')
    this.#written.tell(bytes)
  }
}

class FakeStream implements ByteStream {
  readonly #port: FakePort
  readonly #events = listeners<StreamEvent>()
  #phase: 'new' | 'open' | 'closed' = 'new'

  constructor(port: FakePort) {
    this.#port = port
  }

  get path(): string {
    return this.#port.path
  }

  get isOpen(): boolean {
    return this.#phase === 'open'
  }

  async open(): Promise<void> {
    await Promise.resolve()
    if (this.#phase !== 'new' || !this.#port.take(this)) throw portError('port_unavailable', this.path, 'no such port')
    this.#phase = 'open'
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#phase !== 'open') throw portError('port_closed', this.path, 'is not open')
    if (this.#port.isCongested) throw portError('port_congested', this.path, 'the bytes before these have not left yet')
    await Promise.resolve()
    if (this.isOpen) this.#port.deliver(bytes)
    else throw portError('port_failed', this.path, 'was lost while writing')
  }

  close(): Promise<void> {
    this.end('closed by us')
    return Promise.resolve()
  }

  subscribe(listener: (event: StreamEvent) => void): () => void {
    return this.#events.add(listener)
  }

  end(reason: string): void {
    const wasOpen = this.#phase === 'open'
    this.#phase = 'closed'
    this.#port.release(this)
    if (wasOpen) this.#events.tell({ kind: 'closed', reason })
  }

  receive(bytes: Uint8Array): void {
    this.#events.tell({ kind: 'data', bytes })
  }
}
