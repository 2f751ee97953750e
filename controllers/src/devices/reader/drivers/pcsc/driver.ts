/** A PC/SC reader such as the ACR122U (docs/protocols/pcsc.md), by way of the program in `service.ts`. */
import path from 'node:path'
import type { Clock, Log, Timer } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { lineSplitter, type LineSplitter } from '../../../../io/line-splitter.ts'
import { programStreams } from '../../../../io/program.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { ReaderEvent, ReaderPort } from '../../port.ts'
import { advice, chooseReader } from './choose.ts'
import { encodeLine, type OrderLine } from './codec.ts'
import { LyingCard } from './lying-card.ts'
import { decodeServiceLine, type ServiceLine } from './service-line.ts'

export const pcscDelays = {
  /** The service lists its readers one after the other; the choice waits until they are all told. */
  listMs: 300,
  /** A service or a reader that says nothing for so long hangs. */
  answerMs: 5_000,
} as const

const maxLineBytes = 4_000

export interface PcscReaderOptions {
  clock: Clock
  log: Log
  /** Part of the reader's name; without it there must be only one. */
  wanted?: string | undefined
  streams?: StreamFactory
  random?: () => number
}

/** Streams that run the program which speaks to the service, with `environment` added to that of this process. */
export function serviceStreams(environment?: Readonly<Record<string, string>>): StreamFactory {
  return programStreams(path.join(import.meta.dirname, 'service.ts'), environment)
}

/** `ready` means that the reader is connected; the program is started anew whenever it ends. */
export class PcscReader extends TellingDevice<ReaderEvent> implements ReaderPort {
  readonly #clock: Clock
  readonly #log: Log
  readonly #wanted: string | undefined
  readonly #link: ReopeningStream
  readonly #lines: LineSplitter
  readonly #card: LyingCard
  protected readonly told = new Told<ReaderEvent>()
  /** What the service said last of each reader it has. */
  readonly #readers = new Map<string, Extract<ServiceLine, { kind: 'reader' }>>()
  #chosen: string | undefined
  #failure: string | undefined
  #choosing: Timer | undefined
  #hanging: Timer | undefined

  constructor({ clock, log, wanted, streams = serviceStreams(), random }: PcscReaderOptions) {
    super()
    this.#clock = clock
    this.#log = log
    this.#wanted = wanted
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
    this.#lines = lineSplitter({ maxBytes: maxLineBytes, onLine: line => this.#hear(line), onDropped: bytes => this.#odd({ bytes }) })
    this.#card = new LyingCard({ clock, ask: () => this.#ask(), tell: event => this.told.tell(event) })
  }

  start(): void {
    this.#link.start()
  }

  stop(): Promise<void> {
    return this.#link.stop()
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') return this.#lines.push(event.bytes)
    this.#lose()
    if (event.kind === 'started') {
      this.#card.reset()
      return this.told.setStatus({ state: 'connecting' })
    }
    if (event.kind === 'opened') return this.#expectAnswer('the PC/SC service does not answer')
    this.told.setStatus({ state: 'disconnected', reason: this.#failure ?? event.reason })
    this.#failure = undefined
  }

  #hear(text: string): void {
    const line = decodeServiceLine(text)
    switch (line?.kind) {
      case 'watching':
        this.#hanging?.cancel()
        return this.#chooseSoon()
      case 'reader':
        this.#readers.set(line.reader, line)
        if (line.reader === this.#chosen) this.#card.see(line.card, line.changes)
        else if (this.#chosen === undefined) this.#chooseSoon()
        return
      case 'gone':
        this.#readers.delete(line.reader)
        if (line.reader === this.#chosen) this.#unplugged(line.reader)
        else if (this.#chosen === undefined) this.#chooseSoon()
        return
      case 'answer':
        this.#hanging?.cancel()
        return this.#card.answered(Buffer.from(line.hex, 'hex'))
      case 'unanswered':
        this.#hanging?.cancel()
        return this.#card.unanswered(`unanswered: ${line.code}`)
      case 'failed':
        this.#failure = advice(line.code, process.platform) ?? line.message
        this.#log.debug(line, 'the PC/SC service failed')
        return
      case undefined:
        this.#odd({ text })
    }
  }

  #chooseSoon(): void {
    this.#choosing?.cancel()
    this.#choosing = this.#clock.after(pcscDelays.listMs, () => this.#choose())
  }

  #choose(): void {
    const choice = chooseReader([...this.#readers.keys()], this.#wanted)
    if ('status' in choice) return this.told.setStatus(choice.status)
    this.#chosen = choice.reader
    this.told.setStatus({ state: 'ready', model: choice.reader, serial: null })
    const now = this.#readers.get(choice.reader)
    if (now !== undefined) this.#card.see(now.card, now.changes)
  }

  #unplugged(reader: string): void {
    this.#chosen = undefined
    this.#hanging?.cancel()
    this.#card.lose()
    this.told.setStatus({ state: 'disconnected', reason: `"${reader}" was unplugged` })
    this.#chooseSoon()
  }

  #ask(): void {
    if (this.#chosen === undefined) return
    this.#expectAnswer(`"${this.#chosen}" does not answer`)
    const order: OrderLine = { read: this.#chosen }
    // What cannot be written is never answered, and ends like what is not answered.
    this.#link.write(Buffer.from(encodeLine(order), 'latin1')).catch(() => undefined)
  }

  #expectAnswer(otherwise: string): void {
    this.#hanging?.cancel()
    this.#hanging = this.#clock.after(pcscDelays.answerMs, () => this.#link.drop(otherwise))
  }

  /** The program is gone, and with it everything known of readers. */
  #lose(): void {
    this.#choosing?.cancel()
    this.#hanging?.cancel()
    this.#lines.reset()
    this.#readers.clear()
    this.#chosen = undefined
    this.#card.lose()
  }

  #odd(what: object): void {
    this.#log.warn(what, 'not a line of the PC/SC program')
  }
}
