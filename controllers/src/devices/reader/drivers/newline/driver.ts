/** A reader that writes one line per card (docs/protocols/newline-reader.md). It is never written to, so `ready` means that its port is open. */
import type { Clock, Log } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { listeners } from '../../../../io/listeners.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import type { DeviceStatus } from '../../../status.ts'
import { debounce } from '../../debounce.ts'
import type { ReaderEvent, ReaderPort } from '../../port.ts'
import { decodeRead } from './codec.ts'
import { ReadFraming } from './framing.ts'

export interface NewlineReaderOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  random?: () => number
}

export class NewlineReader implements ReaderPort {
  readonly #log: Log
  readonly #link: ReopeningStream
  readonly #framing: ReadFraming
  readonly #events = listeners<ReaderEvent>()
  readonly #isNew: (cardId: string) => boolean
  #status: DeviceStatus = { state: 'disconnected', reason: 'not started' }
  #detach: (() => void) | undefined

  constructor({ streams, clock, log, random }: NewlineReaderOptions) {
    this.#log = log
    this.#link = new ReopeningStream(streams, { clock, random })
    this.#isNew = debounce(clock)
    this.#framing = new ReadFraming({
      clock,
      onRead: text => this.#read(text),
      onGarbage: (bytes, reason) => this.#garbage(bytes, reason),
    })
  }

  start(): void {
    if (this.#detach !== undefined) return
    this.#detach = this.#link.subscribe(event => this.#onLink(event))
    this.#setStatus({ state: 'connecting' })
    this.#link.start()
  }

  async stop(): Promise<void> {
    if (this.#detach === undefined) return
    this.#detach()
    this.#detach = undefined
    this.#framing.reset()
    this.#setStatus({ state: 'disconnected', reason: 'stopped' })
    await this.#link.stop()
  }

  status(): DeviceStatus {
    return this.#status
  }

  subscribe(listener: (event: ReaderEvent) => void): () => void {
    return this.#events.add(listener)
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') return this.#framing.push(event.bytes)
    this.#framing.reset()
    if (event.kind === 'opened') this.#setStatus({ state: 'ready', model: 'newline', serial: null })
    else this.#setStatus({ state: 'disconnected', reason: event.reason })
  }

  #read(text: string): void {
    const read = decodeRead(text)
    if (read.kind === 'fault') return this.#garbage(text.length, read.reason)
    this.#link.confirm()
    if (read.kind === 'card' && this.#isNew(read.cardId)) this.#events.tell(read)
  }

  #garbage(bytes: number, reason: string): void {
    this.#log.debug({ bytes, reason }, 'read not understood')
    this.#events.tell({ kind: 'garbage', bytes, reason })
  }

  #setStatus(status: DeviceStatus): void {
    if (JSON.stringify(status) === JSON.stringify(this.#status)) return
    this.#status = status
    this.#events.tell({ kind: 'status', status })
  }
}
