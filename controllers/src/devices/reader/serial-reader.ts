/** A reader that speaks by itself on a serial line. It is never written to, so `ready` means that its port is open. */
import type { Clock, Log } from '@palang/kit'
import type { StreamFactory } from '../../io/byte-stream.ts'
import { ReopeningStream, type ReopeningEvent } from '../../io/reopening.ts'
import { TellingDevice, Told } from '../told.ts'
import { debounce } from './debounce.ts'
import type { ReaderEvent, ReaderPort } from './port.ts'
import type { MakeFraming, Read, ReadFraming } from './read.ts'

export interface SerialReaderOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  random?: () => number
}

/** What all drivers of serial readers share: the port, the status, one read per tap. They differ in the framing alone. */
export class SerialReader extends TellingDevice<ReaderEvent> implements ReaderPort {
  readonly #model: string
  readonly #log: Log
  readonly #link: ReopeningStream
  readonly #framing: ReadFraming
  protected readonly told = new Told<ReaderEvent>()
  readonly #isNew: (cardId: string) => boolean

  constructor(model: string, makeFraming: MakeFraming, { streams, clock, log, random }: SerialReaderOptions) {
    super()
    this.#model = model
    this.#log = log
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
    this.#isNew = debounce(clock)
    this.#framing = makeFraming(clock, (read, bytes) => this.#read(read, bytes))
  }

  start(): void {
    this.#link.start()
  }

  stop(): Promise<void> {
    return this.#link.stop()
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') return this.#framing.push(event.bytes)
    this.#framing.reset()
    if (event.kind === 'started') this.told.setStatus({ state: 'connecting' })
    else if (event.kind === 'opened') this.told.setStatus({ state: 'ready', model: this.#model, serial: null })
    else this.told.setStatus({ state: 'disconnected', reason: event.reason })
  }

  #read(read: Read, bytes: number): void {
    if (read.kind === 'fault') {
      this.#log.debug({ bytes, reason: read.reason }, 'read not understood')
      this.told.tell({ kind: 'garbage', bytes, reason: read.reason })
      return
    }
    this.#link.confirm()
    if (read.kind === 'card' && this.#isNew(read.cardId)) this.told.tell(read)
  }
}
