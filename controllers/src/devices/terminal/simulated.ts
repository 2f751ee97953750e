/** A card terminal inside this process. What it must never do, charge twice, it owes to asking the terminal what it remembers first. */
import type { Clock, Timer } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import { SimulatedConnection } from '../simulated-connection.ts'
import { type ActResult, type DeviceStatus, refused, type StatusEvent } from '../status.ts'
import type { ChargeRequest, ChargeResult, TerminalPort } from './port.ts'
import { type SaleEnd, TerminalModel } from './terminal-model.ts'

/** Longer than the terminal waits for a card and its bank. */
const answerMs = 90_000

interface Waiting {
  request: ChargeRequest
  result: Promise<ChargeResult>
  settle(result: ChargeResult): void
  timer: Timer
}

export class SimulatedTerminal implements TerminalPort {
  readonly model: TerminalModel
  readonly #clock: Clock
  readonly #events = listeners<StatusEvent>()
  readonly #connection: SimulatedConnection
  #waiting: Waiting | undefined
  #losesAnswers = false

  constructor({ clock, model = new TerminalModel({ clock }) }: { clock: Clock; model?: TerminalModel }) {
    this.#clock = clock
    this.model = model
    this.#connection = new SimulatedConnection(clock, status => {
      if (status.state !== 'ready') this.#end(unknown('the connection to the terminal was lost'))
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
    if (!Number.isInteger(amount) || amount <= 0) return Promise.resolve(declined('an amount above 0'))
    const waiting = this.#waiting
    if (waiting !== undefined) {
      const isSame = waiting.request.paymentId === paymentId && waiting.request.amount === amount
      return isSame ? waiting.result : Promise.resolve(declined('another payment is under way'))
    }
    if (!this.#connection.isReady) return Promise.resolve(unknown('the terminal is not connected, and cannot be asked about this payment'))
    const taken = this.model.find(paymentId)
    if (taken !== undefined) {
      const result: ChargeResult =
        taken.amount === amount ? { ok: true, reference: taken.reference } : declined('this payment was of another amount')
      return Promise.resolve(result)
    }
    // One that was lost from sight may still be under way.
    if (this.model.underWay !== paymentId && !this.model.begin(paymentId, amount)) return Promise.resolve(declined('the terminal is busy'))
    return this.#wait(request)
  }

  cancel(): Promise<ActResult> {
    if (!this.#connection.isReady) return Promise.resolve(refused('device_unavailable', 'the terminal is not connected'))
    const isCancelled = this.#waiting !== undefined && this.model.cancel()
    return Promise.resolve(isCancelled ? { ok: true } : refused('not_supported', 'no card is waited for'))
  }

  plug(on: boolean): void {
    this.#connection.plug(on)
  }

  /** From now on the terminal works and nothing is heard of it, or all is well again. */
  loseAnswers(on: boolean): void {
    this.#losesAnswers = on
  }

  #wait(request: ChargeRequest): Promise<ChargeResult> {
    const { promise, resolve } = Promise.withResolvers<ChargeResult>()
    const timer = this.#clock.after(answerMs, () => this.#end(unknown('the terminal did not answer')))
    this.#waiting = { request, result: promise, settle: resolve, timer }
    return promise
  }

  #hear(paymentId: string, end: SaleEnd): void {
    if (this.#losesAnswers || !this.#connection.isReady || this.#waiting?.request.paymentId !== paymentId) return
    this.#end(resultOf(end))
  }

  #end(result: ChargeResult): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.timer.cancel()
    waiting?.settle(result)
  }
}

function resultOf(end: SaleEnd): ChargeResult {
  switch (end.kind) {
    case 'approved':
      return { ok: true, reference: end.reference }
    case 'declined':
      return declined('the card was declined')
    case 'cancelled':
      return { ok: false, outcome: 'cancelled', message: 'it was cancelled' }
    case 'no_card':
      return { ok: false, outcome: 'cancelled', message: 'nobody showed a card' }
  }
}

function declined(message: string): ChargeResult {
  return { ok: false, outcome: 'declined', message }
}

function unknown(message: string): ChargeResult {
  return { ok: false, outcome: 'unknown', message }
}
