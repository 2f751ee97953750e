/**
 * A card terminal on the counter, the customer before it and the bank behind it (docs/protocols/card-terminal.md). Written apart from
 * the controller's codec so that the two check each other. It remembers each payment it took, whoever listens: a controller that
 * was away finds it.
 */
import type { Clock, Timer } from '@palang/kit/clock'
import { z } from 'zod'
import { lineAssembler, maxLineBytes } from '../boards/line.ts'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'

const usualDelays = {
  /** The customer finds the card and holds it to the terminal. */
  cardMs: 800,
  /** The bank answers. */
  bankMs: 700,
  /** Nobody comes with a card. */
  patienceMs: 60_000,
  /** The bank answers later than a controller waits. */
  lateMs: 100_000,
  /** The line is away after an approval that nobody heard of. */
  lostMs: 5_000,
}

/**
 * What becomes of a sale: it is paid, the bank declines the card, nobody shows one, the customer presses the red key, the bank's
 * answer comes late, or it is paid and the line breaks before that is told.
 */
export const saleEnd = z.enum(['approve', 'decline', 'time_out', 'cancel', 'late', 'lost'])
export type SaleEnd = z.infer<typeof saleEnd>

export interface NextSales {
  end: SaleEnd
  /** For so many sales; after them all are paid again. */
  sales: number
  /** Instead of the usual wait of `time_out`, `late` and `lost`. */
  afterMs?: number | undefined
}

export interface Taken {
  payment_id: string
  amount: number
  reference: string
}

export interface CardTerminalOptions {
  name: string
  clock: Clock
  makePort: PortMaker
  changed: () => void
  delays?: Partial<typeof usualDelays>
}

interface Sale {
  paymentId: string
  amount: number
  end: SaleEnd
  afterMs: number | undefined
  isCardRead: boolean
  timer: Timer
}

export class CardTerminal {
  readonly port: PlayedPort
  readonly #clock: Clock
  readonly #changed: () => void
  readonly #delays: typeof usualDelays
  /** What the bank took, by payment. */
  readonly #taken = new Map<string, Taken>()
  #next: NextSales = { end: 'approve', sales: 0 }
  #sale: Sale | undefined
  #assemble = lineAssembler(maxLineBytes)

  constructor({ name, clock, makePort, changed, delays }: CardTerminalOptions) {
    this.#clock = clock
    this.#changed = changed
    this.#delays = { ...usualDelays, ...delays }
    this.port = makePort(name, {
      opened: () => this.#plugged(),
      data: bytes => this.#hear(bytes),
      closed: () => this.#plugged(),
    })
  }

  /** Decides how the next sales end. */
  will(next: NextSales): void {
    this.#next = next
  }

  /** Everything the bank took, oldest first: what the terminal prints in the evening. */
  taken(): readonly Taken[] {
    return [...this.#taken.values()]
  }

  view(): { connected: boolean; next: SaleEnd; sale: { payment_id: string; amount: number } | null; taken: number; taken_total: number } {
    const sale = this.#sale
    return {
      connected: this.port.isOpen(),
      next: this.#next.sales > 0 ? this.#next.end : 'approve',
      sale: sale === undefined ? null : { payment_id: sale.paymentId, amount: sale.amount },
      taken: this.#taken.size,
      taken_total: this.taken().reduce((sum, { amount }) => sum + amount, 0),
    }
  }

  #plugged(): void {
    this.#assemble = lineAssembler(maxLineBytes)
    this.#changed()
  }

  #hear(bytes: Uint8Array): void {
    for (const piece of this.#assemble(bytes)) if (piece.kind === 'line') this.#obey(piece.text)
    this.#changed()
  }

  #obey(line: string): void {
    const [word, paymentId = '', amount = ''] = line.split(' ')
    if (!/^[\w-]{1,40}$/.test(paymentId)) return
    if (word === 'FIND') return this.#tellOf(paymentId)
    if (word === 'CANCEL') return this.#cancel(paymentId)
    if (word === 'SALE' && /^[1-9]\d{0,9}$/.test(amount)) return this.#begin(paymentId, Number(amount))
  }

  #tellOf(paymentId: string): void {
    const taken = this.#taken.get(paymentId)
    if (taken !== undefined) this.#say('APPROVED', paymentId, taken.amount, taken.reference)
    else if (this.#sale !== undefined) this.#say('BUSY', paymentId, this.#sale.paymentId)
    else this.#say('NONE', paymentId)
  }

  #cancel(paymentId: string): void {
    const sale = this.#sale
    if (sale?.paymentId !== paymentId || sale.isCardRead) return this.#say('REFUSED', paymentId)
    this.#leave(sale)
    this.#say('CANCELLED', paymentId)
  }

  /** A payment that was taken, or is under way, is not taken again. */
  #begin(paymentId: string, amount: number): void {
    if (this.#sale !== undefined || this.#taken.has(paymentId)) return this.#tellOf(paymentId)
    const { sales, end, afterMs } = this.#next
    const plan = sales > 0 ? { end, afterMs } : { end: 'approve' as const, afterMs: undefined }
    this.#next = { ...this.#next, sales: Math.max(0, sales - 1) }
    const { cardMs, patienceMs } = this.#delays
    const staysAway = plan.end === 'time_out'
    const timer = this.#clock.after(staysAway ? (plan.afterMs ?? patienceMs) : cardMs, () => this.#act())
    this.#sale = { paymentId, amount, ...plan, isCardRead: false, timer }
  }

  /** The customer acts, or nobody came. */
  #act(): void {
    const sale = this.#sale
    if (sale === undefined) return
    if (sale.end === 'time_out' || sale.end === 'cancel') {
      this.#leave(sale)
      return this.#say(sale.end === 'cancel' ? 'CANCELLED' : 'NOCARD', sale.paymentId)
    }
    sale.isCardRead = true
    const { bankMs, lateMs } = this.#delays
    sale.timer = this.#clock.after(sale.end === 'late' ? (sale.afterMs ?? lateMs) : bankMs, () => this.#bankAnswers(sale))
    this.#changed()
  }

  #bankAnswers(sale: Sale): void {
    const { paymentId, amount } = sale
    this.#leave(sale)
    if (sale.end === 'decline') return this.#say('DECLINED', paymentId)
    const reference = `SIM-${this.#taken.size + 1}`
    this.#taken.set(paymentId, { payment_id: paymentId, amount, reference })
    this.#changed()
    if (sale.end !== 'lost') return this.#say('APPROVED', paymentId, amount, reference)
    void this.port.unplug()
    this.#clock.after(sale.afterMs ?? this.#delays.lostMs, () => void this.port.plug())
  }

  #leave(sale: Sale): void {
    sale.timer.cancel()
    this.#sale = undefined
    this.#changed()
  }

  #say(...fields: (string | number)[]): void {
    this.port.write(Buffer.from(`${fields.join(' ')}\n`, 'latin1'))
  }
}
