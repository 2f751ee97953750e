/**
 * One command at a time on a Palang line. An order that moves something goes before polls, waits at most for what is in
 * flight, is never kept over a lost connection, and is repeated with its own number, once when the answer is lost and a
 * few times when a line came damaged: the board then returns its stored answer and does not act again.
 */
import { type Clock, isCoded, portTimeout, type Timer } from '@palang/kit'
import { nothingLeft } from '../../../../io/byte-stream.ts'
import { encodeCommand, maxNumber } from './codec.ts'
import { delays } from './delays.ts'

/** Tries of an order after the first: a burst of noise damages several lines on end. */
const maxRepeats = 3

export type Answer =
  | { kind: 'ok'; fields: readonly string[] }
  | { kind: 'err'; code: string }
  /** No answer. `sent` is false only when it is certain that the board never got the command. */
  | { kind: 'lost'; sent: boolean; reason: 'busy' | 'port' | 'silence' | 'restart' }

export interface Request {
  word: string
  args?: readonly (string | number)[]
  /** A `poll` never waits; an `order` waits for what is in flight, the newest in place of an older one; nothing displaces an `urgent` one. */
  rank: 'poll' | 'order' | 'urgent'
}

interface Job {
  request: Request
  settle(answer: Answer): void
}

interface Flight extends Job {
  number: number
  line: Uint8Array
  repeatsLeft: number
  /** A try reached the operating system, or may have. */
  sent: boolean
  /** A try was never answered, so the board may have acted. */
  unanswered: boolean
  timer: Timer | undefined
}

export interface ExchangeOptions {
  clock: Clock
  write(bytes: Uint8Array): Promise<void>
  /** Last number used; random, so that a restarted controller does not repeat the number the board saw last. */
  lastNumber: number
}

export class Exchange {
  readonly #clock: Clock
  readonly #write: (bytes: Uint8Array) => Promise<void>
  #last: number
  #flight: Flight | undefined
  #waiting: Job | undefined

  constructor({ clock, write, lastNumber }: ExchangeOptions) {
    this.#clock = clock
    this.#write = write
    this.#last = lastNumber
  }

  /**
   * Sends `request` now or next, or refuses it as lost and unsent. `settle` is called once, and while the line that
   * brought the answer is being heard: lines behind it in the same bytes are newer than the answer.
   */
  ask(request: Request, settle: (answer: Answer) => void): void {
    const job = { request, settle }
    if (this.#flight === undefined) return this.#launch(job)
    if (!this.#mayWait(request)) return settle({ kind: 'lost', sent: false, reason: 'busy' })
    const displaced = this.#waiting
    this.#waiting = job
    displaced?.settle({ kind: 'lost', sent: false, reason: 'busy' })
  }

  /** An answer from the board. False when nobody asked, as for the late answer of a command given up. */
  answered(number: number, answer: Answer): boolean {
    if (this.#flight?.number !== number) return false
    this.#finish(answer)
    return true
  }

  /** The board said that line `number` came damaged; 0 when it could not read the number. */
  damaged(number: number): void {
    const flight = this.#flight
    if (flight === undefined || (number !== 0 && number !== flight.number)) return
    if (flight.repeatsLeft > 0) return this.#repeat(flight)
    // What came damaged may be noise beside an order that was carried out: its answer may still come, and silence decides.
    if (flight.request.rank === 'poll') this.#finish({ kind: 'err', code: 'CHECKSUM' })
  }

  /** The connection or the board's memory is gone: everything is given up. */
  reset(reason: 'port' | 'restart'): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.settle({ kind: 'lost', sent: false, reason })
    if (this.#flight !== undefined) this.#finish({ kind: 'lost', sent: true, reason })
  }

  /** The newest order is the one that is meant; one that waits was never sent and gives way. */
  #mayWait(request: Request): boolean {
    return request.rank !== 'poll' && this.#waiting?.request.rank !== 'urgent'
  }

  #launch(job: Job): void {
    this.#last = (this.#last % maxNumber) + 1
    const line = Buffer.from(`${encodeCommand(this.#last, job.request.word, job.request.args)}\n`, 'latin1')
    const repeatsLeft = job.request.rank === 'poll' ? 0 : maxRepeats
    this.#flight = { ...job, number: this.#last, line, repeatsLeft, sent: false, unanswered: false, timer: undefined }
    this.#transmit(this.#flight)
  }

  #repeat(flight: Flight): void {
    flight.repeatsLeft -= 1
    this.#transmit(flight)
  }

  #transmit(flight: Flight): void {
    flight.timer?.cancel()
    flight.timer = portTimeout(this.#clock, delays.answerMs, () => this.#silence(flight))
    this.#write(flight.line).then(
      () => {
        flight.sent = true
      },
      (error: unknown) => {
        if (this.#flight !== flight) return
        // The bytes of the first try are still leaving, as from a machine that is busy: their answer may come, or silence.
        if (flight.unanswered && isCoded(error, 'port_congested')) return
        this.#finish({ kind: 'lost', sent: flight.sent || !nothingLeft(error), reason: 'port' })
      },
    )
  }

  #silence(flight: Flight): void {
    if (this.#flight !== flight) return
    // A write that is not confirmed yet may still reach the board.
    flight.sent = true
    const isFirst = !flight.unanswered
    flight.unanswered = true
    if (isFirst && flight.repeatsLeft > 0) this.#repeat(flight)
    else this.#finish({ kind: 'lost', sent: true, reason: 'silence' })
  }

  #finish(answer: Answer): void {
    const flight = this.#flight
    if (flight === undefined) return
    this.#flight = undefined
    flight.timer?.cancel()
    const next = this.#waiting
    this.#waiting = undefined
    // Behind an order that may or may not have moved something, nothing is sent blindly.
    const astray = answer.kind === 'lost' && flight.request.rank !== 'poll' && next?.request.rank !== 'urgent'
    if (next !== undefined && !astray) this.#launch(next)
    flight.settle(answer)
    if (next !== undefined && astray) next.settle({ kind: 'lost', sent: false, reason: answer.reason })
  }
}
