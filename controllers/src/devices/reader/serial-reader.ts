/**
 * A reader that speaks by itself on a serial line. It is never written to, so `ready` means that its port is open, and
 * only what it says can show that it is another one.
 */
import type { Clock, Log } from '@palang/kit'
import type { StreamFactory } from '../../io/byte-stream.ts'
import { ReopeningStream, type ReopeningEvent } from '../../io/reopening.ts'
import type { DeviceStatus } from '../status.ts'
import { TellingDevice, Told } from '../told.ts'
import { debounce } from './debounce.ts'
import type { ReaderEvent, ReaderPort } from './port.ts'
import type { MakeFraming, Read, ReadFraming } from './read.ts'

/** So many reads in a row that are no card, and the line has another speed or another reader than the site file says. */
export const strangeReads = 10

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
  #strange = 0

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
    else if (event.kind === 'opened') this.#hears()
    else this.told.setStatus({ state: 'disconnected', reason: event.reason })
  }

  #read(read: Read, bytes: number): void {
    if (read.kind === 'fault') {
      this.#log.debug({ bytes, reason: read.reason }, 'read not understood')
      this.told.tell({ kind: 'garbage', bytes, reason: read.reason })
      this.#strange += 1
      if (this.#strange >= strangeReads) this.told.setStatus(strange)
      return
    }
    this.#link.confirm()
    if (read.kind !== 'card') return
    this.#hears()
    if (this.#isNew(read.cardId)) this.told.tell(read)
  }

  /** For all we know this is the reader the site file says. */
  #hears(): void {
    this.#strange = 0
    this.told.setStatus({ state: 'ready', model: this.#model, serial: null })
  }
}

const strange: DeviceStatus = {
  state: 'fault',
  reason: 'only bytes that are no card: another speed (baud) or another model of reader than the site file says',
}
