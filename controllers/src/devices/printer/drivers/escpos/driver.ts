/**
 * A ticket or receipt printer that speaks ESC/POS, over serial, a USB device file or TCP (docs/protocols/escpos-printer.md).
 * It is `ready` only while it answers and says that it can print. A job whose end nobody saw ends the connection: late
 * answers die with it, and the first thing on the next is to make the printer forget what it still holds.
 */
import { messageOf, mutex, type Clock, type Log, type Timer } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { type DeviceStatus, refused, type StatusEvent, uncertain } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import { type JobBook, jobBook } from '../../job-book.ts'
import type { PrinterPort, PrintJob, PrintMemory, PrintResult } from '../../port.ts'
import { Dialogue } from './dialogue.ts'
import { encodeLayout } from './encoding.ts'
import { layOut, type PaperWidth } from './layout.ts'
import { clearBuffers, type PrinterCondition } from './status.ts'
import type { Language } from './words.ts'

export const printerDelays = {
  /** After opening: the printer forgets, its answers to others arrive and are thrown away. */
  settleMs: 500,
  /** Between two looks at its condition while nothing is printed. */
  lookMs: 2_000,
  /** How long a printer that tells when it is done may take to say so before it was sent anything. */
  tellsEndMs: 1_500,
  /** Between two looks while it prints. */
  lookPrintingMs: 1_000,
  /** A job takes no longer; the slowest printers need 4 s for a ticket. */
  printMs: 20_000,
  /** What a printer that does not tell when it is done gets for a job. */
  blindMs: 4_000,
  /** A port that takes a job's bytes for longer is stuck: 4000 bytes at 9600 baud are 4.2 s. */
  writeMs: 8_000,
} as const

/** Longer than any command of ours, so that a command cut off by the last connection does not swallow the next job. */
const filler = new Uint8Array(256)

export interface EscposOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  widthMm: PaperWidth
  language: Language
  /** Where jobs whose end was not seen are kept over a restart. */
  prints?: PrintMemory | undefined
  random?: () => number
}

export class EscposPrinter extends TellingDevice<StatusEvent> implements PrinterPort {
  readonly #options: EscposOptions
  readonly #link: ReopeningStream
  protected readonly told = new Told<StatusEvent>()
  readonly #turns = mutex()
  readonly #book: JobBook
  /** Counts connections. */
  #connection = 0
  #dialogue: Dialogue | undefined
  /** Whether this printer answers `GS r`; found out once per connection, while it is able to. */
  #tellsEnd: boolean | undefined
  #isBusy = false
  #looking: Timer | undefined

  constructor(options: EscposOptions) {
    super()
    this.#options = options
    this.#link = new ReopeningStream(options.streams, options, event => this.#onLink(event))
    this.#book = jobBook(
      (job, { isCopy }) => this.#turns.run(() => this.#printNow(job, isCopy)),
      () => this.#connection,
      options.prints,
    )
  }

  start(): void {
    this.#link.start()
  }

  stop(): Promise<void> {
    return this.#link.stop()
  }

  print(job: PrintJob): Promise<PrintResult> {
    return this.#book.print(job)
  }

  lost(): readonly PrintJob[] {
    return this.#book.lost()
  }

  reprint(id: string): Promise<PrintResult> {
    return this.#book.reprint(id)
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') return this.#dialogue?.hear(event.bytes)
    if (event.kind === 'closed') return this.#forget(event.reason)
    this.told.setStatus({ state: 'connecting' })
    if (event.kind === 'started') return
    const { clock, log } = this.#options
    const dialogue = new Dialogue({
      clock,
      log,
      write: bytes => this.#link.write(bytes),
      onOutOfStep: () => this.#link.drop('the answers of the printer are out of step'),
    })
    this.#dialogue = dialogue
    this.#looking = clock.every(printerDelays.lookMs, () => this.#lookWhenIdle())
    void this.#turns.run(() => this.#settle(dialogue))
  }

  #forget(reason: string): void {
    this.#connection += 1
    this.#tellsEnd = undefined
    this.#looking?.cancel()
    this.#dialogue?.end()
    this.#dialogue = undefined
    this.told.setStatus({ state: 'disconnected', reason })
  }

  async #settle(dialogue: Dialogue): Promise<void> {
    const { settleMs } = printerDelays
    await this.#sendWithin(dialogue, Buffer.concat([clearBuffers, filler]))
    await this.#pause(settleMs)
    dialogue.listen()
    await this.#look(dialogue)
  }

  #lookWhenIdle(): void {
    const dialogue = this.#dialogue
    if (dialogue === undefined || this.#isBusy || this.told.status.state === 'connecting') return
    this.#isBusy = true
    void this.#turns.run(() => this.#look(dialogue)).finally(() => (this.#isBusy = false))
  }

  /** The condition now, which becomes the status; a printer that does not answer loses its connection. */
  async #look(dialogue: Dialogue): Promise<PrinterCondition | null> {
    const condition = await dialogue.condition()
    if (dialogue.hasEnded) return null
    if (condition === null) {
      this.#link.drop('the printer does not answer')
      return null
    }
    this.#link.confirm()
    if (!condition.isReady) {
      this.told.setStatus({ state: 'fault', reason: condition.reason })
      return condition
    }
    if (this.#tellsEnd === undefined) {
      await dialogue.askForEnd()
      const tells = (await dialogue.worked(printerDelays.tellsEndMs)) === true
      if (dialogue.hasEnded) return null
      this.#tellsEnd = tells
    }
    this.told.setStatus(readyStatus(condition.isPaperLow, this.#tellsEnd))
    return condition
  }

  async #printNow(job: PrintJob, isCopy: boolean): Promise<PrintResult> {
    const bytes = this.#encode(job, isCopy)
    if (typeof bytes === 'string') return refused('not_supported', bytes)
    const dialogue = this.#dialogue
    if (dialogue === undefined) return unavailable('reason' in this.told.status ? this.told.status.reason : 'the printer is not connected')
    const before = await this.#look(dialogue)
    if (before === null) return unavailable('the printer does not answer')
    if (!before.isReady) return unavailable(before.reason)
    const sent = await this.#sendWithin(dialogue, bytes)
    if (sent === 'refused') return unavailable('the printer takes no bytes')
    const trouble = sent === 'broken' ? 'the connection was lost while printing' : await this.#untilPrinted(dialogue)
    if (trouble === null) return this.#tellsEnd === true ? { ok: true } : { ok: true, isAssumed: true }
    this.#options.log.warn({ job: job.id, isCopy, trouble }, 'whether a job was printed is not known')
    if (!dialogue.hasEnded) this.#link.drop(trouble)
    return uncertain('device_unavailable', trouble)
  }

  /** Null once the job is on paper and the printer is still well, else what came between. */
  async #untilPrinted(dialogue: Dialogue): Promise<string | null> {
    const { blindMs, printMs, lookPrintingMs } = printerDelays
    if (this.#tellsEnd === true && (await dialogue.askForEnd()) !== 'taken') return 'the connection was lost while printing'
    const rounds = (this.#tellsEnd === true ? printMs : blindMs) / lookPrintingMs
    for (let round = 1; round <= rounds; round++) {
      const worked = this.#tellsEnd === true ? await dialogue.worked(lookPrintingMs) : await this.#pause(lookPrintingMs)
      const now = await dialogue.condition()
      if (now === null) return dialogue.hasEnded ? 'the connection was lost while printing' : 'the printer does not answer any more'
      if (!now.isReady) return now.reason
      if (worked === true || (this.#tellsEnd === false && round === rounds)) return null
    }
    return `the printer did not finish within ${printMs} ms`
  }

  #encode(job: PrintJob, isCopy: boolean): Uint8Array | string {
    const { widthMm, language } = this.#options
    try {
      return encodeLayout(layOut(job.content, { widthMm, language, isCopy }))
    } catch (error) {
      return messageOf(error)
    }
  }

  /** Some ports take bytes for ever and say nothing, such as a USB printer without paper. */
  async #sendWithin(dialogue: Dialogue, bytes: Uint8Array): ReturnType<Dialogue['send']> {
    const { clock } = this.#options
    const stuck = clock.after(printerDelays.writeMs, () => {
      if (this.#dialogue === dialogue) this.#link.drop('the printer takes no bytes')
    })
    const sent = await dialogue.send(bytes)
    stuck.cancel()
    return sent
  }

  #pause(ms: number): Promise<null> {
    return new Promise(resolve => this.#options.clock.after(ms, () => resolve(null)))
  }
}

function readyStatus(isPaperLow: boolean, tellsEnd: boolean): DeviceStatus {
  const details = [...(isPaperLow ? ['the paper is nearly used up'] : []), ...(tellsEnd ? [] : ['it does not tell when a job is done'])]
  return { state: 'ready', model: 'ESC/POS', serial: null, ...(details.length === 0 ? {} : { detail: details.join('; ') }) }
}

function unavailable(message: string): PrintResult {
  return refused('device_unavailable', message)
}
