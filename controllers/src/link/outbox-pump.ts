/**
 * Moves facts from the journal to the hub: in order, a few messages ahead of the acknowledgement, again from the last
 * acknowledged one whenever something is in doubt. Sending twice is harmless, losing is not.
 */
import { backoff, type Clock, type Log, type Timer } from '@palang/kit'
import { maxFactsPerMessage, type FactsAck } from '@palang/protocol'
import type { Journal } from '../journal/journal.ts'

export type PumpJournal = Pick<Journal, 'epoch' | 'lastSeq' | 'after' | 'acknowledge' | 'noteRejection'>

export interface OutboxPumpOptions {
  journal: PumpJournal
  /** Sends one `facts` payload; false when the link cannot take it. */
  send(payload: { epoch: string; items: unknown[] }): boolean
  /** Everything before `oldestSeq` is told, as far as the journal still has it: the hub must be asked to go on from there. */
  onHole(oldestSeq: number): void
  clock: Clock
  /** Best known time of day, milliseconds UTC; that of `clock` unless given. */
  nowMs?: () => number
  log: Log
  random?: () => number
}

export const pumpLimits = {
  /** Messages sent ahead of their acknowledgement. */
  window: 4,
  /** Bytes of facts in one message; with its envelope it stays under `maxMessageBytes`. */
  messageBytes: 60_000,
  /** An acknowledgement that takes longer is taken for lost. */
  ackTimeoutMs: 30_000,
  retryMinMs: 500,
  retryMaxMs: 30_000,
} as const

/** At rest until `start`, which sets it going on each new link. */
export class OutboxPump {
  readonly #options: OutboxPumpOptions
  readonly #delay
  #running = false
  /**
   * What this hub has. Not the journal's own note of what was acknowledged: a hub restored from a backup has less, and is
   * told again what is still kept.
   */
  #hubHas = 0
  #sentSeq = 0
  /** Last number of each message not acknowledged yet. */
  #inFlight: number[] = []
  #retry: Timer | undefined
  #overdue: Timer | undefined

  constructor(options: OutboxPumpOptions) {
    this.#options = options
    this.#delay = backoff(pumpLimits.retryMinMs, pumpLimits.retryMaxMs, options.random)
  }

  /** The hub is there and has everything up to `ackedSeq`. */
  start(ackedSeq: number): void {
    this.stop()
    this.#keep(ackedSeq)
    this.#hubHas = ackedSeq
    this.#running = true
    this.#rewind()
    this.poke()
  }

  stop(): void {
    this.#running = false
    this.#retry?.cancel()
    this.#retry = undefined
    this.#overdue?.cancel()
    this.#overdue = undefined
  }

  /** There may be something new. */
  poke(): void {
    const { journal, send, onHole } = this.#options
    while (this.#running && this.#retry === undefined && this.#inFlight.length < pumpLimits.window && this.#sentSeq < journal.lastSeq()) {
      const found = journal.after(this.#sentSeq, maxFactsPerMessage, pumpLimits.messageBytes)
      const items = found.filter((item, index) => item.seq === this.#sentSeq + 1 + index)
      const end = items.at(-1)?.seq
      if (end === undefined) {
        const oldest = found[0]?.seq
        if (oldest === undefined || this.#inFlight.length > 0) return
        this.stop()
        return onHole(oldest)
      }
      if (!send({ epoch: journal.epoch(), items })) return
      this.#sentSeq = end
      this.#inFlight.push(end)
      this.#awaitAck()
    }
  }

  acknowledged(ack: FactsAck): void {
    const { journal, log } = this.#options
    if (!this.#running || ack.epoch !== journal.epoch()) return
    for (const { seq, code, message, terminal } of ack.rejected) {
      log.warn({ seq, code, message, terminal }, 'the hub refused a fact')
      if (terminal) journal.noteRejection(seq, `${code}: ${message}`)
    }
    if (ack.acked_seq > this.#hubHas) this.#delay.reset()
    this.#hubHas = Math.max(this.#hubHas, ack.acked_seq)
    this.#keep(ack.acked_seq)
    if (ack.rejected.some(rejected => !rejected.terminal)) return this.#sendAgainAfter(this.#delay.next())
    this.#overdue?.cancel()
    this.#overdue = undefined
    this.#inFlight = this.#inFlight.filter(end => end > ack.acked_seq)
    this.#sentSeq = Math.max(this.#sentSeq, this.#hubHas)
    this.#awaitAck()
    this.poke()
  }

  #keep(ackedSeq: number): void {
    const { journal, clock, nowMs = () => clock.now() } = this.#options
    journal.acknowledge(ackedSeq, new Date(nowMs()).toISOString())
  }

  /** As long as anything is under way, its acknowledgement is waited for, and not for ever. */
  #awaitAck(): void {
    if (this.#inFlight.length > 0) this.#overdue ??= this.#options.clock.after(pumpLimits.ackTimeoutMs, () => this.#sendAgainAfter(0))
  }

  #rewind(): void {
    this.#inFlight = []
    this.#sentSeq = this.#hubHas
  }

  #sendAgainAfter(waitMs: number): void {
    this.#retry?.cancel()
    this.#overdue?.cancel()
    this.#overdue = undefined
    this.#rewind()
    this.#retry = this.#options.clock.after(waitMs, () => {
      this.#retry = undefined
      this.poke()
    })
  }
}
