/**
 * A note acceptor with escrow and change. Device to host: `NOTE`, `STACKED`, `RETURNED`, `PAID <amount>`; host to device:
 * `ENABLE`, `DISABLE`, `ACCEPT`, `RETURN`, `CHANGE <amount>`; one per line.
 */
import type { Clock, Timer } from '@palang/kit/clock'
import { lineAssembler, maxLineBytes } from '../boards/line.ts'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'

export const cashDelays = {
  /** Drawing a note in and checking it. */
  drawMs: 400,
  /** Moving a note from escrow into the box or back to the customer. */
  moveMs: 300,
  /** A note nobody decides upon goes back by itself. */
  escrowMs: 10_000,
  payOutMs: 500,
} as const

export const notes = [1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] as const

export type InsertOutcome = 'stacked' | 'returned' | 'refused'

export interface CashView {
  connected: boolean
  enabled: boolean
  escrow: number | null
  /** Notes in the box and change paid out, in rupiah. */
  stacked_total: number
  paid_total: number
}

/** What the world does with any cash machine. */
export interface CashMachine {
  readonly port: PlayedPort
  readonly givesChange: boolean
  /** Whether the slot takes notes now. */
  isEnabled(): boolean
  view(): CashView
  /** What the notes it knows are worth, in rising order. */
  known(): readonly number[]
  /** Puts a note in; resolves with what became of it. `refused` when the slot is closed or taken. */
  insert(amount: number): Promise<InsertOutcome>
  jam(on: boolean): void
}

interface Escrow {
  amount: number
  /** Known to the host and not yet decided. */
  waiting: boolean
  timer: Timer
  done(outcome: InsertOutcome): void
}

/** Closed until the host enables it, and closed again when the host leaves. */
export class CashAcceptor implements CashMachine {
  readonly port: PlayedPort
  readonly givesChange = true
  readonly #clock: Clock
  readonly #changed: () => void
  #assemble = lineAssembler(maxLineBytes)
  #enabled = false
  #jammed = false
  #escrow: Escrow | undefined
  #stackedTotal = 0
  #paidTotal = 0

  constructor({ name, clock, makePort, changed }: { name: string; clock: Clock; makePort: PortMaker; changed: () => void }) {
    this.#clock = clock
    this.#changed = changed
    this.port = makePort(name, {
      opened: () => this.#power(),
      data: bytes => this.#hear(bytes),
      closed: () => this.#power(),
    })
  }

  isEnabled(): boolean {
    return this.#enabled
  }

  known(): readonly number[] {
    return notes
  }

  view(): CashView {
    return {
      connected: this.port.isOpen(),
      enabled: this.#enabled,
      escrow: this.#escrow?.amount ?? null,
      stacked_total: this.#stackedTotal,
      paid_total: this.#paidTotal,
    }
  }

  /** Puts a note in; resolves with what became of it. `refused` when the slot is closed or taken. */
  insert(amount: number): Promise<InsertOutcome> {
    if (!this.#enabled || this.#escrow !== undefined) return Promise.resolve('refused')
    return new Promise(done => {
      const timer = this.#clock.after(cashDelays.drawMs, () => this.#announce())
      this.#escrow = { amount, waiting: false, timer, done }
      this.#changed()
    })
  }

  /** A jammed acceptor takes notes and then does nothing. */
  jam(on: boolean): void {
    this.#jammed = on
  }

  #announce(): void {
    const note = this.#escrow
    if (note === undefined) return
    note.waiting = true
    note.timer = this.#clock.after(cashDelays.escrowMs, () => this.#leave('returned'))
    this.#say(`NOTE ${note.amount}`)
    this.#changed()
  }

  /** The note in escrow goes into the box or back to the customer. */
  #leave(outcome: 'stacked' | 'returned'): void {
    const note = this.#escrow
    if (note?.waiting !== true || this.#jammed) return
    note.timer.cancel()
    note.waiting = false
    note.timer = this.#clock.after(cashDelays.moveMs, () => {
      this.#escrow = undefined
      if (outcome === 'stacked') this.#stackedTotal += note.amount
      this.#say(`${outcome.toUpperCase()} ${note.amount}`)
      note.done(outcome)
      this.#changed()
    })
  }

  #hear(bytes: Uint8Array): void {
    for (const piece of this.#assemble(bytes)) if (piece.kind === 'line') this.#obey(piece.text)
    this.#changed()
  }

  #obey(line: string): void {
    const [word, argument = ''] = line.trim().split(' ')
    if (word === 'ENABLE' || word === 'DISABLE') this.#enabled = word === 'ENABLE'
    else if (word === 'ACCEPT') this.#leave('stacked')
    else if (word === 'RETURN') this.#leave('returned')
    else if (word === 'CHANGE' && /^[1-9]\d{0,8}$/.test(argument) && !this.#jammed) this.#payOut(Number(argument))
  }

  #payOut(amount: number): void {
    this.#clock.after(cashDelays.payOutMs, () => {
      this.#paidTotal += amount
      this.#say(`PAID ${amount}`)
      this.#changed()
    })
  }

  /** The host came or went: whichever, the slot is closed and what waits goes back. */
  #power(): void {
    this.#enabled = false
    this.#assemble = lineAssembler(maxLineBytes)
    this.#leave('returned')
    this.#changed()
  }

  #say(line: string): void {
    this.port.write(Buffer.from(`${line}\n`, 'latin1'))
  }
}
