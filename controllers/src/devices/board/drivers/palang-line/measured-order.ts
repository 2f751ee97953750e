/**
 * One kind of order that the board measures by itself (`POUR`, `RUN`) and whose end must be told exactly once, although
 * any line may be lost. What the board keeps of its last one (`CFG,poured`, `CFG,ran`) is the proof; its event only says
 * that it is time to ask. A board without that memory is believed its event, and a missing one is told as unknown.
 */
import type { Clock, Timer } from '@palang/kit'
import { measuredEnds, type LastMeasuredResult, type Measured } from '../../measured.ts'
import { type ActResult, refused } from '../../../status.ts'
import { readCount, readLast, type Last } from './answers.ts'
import type { PalangLine } from './line.ts'

/** The end of an order is waited for so much longer than the order itself may take. */
const lateMs = 5_000

export interface MeasuredOrderOptions {
  clock: Clock
  line: Pick<PalangLine, 'order' | 'ask'>
  word: 'POUR' | 'RUN'
  /** Key of the board's memory. */
  key: 'poured' | 'ran'
  /** Relay that is on while it runs, as a bit of STAT. */
  relayBit: number
  tell(end: Measured): void
  /** How much of it has been done, as far as was heard. */
  heard(): number
}

export class MeasuredOrder {
  readonly #options: MeasuredOrderOptions
  /** The last one the role was told of; undefined before the board was ever asked. */
  #told: number | undefined
  #remembers = true
  /** Ordered, or perhaps so, and its end is not told. */
  #isOpen = false
  /** The board never took the order in hand, as far as we heard. */
  #mayBeLost = false
  /** The board has restarted since it was ordered. */
  #hasRestarted = false
  #mustAsk = true
  #isAsking = false
  #late: Timer | undefined

  constructor(options: MeasuredOrderOptions) {
    this.#options = options
  }

  /** Orders it; `maxMs` is how long it may take. */
  async begin(args: readonly number[], maxMs: number): Promise<ActResult> {
    const { clock, line, word } = this.#options
    this.#hasRestarted = false
    const result = await line.order<ActResult>({ word, args, rank: 'order' }, () => {
      this.#isOpen = true
      return { ok: true }
    })
    this.#mayBeLost = !result.ok
    if (!result.ok && result.moved === 'maybe') this.#isOpen = true
    if (!this.#isOpen) return result
    this.#late?.cancel()
    this.#late = clock.after(maxMs + lateMs, () => this.#onLate())
    return result
  }

  /** What the board remembers. */
  async last(): Promise<LastMeasuredResult> {
    const { line, key } = this.#options
    return line.order<LastMeasuredResult>({ word: 'CFG', args: [key], rank: 'order' }, ([, ...fields]) => {
      const last = readLast(fields)
      const reason =
        last === undefined ? undefined : [...measuredEnds, 'running' as const, 'none' as const].find(one => one === last.reason)
      if (last === undefined || reason === undefined) return refused('not_supported', 'the board does not say')
      // Whoever asks before ordering knows by it which one came before: the answer to our own question may have been lost.
      if (!this.#isOpen) this.#told ??= reason === 'running' ? last.count - 1 : last.count
      return { ok: true, count: last.count, amount: last.amount, reason }
    })
  }

  /** The connection was made, or the board restarted: what it did meanwhile is asked. */
  onKnown({ hasRestarted }: { hasRestarted: boolean }): void {
    this.#mustAsk = true
    if (!hasRestarted) return
    this.#hasRestarted = true
    if (!this.#remembers) this.#unknown('unknown')
  }

  /** STAT said which relays are on. */
  onRelays(relays: number): void {
    const isOn = (relays & (1 << this.#options.relayBit)) !== 0
    if (this.#isOpen && !isOn) this.#mustAsk = true
    this.#ask()
  }

  /** The board's own event. */
  onEvent([amount, reason]: readonly string[]): void {
    this.#mustAsk = true
    if (this.#remembers) return this.#ask()
    const count = readCount(amount)
    const end = endOf(reason)
    if (count !== undefined && end !== undefined) this.#end({ amount: count, isExact: true, reason: end })
  }

  #ask(): void {
    const { line, key } = this.#options
    if (!this.#mustAsk || !this.#remembers || this.#isAsking) return
    this.#isAsking = true
    line.ask('CFG', [key], answer => {
      this.#isAsking = false
      if (answer.kind === 'err' && answer.code === 'UNKNOWN') this.#remembers = false
      // A lost answer is asked for again with the next state.
      if (answer.kind !== 'ok') return
      const last = readLast(answer.fields.slice(1))
      if (last !== undefined) this.#settle(last)
    })
  }

  #settle({ count, amount, reason }: Last): void {
    this.#mustAsk = false
    const isRunning = reason === 'running'
    const told = this.#told ?? (isRunning ? count - 1 : count)
    this.#told = isRunning ? told : count
    if (isRunning) return
    const end = endOf(reason)
    if (count > told && end !== undefined) return this.#end({ amount, isExact: true, reason: end })
    if (!this.#isOpen) return
    // A memory that begins anew with nothing is the same as one in which nothing has happened yet.
    const isRemembered = !this.#hasRestarted || count > 0
    if (count !== told || !this.#mayBeLost) this.#unknown('power')
    else if (isRemembered) this.#end({ amount: 0, isExact: true, reason: 'not_begun' })
    else this.#unknown('unknown')
  }

  #onLate(): void {
    if (this.#isOpen && !this.#remembers) this.#unknown('unknown')
  }

  #unknown(reason: 'power' | 'unknown'): void {
    if (this.#isOpen) this.#end({ amount: this.#options.heard(), isExact: false, reason })
  }

  #end(end: Measured): void {
    this.#isOpen = false
    this.#late?.cancel()
    this.#options.tell(end)
  }
}

function endOf(text: string | undefined): (typeof measuredEnds)[number] | undefined {
  return measuredEnds.find(one => one === text)
}
