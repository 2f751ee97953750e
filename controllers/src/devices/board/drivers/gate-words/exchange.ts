/**
 * One line at a time to a board that numbers nothing. Nothing is ever repeated here: the board would act again. An order waits
 * at most for the question under way, is never kept over a lost connection, and the newest is the one that is meant.
 */
import { type Clock, portTimeout, type Timer } from '@palang/kit'
import { nothingLeft } from '../../../../io/byte-stream.ts'
import type { Said, Word } from './codec.ts'

export interface Request {
  word: Word
  /** Whether this line answers it; that it was not understood always does. */
  answers(said: Said): boolean
  /** How long an answer is waited for. */
  waitMs: number
  /** A `poll` never waits; an `order` waits for what is under way; an `urgent` one breaks in. */
  rank: 'poll' | 'order' | 'urgent'
}

export type Outcome =
  | { kind: 'answer'; said: Said }
  /** It left, and nothing that answers it came in time. */
  | { kind: 'silence' }
  /** Given up. `sent` is false only when it is certain that the board never got it. */
  | { kind: 'lost'; sent: boolean }

interface Job {
  request: Request
  settle(outcome: Outcome): void
}

interface Flight extends Job {
  timer: Timer
  /** False once the port has said that none of it will ever be sent. */
  mayBeSent: boolean
}

export class Exchange {
  readonly #clock: Clock
  readonly #write: (bytes: Uint8Array) => Promise<void>
  #flight: Flight | undefined
  #waiting: Job | undefined

  constructor({ clock, write }: { clock: Clock; write(bytes: Uint8Array): Promise<void> }) {
    this.#clock = clock
    this.#write = write
  }

  get isIdle(): boolean {
    return this.#flight === undefined
  }

  /** Sends `request` now or next, or gives it up as lost and unsent. */
  ask(request: Request): Promise<Outcome> {
    return new Promise(settle => {
      const job = { request, settle }
      if (request.rank === 'urgent') {
        this.reset()
        return this.#launch(job)
      }
      if (this.#flight === undefined) return this.#launch(job)
      if (request.rank === 'poll') return settle({ kind: 'lost', sent: false })
      this.#waiting?.settle({ kind: 'lost', sent: false })
      this.#waiting = job
    })
  }

  hear(said: Said): void {
    const flight = this.#flight
    if (flight !== undefined && (said.kind === 'refused' || flight.request.answers(said))) this.#finish(flight, { kind: 'answer', said })
  }

  /** The connection is gone, or something urgent comes: everything is given up. */
  reset(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.settle({ kind: 'lost', sent: false })
    const flight = this.#flight
    if (flight !== undefined) this.#finish(flight, { kind: 'lost', sent: flight.mayBeSent })
  }

  #launch(job: Job): void {
    const timer = portTimeout(this.#clock, job.request.waitMs, () => this.#finish(flight, { kind: 'silence' }))
    const flight: Flight = { ...job, timer, mayBeSent: true }
    this.#flight = flight
    this.#write(Buffer.from(`${job.request.word}\n`, 'latin1')).catch((error: unknown) => {
      flight.mayBeSent = !nothingLeft(error)
      this.#finish(flight, { kind: 'lost', sent: flight.mayBeSent })
    })
  }

  #finish(flight: Flight, outcome: Outcome): void {
    if (this.#flight !== flight) return
    this.#flight = undefined
    flight.timer.cancel()
    flight.settle(outcome)
    const next = this.#waiting
    this.#waiting = undefined
    if (next !== undefined) this.#launch(next)
  }
}
