/** A port that is wanted for ever: opens it, and opens it again whenever it is lost. */
import { backoff, messageOf, type Backoff, type Clock, type Timer } from '@palang/kit'
import { portError, type ByteStream, type StreamFactory } from './byte-stream.ts'

export const reopeningDelays = {
  /** Shortest and longest pause before opening again. */
  minMs: 250,
  maxMs: 10_000,
  /** An attempt to open that takes longer is given up. */
  openMs: 5_000,
  /** A connection this old was a good one: the next pause is short again. */
  steadyMs: 10_000,
} as const

export type ReopeningEvent =
  /** From now on the port is wanted; the first attempt follows. */
  | { kind: 'started' }
  | { kind: 'opened' }
  | { kind: 'data'; bytes: Uint8Array }
  /** The connection was lost, or an attempt to open failed: another attempt follows by itself, unless it was stopped. */
  | { kind: 'closed'; reason: string }

/**
 * Keeps one connection open, with jittered back-off between attempts. Every attempt uses a fresh stream. Whoever makes it hears
 * all of it from `started` to the last `closed`, which is told with the reason `stopped`.
 */
export class ReopeningStream {
  readonly #make: StreamFactory
  readonly #clock: Clock
  readonly #pause: Backoff
  readonly #tell: (event: ReopeningEvent) => void
  #current: ByteStream | undefined
  #running = false
  #pausing: Timer | undefined
  #guarding: Timer | undefined
  #closed: Promise<unknown> = Promise.resolve()

  constructor(
    make: StreamFactory,
    { clock, random }: { clock: Clock; random?: (() => number) | undefined },
    tell: (event: ReopeningEvent) => void,
  ) {
    this.#make = make
    this.#clock = clock
    this.#tell = tell
    this.#pause = backoff(reopeningDelays.minMs, reopeningDelays.maxMs, random)
  }

  get isOpen(): boolean {
    return this.#current?.isOpen === true
  }

  /** Idempotent. */
  start(): void {
    if (this.#running) return
    this.#running = true
    this.#tell({ kind: 'started' })
    void this.#closed.then(() => this.#attempt())
  }

  /** Idempotent. Tells `closed` at once, also while there is no connection, and nothing after it. */
  async stop(): Promise<void> {
    if (this.#running) {
      this.#running = false
      this.#pausing?.cancel()
      if (this.#current !== undefined) this.#release(this.#current)
      this.#tell({ kind: 'closed', reason: 'stopped' })
    }
    await this.#closed
  }

  /** Writes to the connection in hand, as `ByteStream.write`; rejects at once while there is none. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#current?.write(bytes) ?? Promise.reject(portError('port_closed', 'port', 'is not open'))
  }

  /** Gives the connection in hand up, discarding unsent bytes, and opens a new one after a pause. */
  drop(reason: string): void {
    if (this.#current !== undefined) this.#lose(this.#current, reason)
  }

  /** Says that the device behind the connection answers: the next pause is short again. */
  confirm(): void {
    this.#pause.reset()
  }

  #attempt(): void {
    if (!this.#running || this.#current !== undefined) return
    const stream = this.#make()
    this.#current = stream
    this.#guarding = this.#clock.after(reopeningDelays.openMs, () => this.#lose(stream, `did not open within ${reopeningDelays.openMs} ms`))
    stream.subscribe(event => {
      if (this.#current !== stream) return
      if (event.kind === 'data') this.#tell(event)
      else this.#lose(stream, event.reason)
    })
    stream.open().then(
      () => this.#opened(stream),
      (error: unknown) => this.#lose(stream, messageOf(error)),
    )
  }

  #opened(stream: ByteStream): void {
    if (this.#current !== stream) return
    this.#guarding?.cancel()
    this.#guarding = this.#clock.after(reopeningDelays.steadyMs, () => this.#pause.reset())
    this.#tell({ kind: 'opened' })
  }

  #lose(stream: ByteStream, reason: string): void {
    if (this.#current !== stream) return
    this.#release(stream)
    const closed = this.#closed
    this.#pausing = this.#clock.after(this.#pause.next(), () => void closed.then(() => this.#attempt()))
    this.#tell({ kind: 'closed', reason })
  }

  /** The next attempt waits for the old stream to be fully closed: a serial port is locked until then. */
  #release(stream: ByteStream): void {
    this.#current = undefined
    this.#guarding?.cancel()
    this.#closed = Promise.allSettled([this.#closed, stream.close()])
  }
}
