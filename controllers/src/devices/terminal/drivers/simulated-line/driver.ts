/**
 * A card terminal played at the other end of a port (docs/protocols/card-terminal.md). It is asked what it remembers of a payment before
 * it is asked for a card, so that whatever is lost no payment is taken twice.
 */
import type { Clock, Log } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { lineSplitter, type LineSplitter } from '../../../../io/line-splitter.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { type ActResult, refused, type StatusEvent, uncertain } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import { answerMs, declined, endsUnpaid, found, OneCharge, unknown } from '../../one-charge.ts'
import type { ChargeRequest, ChargeResult, TerminalPort } from '../../port.ts'
import { decodeTerminalLine, encodeHostLine, type HostLine, maxTerminalLineBytes } from './codec.ts'

/** A question what it remembers is answered at once, or not at all. */
const findMs = 5_000

/** The terminal's words for a sale that ended without money. */
const endOf = { DECLINED: 'declined', CANCELLED: 'cancelled', NOCARD: 'no_card' } as const

export interface LineTerminalOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  random?: () => number
}

export class SimulatedLineTerminal extends TellingDevice<StatusEvent> implements TerminalPort {
  protected readonly told = new Told<StatusEvent>()
  readonly #log: Log
  readonly #link: ReopeningStream
  readonly #lines: LineSplitter
  readonly #charge: OneCharge
  /** The terminal was asked for a card, or said that it asks for one: not only what it remembers. */
  #isSelling = false
  #cancels: ((result: ActResult) => void)[] = []

  constructor({ streams, clock, log, random }: LineTerminalOptions) {
    super()
    this.#log = log
    this.#charge = new OneCharge(clock)
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
    this.#lines = lineSplitter({
      maxBytes: maxTerminalLineBytes,
      onLine: line => this.#hear(line),
      onDropped: bytes => this.#log.warn({ bytes }, 'card terminal line too long'),
    })
  }

  start(): void {
    this.#link.start()
  }

  stop(): Promise<void> {
    return this.#link.stop()
  }

  charge(request: ChargeRequest): Promise<ChargeResult> {
    const already = this.#charge.already(request)
    if (already !== undefined) return already
    if (!this.#link.isOpen) return Promise.resolve(unknown('the terminal is not connected, and cannot be asked about this payment'))
    const result = this.#charge.begin(request, findMs)
    this.#isSelling = false
    // However it ends, also by time, nobody cancels it any more.
    void result.then(end => this.#endCancels(end))
    this.#write({ word: 'FIND', paymentId: request.paymentId })
    return result
  }

  cancel(): Promise<ActResult> {
    const { request } = this.#charge
    if (!this.#link.isOpen) return Promise.resolve(refused('device_unavailable', 'the terminal is not connected'))
    if (request === undefined) return Promise.resolve(refused('not_supported', 'no card is waited for'))
    if (this.#isSelling) this.#write({ word: 'CANCEL', paymentId: request.paymentId })
    return new Promise(resolve => void this.#cancels.push(resolve))
  }

  #onLink(event: ReopeningEvent): void {
    switch (event.kind) {
      case 'started':
        return this.told.setStatus({ state: 'connecting' })
      case 'opened':
        return this.told.setStatus({ state: 'ready', model: 'simulated', serial: null })
      case 'data':
        return this.#lines.push(event.bytes)
      case 'closed':
        this.#lines.reset()
        this.#charge.end(unknown('the connection to the terminal was lost'))
        return this.told.setStatus({ state: 'disconnected', reason: event.reason })
    }
  }

  #write(line: HostLine): void {
    this.#link.write(Buffer.from(encodeHostLine(line), 'latin1')).catch((error: unknown) => {
      this.#log.debug({ err: error }, 'the card terminal does not take bytes')
      this.#charge.end(unknown('the terminal does not take bytes'))
    })
  }

  #hear(text: string): void {
    const line = decodeTerminalLine(text)
    if (line === undefined) return this.#log.warn({ bytes: text.length }, 'card terminal line not understood')
    this.#link.confirm()
    const { request } = this.#charge
    // Of a payment nobody asks about any more; it is asked about before anything else is done under its name.
    if (request?.paymentId !== line.paymentId) return
    if (line.word === 'NONE') return this.#sell(request)
    if (line.word === 'BUSY') return this.#join(request, line.running)
    if (line.word === 'REFUSED') return this.#settleCancels(refused('not_supported', 'the card was read already'))
    this.#charge.end(line.word === 'APPROVED' ? found(request, line) : endsUnpaid[endOf[line.word]])
  }

  #sell(request: ChargeRequest): void {
    if (this.#isSelling) return
    if (this.#cancels.length > 0) return this.#charge.end(endsUnpaid.cancelled)
    this.#waitForCard()
    this.#write({ word: 'SALE', ...request })
  }

  /** One that was lost from sight may still be under way. */
  #join({ paymentId }: ChargeRequest, running: string): void {
    if (running !== paymentId) return this.#charge.end(declined('the terminal is busy'))
    if (this.#isSelling) return
    this.#waitForCard()
    if (this.#cancels.length > 0) this.#write({ word: 'CANCEL', paymentId })
  }

  #waitForCard(): void {
    this.#isSelling = true
    this.#charge.wait(answerMs)
  }

  #endCancels(end: ChargeResult): void {
    if (end.ok || end.outcome === 'declined') return this.#settleCancels(refused('not_supported', 'the card was read already'))
    this.#settleCancels(end.outcome === 'cancelled' ? { ok: true } : uncertain('timeout', end.message))
  }

  #settleCancels(result: ActResult): void {
    for (const settle of this.#cancels.splice(0)) settle(result)
  }
}
