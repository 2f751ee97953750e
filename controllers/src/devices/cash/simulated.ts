/** A cash machine inside this process: notes wait in escrow, are stacked or given back, and change is paid out. */
import type { Clock } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import { type ActResult, type DeviceStatus, refused } from '../status.ts'
import type { CashEvent, CashPort } from './port.ts'

export class SimulatedCash implements CashPort {
  readonly #events = listeners<CashEvent>()
  readonly #connection: SimulatedConnection
  #isEnabled = false
  #escrow: number | undefined
  #inBox = 0
  #paidOut = 0

  constructor({ clock }: { clock: Clock }) {
    this.#connection = new SimulatedConnection(clock, status => {
      if (status.state !== 'ready') this.#withdraw()
      this.#events.tell({ kind: 'status', status })
    })
  }

  /** Money in the box, by the machine's own counter. */
  get inBox(): number {
    return this.#inBox
  }

  get paidOut(): number {
    return this.#paidOut
  }

  get isEnabled(): boolean {
    return this.#isEnabled
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

  subscribe(listener: (event: CashEvent) => void): () => void {
    return this.#events.add(listener)
  }

  enable(): Promise<ActResult> {
    return this.#act(() => {
      this.#isEnabled = true
    })
  }

  disable(): Promise<ActResult> {
    this.#isEnabled = false
    return this.#act(() => undefined)
  }

  accept(): Promise<ActResult> {
    return this.#settleEscrow(amount => {
      this.#inBox += amount
      this.#events.tell({ kind: 'stacked', amount })
    })
  }

  giveBack(): Promise<ActResult> {
    return this.#settleEscrow(amount => this.#events.tell({ kind: 'returned', amount }))
  }

  giveChange(amount: number): Promise<ActResult> {
    if (!Number.isInteger(amount) || amount <= 0) return Promise.resolve(refused('not_supported', 'change is a whole amount above 0'))
    return this.#act(() => {
      this.#paidOut += amount
    })
  }

  /** Puts a note in. False when the machine does not take it: it is not enabled, or another note waits. */
  insertNote(amount: number): boolean {
    if (!this.#connection.isReady || !this.#isEnabled || this.#escrow !== undefined) return false
    this.#escrow = amount
    this.#events.tell({ kind: 'escrow', amount })
    return true
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  #settleEscrow(work: (amount: number) => void): Promise<ActResult> {
    return this.#act(() => {
      const amount = this.#escrow
      if (amount === undefined) return refused('not_supported', 'no note waits')
      this.#escrow = undefined
      work(amount)
    })
  }

  #act(work: () => ActResult | void): Promise<ActResult> {
    if (!this.#connection.isReady) return Promise.resolve(refused('device_unavailable', 'the cash machine is not connected'))
    return Promise.resolve(work() ?? { ok: true })
  }

  /** Without its host the machine gives back what waits. */
  #withdraw(): void {
    this.#escrow = undefined
  }
}
