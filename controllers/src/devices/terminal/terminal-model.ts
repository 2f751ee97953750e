/**
 * A card terminal as it stands on the counter, apart from the line to it: it waits for a card, asks the bank, and remembers what became of
 * each payment. The bank's book is here, too, for tests to look into.
 */
import type { Clock, Timer } from '@palang/kit'

const terminalDelays = {
  /** The customer finds the card and holds it to the terminal. */
  cardMs: 800,
  /** The bank answers. */
  bankMs: 700,
  /** Nobody comes with a card. */
  patienceMs: 60_000,
} as const

export type SaleEnd = { kind: 'approved'; reference: string } | { kind: 'declined' } | { kind: 'cancelled' } | { kind: 'no_card' }

interface Sale {
  paymentId: string
  amount: number
  isCardRead: boolean
  timer: Timer
}

export class TerminalModel {
  /** What the bank has taken, in order. */
  readonly charged: { paymentId: string; amount: number }[] = []
  /** The customer's part: their card is good, bad, or they never show one. */
  customer: 'pays' | 'is_declined' | 'stays_away' = 'pays'
  readonly #clock: Clock
  readonly #approved = new Map<string, { amount: number; reference: string }>()
  #sale: Sale | undefined
  #onEnd: (paymentId: string, end: SaleEnd) => void = () => undefined

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock
  }

  /** The payment a card is waited for, or the bank is asked about. */
  get underWay(): string | undefined {
    return this.#sale?.paymentId
  }

  /** Who hears how sales end; a new listener takes the place of the last, as a plug does. */
  listen(onEnd: (paymentId: string, end: SaleEnd) => void): void {
    this.#onEnd = onEnd
  }

  /** What was taken for a payment, if anything was. */
  find(paymentId: string): { amount: number; reference: string } | undefined {
    return this.#approved.get(paymentId)
  }

  /** Asks for a card. False while another sale is under way. */
  begin(paymentId: string, amount: number): boolean {
    if (this.#sale !== undefined) return false
    const staysAway = this.customer === 'stays_away'
    const timer = this.#clock.after(staysAway ? terminalDelays.patienceMs : terminalDelays.cardMs, () =>
      staysAway ? this.#end({ kind: 'no_card' }) : this.#readCard(),
    )
    this.#sale = { paymentId, amount, isCardRead: false, timer }
    return true
  }

  /** False once a card was read, or when nothing waits for one. */
  cancel(): boolean {
    if (this.#sale?.isCardRead !== false) return false
    this.#end({ kind: 'cancelled' })
    return true
  }

  #readCard(): void {
    const sale = this.#sale
    if (sale === undefined) return
    sale.isCardRead = true
    sale.timer = this.#clock.after(terminalDelays.bankMs, () => {
      if (this.customer === 'is_declined') return this.#end({ kind: 'declined' })
      const { paymentId, amount } = sale
      const reference = `SIM-${this.charged.push({ paymentId, amount })}`
      this.#approved.set(paymentId, { amount, reference })
      this.#end({ kind: 'approved', reference })
    })
  }

  #end(end: SaleEnd): void {
    const sale = this.#sale
    if (sale === undefined) return
    sale.timer.cancel()
    this.#sale = undefined
    this.#onEnd(sale.paymentId, end)
  }
}
