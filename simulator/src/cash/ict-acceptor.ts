/**
 * A bill acceptor that speaks ICT's protocol (docs/protocols/ict.md), written apart from the controller's codec so that the two
 * check each other. It does not know whether a host is there: a note nobody decides upon goes back after 5 s.
 */
import type { IctBytes } from '@palang/config'
import { usualIctBytes } from '@palang/config'
import type { Clock, Timer } from '@palang/kit/clock'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import type { CashMachine, CashView, InsertOutcome } from './acceptor.ts'

export const ictDelays = {
  /** From power to the first word. */
  bootMs: 1_500,
  /** The host has so long to answer it, and else the slot stays closed until it does. */
  hostMs: 2_000,
  /** Drawing a note in and checking it. */
  drawMs: 400,
  /** The host has so long to decide upon a note. */
  escrowMs: 5_000,
  /** Moving a note from escrow into the box or back to the customer. */
  moveMs: 300,
}

export interface IctAcceptorOptions {
  name: string
  clock: Clock
  makePort: PortMaker
  changed: () => void
  /** What a note of each channel is worth; 0: known to the acceptor, taken by nobody. */
  channels: readonly number[]
  bytes?: IctBytes | undefined
  delays?: typeof ictDelays
}

interface Inside {
  amount: number
  channel: number
  at: 'drawing' | 'escrow' | 'stacking' | 'returning'
  timer: Timer | undefined
  done(outcome: InsertOutcome): void
}

export interface IctView extends CashView {
  powered: boolean
  fault: string | null
  /** Where the note inside is. */
  inside: Inside['at'] | null
}

export class IctAcceptor implements CashMachine {
  readonly port: PlayedPort
  readonly givesChange = false
  /** Every note in the box, in order: the machine's own count. */
  readonly box: number[] = []
  readonly #clock: Clock
  readonly #changed: () => void
  readonly #channels: readonly number[]
  readonly #bytes: IctBytes
  readonly #delays: typeof ictDelays
  #isPowered = true
  #isAwake = true
  /** The host has answered the power-up. */
  #isHosted = true
  #isEnabled = false
  #fault: 'jam' | 'stacker_full_or_stuck' | 'stacker_open' | undefined
  #willReject = false
  #afterPowerCut: 'returned' | 'stacked' = 'returned'
  #inside: Inside | undefined
  #booting: Timer | undefined

  constructor({ name, clock, makePort, changed, channels, bytes = usualIctBytes, delays = ictDelays }: IctAcceptorOptions) {
    this.#clock = clock
    this.#changed = changed
    this.#channels = channels
    this.#bytes = bytes
    this.#delays = delays
    this.port = makePort(name, { opened: changed, data: bytes => this.#hear(bytes), closed: changed })
  }

  isEnabled(): boolean {
    return this.#isEnabled && this.#isHosted && this.#isAwake && this.#fault === undefined
  }

  known(): readonly number[] {
    return this.#channels.filter(amount => amount > 0).toSorted((one, other) => one - other)
  }

  view(): IctView {
    return {
      connected: this.port.isOpen(),
      enabled: this.isEnabled(),
      escrow: this.#inside?.at === 'escrow' ? this.#inside.amount : null,
      stacked_total: this.box.reduce((sum, amount) => sum + amount, 0),
      paid_total: 0,
      powered: this.#isPowered,
      fault: this.#fault ?? null,
      inside: this.#inside?.at ?? null,
    }
  }

  /** Puts a note in; resolves with what became of it. `refused` when it is not drawn in: the slot is closed or taken, or the note unknown. */
  insert(amount: number): Promise<InsertOutcome> {
    const channel = this.#channels.indexOf(amount)
    if (!this.isEnabled() || this.#inside !== undefined || channel < 0) return Promise.resolve('refused')
    return this.insertChannel(channel)
  }

  /** Puts in a note of a channel, perhaps one that the host has no amount for. */
  insertChannel(channel: number): Promise<InsertOutcome> {
    if (!this.isEnabled() || this.#inside !== undefined) return Promise.resolve('refused')
    return new Promise(done => {
      const amount = this.#channels[channel] ?? 0
      this.#inside = { amount, channel, at: 'drawing', timer: undefined, done }
      this.#after(this.#delays.drawMs, () => this.#judge())
      this.#changed()
    })
  }

  /** The next note is not recognised. */
  rejectNext(): void {
    this.#willReject = true
  }

  /** Closes the slot by itself, as a brown-out too short for a new power-up may do. */
  forgetOrders(): void {
    this.#isEnabled = false
  }

  /** Somebody pulls a note on a string. */
  cheat(): void {
    if (this.#isAwake) this.#say(this.#bytes.faults['fishing'])
  }

  /** A jammed acceptor holds what is in it; freed, it gives it back. */
  jam(on: boolean): void {
    this.#break('jam', on)
  }

  fill(on: boolean): void {
    this.#break('stacker_full_or_stuck', on)
  }

  open(on: boolean): void {
    this.#break('stacker_open', on)
  }

  /** Cuts the power, or gives it back: a note inside is then `returned` or `stacked`, and nobody is told. */
  power(on: boolean, note: 'returned' | 'stacked' = 'returned'): void {
    if (on === this.#isPowered) return
    this.#isPowered = on
    this.#afterPowerCut = note
    this.#isAwake = false
    this.#inside?.timer?.cancel()
    this.#booting?.cancel()
    if (on) this.#boot()
    this.#changed()
  }

  #hear(bytes: Uint8Array): void {
    if (!this.#isAwake) return
    for (const byte of bytes) this.#obey(byte)
    this.#changed()
  }

  #obey(byte: number): void {
    const { accept, refuse, poll, enable, disable, reset } = this.#bytes
    if (byte === accept) this.#onAccept()
    else if (byte === refuse) this.#giveBack()
    else if (byte === poll) this.#answer()
    else if (byte === enable) this.#isEnabled = true
    else if (byte === disable) this.#isEnabled = false
    else if (byte === reset) this.#restart()
  }

  #onAccept(): void {
    this.#isHosted = true
    const note = this.#inside
    if (note?.at !== 'escrow') return
    note.timer?.cancel()
    if (this.#fault === 'stacker_full_or_stuck') return this.#giveBack()
    note.at = 'stacking'
    this.#after(this.#delays.moveMs, () => this.#leave('stacked'))
  }

  #giveBack(): void {
    const note = this.#inside
    if (note?.at !== 'escrow') return
    note.timer?.cancel()
    note.at = 'returning'
    this.#after(this.#delays.moveMs, () => this.#leave('returned'))
  }

  /** Says nothing while a note is inside: the papers promise no answer then. */
  #answer(): void {
    if (this.#fault !== undefined) return this.#say(this.#bytes.faults[this.#fault])
    if (this.#inside === undefined) this.#say(this.#isEnabled && this.#isHosted ? this.#bytes.enabled : this.#bytes.disabled)
  }

  #judge(): void {
    const note = this.#inside
    if (note === undefined) return
    if (this.#willReject) {
      this.#willReject = false
      this.#inside = undefined
      note.done('returned')
      return this.#say(this.#bytes.faults['note_rejected'])
    }
    note.at = 'escrow'
    this.#after(this.#delays.escrowMs, () => this.#giveBack())
    this.#say(this.#bytes.escrow, this.#bytes.first_channel + note.channel)
    this.#changed()
  }

  #leave(outcome: 'stacked' | 'returned', isTold = true): void {
    const note = this.#inside
    if (note === undefined || (isTold && this.#fault === 'jam')) return
    this.#inside = undefined
    if (outcome === 'stacked') this.box.push(note.amount)
    if (isTold) this.#say(this.#bytes[outcome])
    note.done(outcome)
    this.#changed()
  }

  #break(fault: 'jam' | 'stacker_full_or_stuck' | 'stacker_open', on: boolean): void {
    if (on === (this.#fault === fault)) return
    this.#fault = on ? fault : undefined
    if (!this.#isAwake) return
    this.#say(this.#bytes.faults[on ? fault : 'fault_cleared'])
    if (!on && fault === 'jam' && this.#inside !== undefined) this.#leave('returned')
    this.#changed()
  }

  /** A note in escrow goes back, and everything begins anew. */
  #restart(): void {
    this.#inside?.timer?.cancel()
    if (this.#fault !== 'jam') this.#leave(this.#inside?.at === 'stacking' ? 'stacked' : 'returned', false)
    this.#isAwake = false
    this.#boot()
  }

  #boot(): void {
    this.#isEnabled = false
    this.#isHosted = false
    this.#booting = this.#clock.after(this.#delays.bootMs, () => {
      // What was not recognised yet is never kept.
      this.#leave(this.#inside?.at === 'drawing' ? 'returned' : this.#afterPowerCut, false)
      this.#isAwake = true
      this.#say(...this.#bytes.power_up)
      this.#booting = this.#clock.after(this.#delays.hostMs, () => {
        if (!this.#isHosted) this.#say(this.#bytes.faults['communication_failure'])
      })
    })
  }

  #after(delayMs: number, work: () => void): void {
    if (this.#inside !== undefined) this.#inside.timer = this.#clock.after(delayMs, work)
  }

  #say(...bytes: (number | null | undefined)[]): void {
    this.port.write(Uint8Array.from(bytes.filter(byte => typeof byte === 'number')))
  }
}
