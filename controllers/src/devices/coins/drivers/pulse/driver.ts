/**
 * A coin acceptor whose pulses our board counts (docs/protocols/coins-pulse.md). It has no port of its own: it is a guest
 * on the board's line, and there as long as the board is.
 */
import type { Log } from '@palang/kit'
import { type ActResult, type DeviceStatus, type FailedAct, refused } from '../../../status.ts'
import { TellingDevice, Told } from '../../../told.ts'
import type { CoinCount, CoinEvent, CoinPort } from '../../port.ts'

/** Longest time a plain relay stays on by one order; it is ordered anew while coins are wanted. */
const relayOnMs = 600_000

export type BoardAnswer = { kind: 'ok'; fields: readonly string[] } | { kind: 'err'; code: string } | { kind: 'lost' }

/** What a guest may do on the board's line. */
export interface BoardLine {
  /** Asks without waiting in line, and never again by itself. */
  ask(word: string, args: readonly (string | number)[], hear: (answer: BoardAnswer) => void): void
  order<Result>(
    request: { word: string; args: readonly (string | number)[]; rank: 'order' },
    taken: (fields: readonly string[]) => Result,
  ): Promise<Result | FailedAct>
}

export interface PulseCoinsOptions {
  log: Log
  /** Pin of the board that the acceptor pulses. */
  pin: number
  /** In the smallest unit of the currency. */
  valuePerPulse: number
  /** Relay that gives the acceptor its supply; without one it takes coins always. */
  relay?: number | undefined
}

export class PulseCoins extends TellingDevice<CoinEvent> implements CoinPort {
  readonly #log: Log
  readonly #pin: number
  readonly #valuePerPulse: number
  readonly #relay: number | undefined
  protected readonly told = new Told<CoinEvent>()
  #line: BoardLine | undefined
  #isRunning = false
  #boardStatus: DeviceStatus = { state: 'disconnected', reason: 'not started' }
  /** What the board said against counting coins. */
  #objection: string | undefined
  /** The board has said since it was connected that it counts on our pin. */
  #isConfigured = false
  #isWanted = false
  #count: CoinCount | null = null

  constructor({ log, pin, valuePerPulse, relay }: PulseCoinsOptions) {
    super()
    this.#log = log
    this.#pin = pin
    this.#valuePerPulse = valuePerPulse
    this.#relay = relay
  }

  /** The board's line, whose guest this is. */
  join(line: BoardLine): void {
    this.#line = line
  }

  start(): void {
    this.#isRunning = true
    this.#showStatus()
  }

  stop(): Promise<void> {
    this.#isRunning = false
    this.#isWanted = false
    this.#showStatus()
    return Promise.resolve()
  }

  count(): CoinCount | null {
    return this.#count
  }

  /** Also over a restart of the board, until `disable`. */
  async enable(): Promise<ActResult> {
    const result = await this.#switch(true)
    if (result.ok) this.#isWanted = true
    return result
  }

  disable(): Promise<ActResult> {
    this.#isWanted = false
    return this.#switch(false)
  }

  onStatus(status: DeviceStatus): void {
    this.#boardStatus = status
    if (status.state !== 'ready') {
      this.#isConfigured = false
      this.#objection = undefined
    }
    this.#showStatus()
  }

  /** The board has just said how it stands, which it does every few seconds. */
  onState({ relays }: { relays: number }): void {
    if (!this.#isConfigured) return this.#configure()
    this.#askCount()
    const isOn = this.#relay === undefined || ((relays >> this.#relay) & 1) === 1
    if (this.#isWanted && !isOn) void this.#switch(true)
  }

  /** True for what concerns coins. */
  onEvent(name: string, [pulses]: readonly string[]): boolean {
    if (name !== 'COIN') return false
    const total = readNumber(pulses)
    if (this.#isConfigured && this.#count !== null && total !== undefined) this.#counted({ ...this.#count, amount: this.#worth(total) })
    return true
  }

  #configure(): void {
    this.#line?.ask('CFG', ['coin_pin'], answer => {
      if (answer.kind === 'err') return this.#object('board_counts_no_coins')
      if (answer.kind === 'lost') return
      if (answer.fields[1] === String(this.#pin)) return this.#askCount()
      this.#line?.ask('CFG', ['coin_pin', this.#pin], set => {
        if (set.kind === 'err') this.#object(`no_coins_on_pin_${this.#pin}`)
        else if (set.kind === 'ok') this.#askCount()
      })
    })
  }

  #askCount(): void {
    this.#line?.ask('CFG', ['coins'], answer => {
      if (answer.kind === 'err') return this.#object('board_counts_no_coins')
      if (answer.kind === 'lost') return
      const [total, since, torn] = answer.fields.slice(1).map(readNumber)
      if (total === undefined || since === undefined || torn === undefined)
        return this.#log.warn({ bytes: answer.fields.join(',').length }, 'the count of coins could not be read')
      this.#isConfigured = true
      this.#objection = undefined
      this.#showStatus()
      this.#counted({ since, amount: this.#worth(total), perPulse: this.#valuePerPulse, torn })
    })
  }

  #object(reason: string): void {
    this.#isConfigured = false
    this.#objection = reason
    this.#showStatus()
  }

  #counted(count: CoinCount): void {
    const last = this.#count
    if (last !== null && last.since === count.since && last.amount === count.amount && last.torn === count.torn) return
    this.#count = count
    if (this.#isRunning) this.told.tell({ kind: 'counted', ...count })
  }

  #worth(pulses: number): number {
    return pulses * this.#valuePerPulse
  }

  async #switch(on: boolean): Promise<ActResult> {
    if (this.told.status.state !== 'ready' || this.#line === undefined)
      return refused('device_unavailable', 'the coin acceptor is not connected')
    if (this.#relay === undefined) return { ok: true }
    const args = [this.#relay, on ? 1 : 0, on ? relayOnMs : 0]
    return this.#line.order<ActResult>({ word: 'OUT', args, rank: 'order' }, () => ({ ok: true }))
  }

  #showStatus(): void {
    this.told.setStatus(this.#statusNow())
  }

  #statusNow(): DeviceStatus {
    const last = this.told.status
    if (!this.#isRunning) return { state: 'disconnected', reason: last.state === 'disconnected' ? last.reason : 'stopped' }
    if (this.#boardStatus.state !== 'ready') return this.#boardStatus
    if (this.#objection !== undefined) return { state: 'fault', reason: this.#objection }
    return this.#isConfigured ? { state: 'ready', model: 'pulse', serial: null } : { state: 'connecting' }
  }
}

/** A whole number of 32 bits in its only form. */
function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : undefined
}
