/** A card terminal inside this process that approves every charge, unless it is told otherwise. */
import type { Clock } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import type { DeviceStatus, StatusEvent } from '../status.ts'
import type { ChargeResult, TerminalPort } from './port.ts'

/** The customer finds the card and holds it to the terminal. */
const approvalMs = 800
const keptCharges = 200

type Charge = Parameters<TerminalPort['charge']>[0]

export class SimulatedTerminal implements TerminalPort {
  readonly #clock: Clock
  readonly #events = listeners<StatusEvent>()
  readonly #connection: SimulatedConnection
  /** By payment, so that a repeat is answered as the first time. */
  readonly #charges = new Map<string, Promise<ChargeResult>>()
  #isDeclining = false

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
    this.#connection = new SimulatedConnection(clock, status => this.#events.tell({ kind: 'status', status }))
  }

  start(): void {
    this.#connection.start()
  }

  stop(): Promise<void> {
    return this.#connection.stop()
  }

  status(): DeviceStatus {
    return this.#connection.status
  }

  subscribe(listener: (event: StatusEvent) => void): () => void {
    return this.#events.add(listener)
  }

  charge(request: Charge): Promise<ChargeResult> {
    if (!Number.isInteger(request.amount) || request.amount <= 0)
      return Promise.resolve({ ok: false, outcome: 'declined', message: 'an amount above 0' })
    const earlier = this.#charges.get(request.paymentId)
    if (earlier !== undefined) return earlier
    if (!this.#connection.isReady) return Promise.resolve({ ok: false, outcome: 'declined', message: 'the terminal is not connected' })
    const result = this.#ask(request)
    this.#charges.set(request.paymentId, result)
    for (const oldest of this.#charges.keys()) {
      if (this.#charges.size <= keptCharges) break
      this.#charges.delete(oldest)
    }
    return result
  }

  /** From now on every card is declined, or approved again. */
  decline(on: boolean): void {
    this.#isDeclining = on
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  #ask({ paymentId }: Charge): Promise<ChargeResult> {
    return new Promise(resolve => {
      this.#clock.after(approvalMs, () => {
        if (this.#isDeclining) {
          // A declined card may be followed by another one for the same payment.
          this.#charges.delete(paymentId)
          return resolve({ ok: false, outcome: 'declined', message: 'the card was declined' })
        }
        resolve({ ok: true, reference: `SIM-${paymentId}` })
      })
    })
  }
}
