/** A card terminal inside this process. What it must never do, charge twice, it owes to asking the terminal what it remembers first. */
import type { Clock } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import { type ActResult, type DeviceStatus, refused, type StatusEvent } from '../status.ts'
import { answerMs, declined, endsUnpaid, found, OneCharge, unknown } from './one-charge.ts'
import type { ChargeRequest, ChargeResult, TerminalPort } from './port.ts'
import { type SaleEnd, TerminalModel } from './terminal-model.ts'

export class SimulatedTerminal implements TerminalPort {
  readonly model: TerminalModel
  readonly #events = listeners<StatusEvent>()
  readonly #connection: SimulatedConnection
  readonly #charge: OneCharge
  #losesAnswers = false

  constructor({ clock, model = new TerminalModel({ clock }) }: { clock: Clock; model?: TerminalModel }) {
    this.#charge = new OneCharge(clock)
    this.model = model
    this.#connection = new SimulatedConnection(clock, status => {
      if (status.state !== 'ready') this.#charge.end(unknown('the connection to the terminal was lost'))
      this.#events.tell({ kind: 'status', status })
    })
  }

  start(): void {
    this.model.listen((paymentId, end) => this.#hear(paymentId, end))
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

  charge(request: ChargeRequest): Promise<ChargeResult> {
    const { paymentId, amount } = request
    const already = this.#charge.already(request)
    if (already !== undefined) return already
    if (!this.#connection.isReady) return Promise.resolve(unknown('the terminal is not connected, and cannot be asked about this payment'))
    const taken = this.model.find(paymentId)
    if (taken !== undefined) return Promise.resolve(found(request, taken))
    // One that was lost from sight may still be under way.
    if (this.model.underWay !== paymentId && !this.model.begin(paymentId, amount)) return Promise.resolve(declined('the terminal is busy'))
    return this.#charge.begin(request, answerMs)
  }

  cancel(): Promise<ActResult> {
    if (!this.#connection.isReady) return Promise.resolve(refused('device_unavailable', 'the terminal is not connected'))
    const isCancelled = this.#charge.request !== undefined && this.model.cancel()
    return Promise.resolve(isCancelled ? { ok: true } : refused('not_supported', 'no card is waited for'))
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  /** From now on the terminal works and nothing is heard of it, or all is well again. */
  loseAnswers(on: boolean): void {
    this.#losesAnswers = on
  }

  #hear(paymentId: string, end: SaleEnd): void {
    if (this.#losesAnswers || !this.#connection.isReady || this.#charge.request?.paymentId !== paymentId) return
    this.#charge.end(end.kind === 'approved' ? { ok: true, reference: end.reference } : endsUnpaid[end.kind])
  }
}
