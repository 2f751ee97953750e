/** The one charge a terminal is busy with, and everybody who waits for its end. */
import type { Clock, Timer } from '@palang/kit'
import type { ChargeRequest, ChargeResult } from './port.ts'

/** Longer than a terminal waits for a card and its bank. */
export const answerMs = 90_000

export class OneCharge {
  readonly #clock: Clock
  #request: ChargeRequest | undefined
  #result: PromiseWithResolvers<ChargeResult> | undefined
  #timer: Timer | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get request(): ChargeRequest | undefined {
    return this.#request
  }

  /** What is known without asking the terminal: no amount, another payment is under way, or this very one, whose end it then gets. */
  already({ paymentId, amount }: ChargeRequest): Promise<ChargeResult> | undefined {
    if (!Number.isInteger(amount) || amount <= 0) return Promise.resolve(declined('an amount above 0'))
    if (this.#request === undefined) return undefined
    const isSame = this.#request.paymentId === paymentId && this.#request.amount === amount
    return isSame ? this.#result?.promise : Promise.resolve(declined('another payment is under way'))
  }

  /** Resolves with what `end` is given; with `unknown` when that takes longer than `withinMs`. */
  begin(request: ChargeRequest, withinMs: number): Promise<ChargeResult> {
    this.#request = request
    this.#result = Promise.withResolvers()
    this.wait(withinMs)
    return this.#result.promise
  }

  /** From now on it may take so long. */
  wait(withinMs: number): void {
    this.#timer?.cancel()
    this.#timer = this.#clock.after(withinMs, () => this.end(unknown('the terminal did not answer')))
  }

  end(result: ChargeResult): void {
    const waiting = this.#result
    this.#request = undefined
    this.#result = undefined
    this.#timer?.cancel()
    waiting?.resolve(result)
  }
}

/** Nothing was charged, the card or what was asked is the reason. */
export function declined(message: string): ChargeResult {
  return { ok: false, outcome: 'declined', message }
}

/** Nothing was charged, the customer went away or was sent away. */
function cancelled(message: string): ChargeResult {
  return { ok: false, outcome: 'cancelled', message }
}

/** How a sale ends without money. */
export const endsUnpaid = {
  declined: declined('the card was declined'),
  cancelled: cancelled('it was cancelled'),
  no_card: cancelled('nobody showed a card'),
} as const

/** It may have been charged. */
export function unknown(message: string): ChargeResult {
  return { ok: false, outcome: 'unknown', message }
}

/** A payment that was found under its name is the one asked for only with its amount. */
export function found(request: ChargeRequest, taken: { amount: number; reference: string }): ChargeResult {
  return taken.amount === request.amount ? { ok: true, reference: taken.reference } : declined('this payment was of another amount')
}
