/** A coin acceptor inside this process. */
import type { Clock } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import { type ActResult, type DeviceStatus, refused } from '../status.ts'
import type { CoinCount, CoinEvent, CoinPort } from './port.ts'

export class SimulatedCoins implements CoinPort {
  readonly #clock: Clock
  readonly #events = listeners<CoinEvent>()
  readonly #connection: SimulatedConnection
  #count: CoinCount | null = null
  #isEnabled = false

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
    this.#connection = new SimulatedConnection(clock, status => {
      this.#events.tell({ kind: 'status', status })
      if (status.state === 'ready' && this.#count === null) this.#counted({ since: this.#clock.now(), amount: 0, perPulse: 1, torn: 0 })
    })
  }

  start(): void {
    this.#connection.start()
  }

  stop(): Promise<void> {
    this.#isEnabled = false
    return this.#connection.stop()
  }

  status(): DeviceStatus {
    return this.#connection.status
  }

  count(): CoinCount | null {
    return this.#count
  }

  subscribe(listener: (event: CoinEvent) => void): () => void {
    return this.#events.add(listener)
  }

  enable(): Promise<ActResult> {
    return this.#switch(true)
  }

  disable(): Promise<ActResult> {
    return this.#switch(false)
  }

  /** Puts a coin in. False when the slot is closed. */
  insertCoin(amount: number): boolean {
    if (!this.#connection.isReady || !this.#isEnabled || this.#count === null) return false
    this.#counted({ ...this.#count, amount: this.#count.amount + amount })
    return true
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  #switch(on: boolean): Promise<ActResult> {
    if (!this.#connection.isReady) return Promise.resolve(refused('device_unavailable', 'the coin acceptor is not connected'))
    this.#isEnabled = on
    return Promise.resolve({ ok: true })
  }

  #counted(count: CoinCount): void {
    this.#count = count
    this.#events.tell({ kind: 'counted', ...count })
  }
}
