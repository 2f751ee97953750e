/**
 * A cash machine played at the other end of a port (docs/protocols/simulated-cash.md). Money is only what the machine
 * says: an order counts as done when the machine reported it.
 */
import { mutex, type Clock, type Log, type Timer } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { lineSplitter, type LineSplitter } from '../../../../io/line-splitter.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { type ActResult, refused, uncertain } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { CashEvent, CashPort } from '../../port.ts'
import { decodeCashDeviceLine, encodeCashLine, maxCashLineBytes, type CashDeviceLine, type CashHostLine } from './codec.ts'

export const cashDelays = {
  /** A note travels from escrow to the box, or back to the customer. */
  noteMs: 5_000,
  /** A payout of several notes. */
  changeMs: 15_000,
} as const

export interface SimulatedLineOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  random?: () => number
}

interface Awaited {
  word: CashDeviceLine['word']
  settle(result: ActResult): void
  timer: Timer
}

export class SimulatedLineCash extends TellingDevice<CashEvent> implements CashPort {
  readonly #clock: Clock
  readonly #log: Log
  readonly #link: ReopeningStream
  readonly #lines: LineSplitter
  protected readonly told = new Told<CashEvent>()
  readonly #writing = mutex()
  /** Counts connections. */
  #connection = 0
  #isWanted = false
  #escrow: number | undefined
  #awaited: Awaited | undefined

  constructor({ streams, clock, log, random }: SimulatedLineOptions) {
    super()
    this.#clock = clock
    this.#log = log
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
    this.#lines = lineSplitter({
      maxBytes: maxCashLineBytes,
      onLine: line => this.#hear(line),
      onDropped: bytes => this.#log.warn({ bytes }, 'cash line too long'),
    })
  }

  start(): void {
    this.#link.start()
  }

  async stop(): Promise<void> {
    this.#isWanted = false
    // A stopped controller must not go on swallowing notes.
    await this.#write({ word: 'DISABLE' })
    await this.#link.stop()
  }

  /** Takes notes from now on, also after a reconnect, until `disable`. */
  async enable(): Promise<ActResult> {
    const result = await this.#write({ word: 'ENABLE' })
    if (result.ok) this.#isWanted = true
    return result
  }

  /** Counts even when the machine is away: it is told when it comes back. */
  disable(): Promise<ActResult> {
    this.#isWanted = false
    return this.#write({ word: 'DISABLE' })
  }

  accept(): Promise<ActResult> {
    return this.#settleEscrow({ word: 'ACCEPT' }, 'STACKED')
  }

  giveBack(): Promise<ActResult> {
    return this.#settleEscrow({ word: 'RETURN' }, 'RETURNED')
  }

  giveChange(amount: number): Promise<ActResult> {
    if (!Number.isInteger(amount) || amount <= 0) return Promise.resolve(refused('not_supported', 'change is a whole amount above 0'))
    return this.#order({ word: 'CHANGE', amount }, 'PAID', cashDelays.changeMs)
  }

  #settleEscrow(line: CashHostLine, awaits: CashDeviceLine['word']): Promise<ActResult> {
    if (this.#escrow === undefined) return Promise.resolve(refused('not_supported', 'no note waits'))
    return this.#order(line, awaits, cashDelays.noteMs)
  }

  async #order(line: CashHostLine, awaits: CashDeviceLine['word'], timeoutMs: number): Promise<ActResult> {
    if (this.#awaited !== undefined) return refused('machine_busy', 'another order is being carried out')
    if (this.told.status.state !== 'ready') return refused('device_unavailable', 'the cash machine is not connected')
    return new Promise(resolve => {
      const timer = this.#clock.after(timeoutMs, () => this.#settle(uncertain('timeout', 'the cash machine did not report')))
      const awaited: Awaited = { word: awaits, settle: resolve, timer }
      this.#awaited = awaited
      void this.#write(line).then(result => {
        if (!result.ok && this.#awaited === awaited) this.#settle(result)
      })
    })
  }

  #settle(result: ActResult): void {
    const awaited = this.#awaited
    this.#awaited = undefined
    awaited?.timer.cancel()
    awaited?.settle(result)
  }

  /** Lines follow each other on one connection; what waits while it is lost is not sent on the next. */
  #write(line: CashHostLine): Promise<ActResult> {
    const connection = this.#connection
    return this.#writing.run(() => this.#writeNow(line, connection))
  }

  async #writeNow(line: CashHostLine, connection: number): Promise<ActResult> {
    if (!this.#link.isOpen || connection !== this.#connection) return refused('device_unavailable', 'the cash machine is not connected')
    try {
      await this.#link.write(Buffer.from(encodeCashLine(line), 'latin1'))
      return { ok: true }
    } catch (error) {
      this.#log.debug({ err: error }, 'cash machine does not take bytes')
      return uncertain('device_unavailable', 'the connection to the cash machine was lost')
    }
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') return this.#lines.push(event.bytes)
    if (event.kind === 'closed') return this.#forget(event.reason)
    if (event.kind === 'started') return this.told.setStatus({ state: 'connecting' })
    void this.#write({ word: this.#isWanted ? 'ENABLE' : 'DISABLE' }).then(result => {
      if (result.ok && this.#link.isOpen) this.told.setStatus({ state: 'ready', model: 'simulated', serial: null })
    })
  }

  /** A note in escrow is given back by the machine itself when the connection is lost. */
  #forget(reason: string): void {
    this.#connection += 1
    this.#lines.reset()
    this.#escrow = undefined
    this.#settle(uncertain('device_unavailable', 'the connection to the cash machine was lost'))
    this.told.setStatus({ state: 'disconnected', reason })
  }

  #hear(text: string): void {
    const line = decodeCashDeviceLine(text)
    if (line === undefined) return this.#log.warn({ bytes: text.length }, 'cash line not understood')
    this.#link.confirm()
    const { word, amount } = line
    if (word === 'NOTE') {
      this.#escrow = amount
      return this.told.tell({ kind: 'escrow', amount })
    }
    if (word === 'STACKED' || word === 'RETURNED') this.#escrow = undefined
    if (word === 'STACKED') this.told.tell({ kind: 'stacked', amount })
    if (word === 'RETURNED') this.told.tell({ kind: 'returned', amount })
    if (word === this.#awaited?.word) this.#settle({ ok: true })
    else if (this.#awaited !== undefined && word !== 'PAID' && this.#awaited.word !== 'PAID') {
      this.#settle(refused('not_supported', word === 'RETURNED' ? 'the note went back to the customer' : 'the note is in the box already'))
    }
  }
}
