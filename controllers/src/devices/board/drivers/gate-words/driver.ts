/**
 * The gate sketch of the parking document (docs/protocols/gate-words.md). `ready` is told only after the board answered PING and
 * said how it stands; from then on it is asked again and again, because it tells of its sensor only when asked. An order
 * has no answer: it counts as taken when the board, asked behind it, says that it does what was ordered.
 */
import { type Clock, type Log, portTimeout, type Timer } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { lineSplitter, type LineSplitter } from '../../../../io/line-splitter.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { refused, uncertain } from '../../../status.ts'
import { TellingDevice } from '../../../told.ts'
import type { BoardEvent, BoardLack, BoardPort, GateInputs, MoveResult } from '../../port.ts'
import { BoardTold, holdRefused } from '../../told.ts'
import { decodeLine, type GateWord, maxLineBytes, type Said } from './codec.ts'
import { delays } from './delays.ts'
import { Exchange, type Outcome, type Request } from './exchange.ts'
import { Reckoning } from './reckoning.ts'

export interface GateWordsOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  /** Gives 0 ≤ x < 1, for back-off. */
  random?: () => number
}

interface Order {
  /** Under which it was given. */
  generation: number
}

type Status = Extract<Said, { kind: 'status' }>

const ping: Request = { word: 'PING', answers: said => said.kind === 'pong', waitMs: delays.identifyMs, rank: 'poll' }
const askStatus: Request = { word: 'STATUS', answers: said => said.kind === 'status', waitMs: delays.answerMs, rank: 'poll' }
const damaged = 'the line to the board damages commands'
const isComplaint = (said: Said): boolean => said.kind === 'error'

export class GateWordsBoard extends TellingDevice<BoardEvent> implements BoardPort {
  readonly lacks: readonly BoardLack[] = ['loop2', 'beam', 'hold']
  readonly #clock: Clock
  readonly #log: Log
  readonly #link: ReopeningStream
  readonly #lines: LineSplitter
  readonly #exchange: Exchange
  protected readonly told: BoardTold
  readonly #reckoning = new Reckoning()
  #gate: GateWord | undefined
  /** Counts connections and restarts, so that what was asked before is not mistaken for news. */
  #generation = 0
  /** The order being looked after; a newer one takes its place. */
  #current: Order | undefined
  #isIdentified = false
  #wasIdentified = false
  /** The board said that it was started, until the `restarted` event is told. */
  #hasRestarted = false
  #silence: Timer | undefined
  #polling: Timer | undefined
  #retry: Timer | undefined
  #stall: Timer | undefined
  #hold: { ms: number; timer?: Timer } | undefined

  constructor({ streams, clock, log, random }: GateWordsOptions) {
    super()
    this.#clock = clock
    this.#log = log
    this.told = new BoardTold(clock)
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
    this.#exchange = new Exchange({ clock, write: bytes => this.#link.write(bytes) })
    this.#lines = lineSplitter({
      maxBytes: maxLineBytes,
      onLine: line => this.#hear(decodeLine(line), line.length),
      onDropped: bytes => this.#garbage(bytes, 'length'),
    })
  }

  start(): void {
    this.#link.start()
  }

  stop(): Promise<void> {
    return this.#link.stop()
  }

  inputs(): GateInputs {
    return this.told.inputs
  }

  /**
   * Opens. The sketch closes by its own rule, ten seconds after it was open and with nothing on its sensor, and cannot be told to
   * stay open longer; a shorter hold is kept by telling it to close.
   */
  async open(holdMs: number): Promise<MoveResult> {
    const wrong = holdRefused(holdMs)
    if (wrong !== undefined) return wrong
    return this.#order(async order => {
      // After an emergency stop the sketch hears no order but this. It moves nothing.
      if (this.#gate === 'fault') {
        const reset = await this.#exchange.ask(waitFor('RESET', delays.resetMs))
        if (reset.kind !== 'answer') return this.#unanswered(order, reset)
        this.#reckoning.forget()
      }
      const result = await this.#tell(order, 'GATE_OPEN', ['opening', 'open'])
      if (result.ok && this.#isCurrent(order) && holdMs > 0) this.#keep(holdMs)
      return result
    })
  }

  /** Never closes while its sensor sees a vehicle: the sketch itself would. */
  async close(): Promise<MoveResult> {
    return this.#order(async order => {
      const asked = await this.#exchange.ask({ ...askStatus, rank: 'order' })
      if (asked.kind === 'silence') this.#link.drop('the board does not answer')
      if (asked.kind !== 'answer') return refused('device_unavailable', 'the board did not say how it stands')
      const { said } = asked
      if (said.kind !== 'status') return refused('device_unavailable', damaged)
      if (said.vehicle) return refused('barrier_blocked', 'something stands on the sensor of the board')
      if (said.gate === 'fault') return refused('barrier_fault', 'the board was stopped; it closes only after it was opened once')
      if (said.gate !== 'closed') return this.#tell(order, 'GATE_CLOSE', ['closing', 'closed'])
      if (this.told.inputs.barrier !== 'unknown') return { ok: true, position: 'closed' }
      return refused(
        'barrier_fault',
        'the board was started anew and takes its barrier for closed; it closes only after it was opened once',
      )
    })
  }

  async halt(): Promise<MoveResult> {
    return this.#order(async order => {
      const position = this.told.inputs.barrier
      const stopped = await this.#exchange.ask({ ...waitFor('EMERGENCY_STOP', delays.answerMs), rank: 'urgent' })
      if (stopped.kind !== 'answer') return this.#unanswered(order, stopped)
      return stopped.said.kind === 'refused' ? refused('device_unavailable', damaged) : { ok: true, position }
    })
  }

  /** Carries `work` out in place of whatever order was looked after before. */
  async #order(work: (order: Order) => Promise<MoveResult>): Promise<MoveResult> {
    if (!this.#isIdentified) return refused('device_unavailable', 'the board is not connected')
    this.#release()
    const order = { generation: this.#generation }
    this.#current = order
    const result = await work(order)
    if (this.#current === order) {
      this.#current = undefined
      this.#poll()
    }
    return result
  }

  #isCurrent(order: Order): boolean {
    return this.#current === order && this.#generation === order.generation
  }

  /** Writes an order and looks whether it is carried out. Only what the board says it does not understand surely did nothing. */
  async #tell(order: Order, word: 'GATE_OPEN' | 'GATE_CLOSE', wanted: readonly GateWord[]): Promise<MoveResult> {
    if (!this.#isCurrent(order)) return this.#unanswered(order, { kind: 'lost', sent: false })
    const heard = await this.#exchange.ask({ word, answers: isComplaint, waitMs: delays.complainMs, rank: 'order' })
    if (heard.kind === 'lost') return this.#unanswered(order, heard)
    if (heard.kind === 'answer' && heard.said.kind === 'refused') return refused('device_unavailable', damaged)
    const untilMs = this.#clock.monotonic() + delays.takenMs
    while (this.#isCurrent(order)) {
      const asked = await this.#exchange.ask({ ...askStatus, rank: 'order' })
      if (asked.kind === 'lost') break
      const gate = asked.kind === 'answer' && asked.said.kind === 'status' ? asked.said.gate : undefined
      if (gate !== undefined && wanted.includes(gate)) return { ok: true, position: gate }
      if (this.#clock.monotonic() >= untilMs) return asked.kind === 'silence' ? this.#unanswered(order, asked) : notTaken(heard)
      await new Promise<void>(resolve => this.#clock.after(delays.lookAgainMs, resolve))
    }
    return this.#unanswered(order, { kind: 'lost', sent: true })
  }

  #unanswered(order: Order, outcome: Exclude<Outcome, { kind: 'answer' }>): MoveResult {
    if (outcome.kind === 'silence') {
      // What the operating system still holds of it must not reach the board later.
      this.#link.drop('the board does not answer')
      return uncertain('timeout', 'the board did not answer')
    }
    const fail = outcome.sent ? uncertain : refused
    return this.#current !== undefined && this.#current !== order
      ? fail('machine_busy', 'a later order took its place')
      : fail('device_unavailable', 'the connection to the board was lost')
  }

  /** From when the barrier is open; whatever comes between ends it. */
  #keep(holdMs: number): void {
    this.#hold = { ms: holdMs }
    this.#hasOpened()
  }

  #hasOpened(): void {
    if (this.#hold === undefined || this.#hold.timer !== undefined || this.#gate !== 'open') return
    this.#hold.timer = this.#clock.after(this.#hold.ms, () => {
      this.#hold = undefined
      // With a vehicle on the sensor the closing is left to the sketch, which waits for it to go.
      if (this.#gate === 'open' && !this.told.inputs.loop1 && this.#current === undefined) void this.close()
    })
  }

  #release(): void {
    this.#hold?.timer?.cancel()
    this.#hold = undefined
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') {
      this.#stall?.cancel()
      this.#stall = portTimeout(this.#clock, delays.stallMs, () => this.#lines.reset())
      this.#lines.push(event.bytes)
    } else if (event.kind === 'closed') this.#forget(event.reason)
    else {
      this.told.setStatus({ state: 'connecting' })
      if (event.kind === 'opened') this.#begin()
    }
  }

  /** The connection is gone, and with it everything we knew of the barrier. */
  #forget(reason: string): void {
    this.#startOver()
    this.#stall?.cancel()
    this.#lines.reset()
    this.told.setStatus({ state: 'disconnected', reason })
    this.told.setInputs({ barrier: 'unknown', positionKnown: false })
  }

  /** Nothing asked or seen before counts any more. */
  #startOver(): void {
    this.#generation += 1
    this.#isIdentified = false
    this.#gate = undefined
    this.#reckoning.forget()
    this.#release()
    for (const timer of [this.#silence, this.#polling, this.#retry]) timer?.cancel()
    this.#exchange.reset()
  }

  #begin(): void {
    this.#silence = portTimeout(this.#clock, delays.identifyForMs, () => this.#link.drop('the board does not answer PING'))
    void this.#identify(this.#generation)
  }

  async #identify(generation: number): Promise<void> {
    const pong = await this.#exchange.ask(ping)
    if (generation !== this.#generation) return
    const asked = isAnswer(pong, 'pong') ? await this.#exchange.ask(askStatus) : pong
    if (generation !== this.#generation) return
    if (asked.kind === 'answer' && asked.said.kind === 'status') return this.#identified(asked.said)
    this.#retry = this.#clock.after(delays.identifyMs, () => void this.#identify(generation))
  }

  #identified(status: Status): void {
    const hasRestarted = this.#hasRestarted
    this.#hasRestarted = false
    this.#isIdentified = true
    this.#wasIdentified = true
    this.#link.confirm()
    this.#heard()
    this.#apply(status, () => {
      this.told.setStatus({ state: 'ready', model: 'gate-words', serial: null })
      if (hasRestarted) this.told.tell({ kind: 'restarted', cause: 'unknown' })
    })
    this.#poll()
  }

  /** Asks soon, and from then on in its time. */
  #poll(): void {
    this.#polling?.cancel()
    if (!this.#isIdentified) return
    this.#polling = this.#clock.every(delays.pollMs, () => this.#refresh())
    this.#refresh()
  }

  /** The answer is heard like any other line. */
  #refresh(): void {
    if (this.#isIdentified && this.#current === undefined && this.#exchange.isIdle) void this.#exchange.ask(askStatus)
  }

  #apply(status: Status, before?: () => void): void {
    this.#gate = status.gate
    this.told.setInputs({ ...this.#reckoning.hear(status), loop1: status.vehicle }, before)
    this.#hasOpened()
  }

  #hear(said: Said, bytes: number): void {
    if (said.kind === 'fault') {
      this.#garbage(bytes, said.reason)
      return this.#refresh()
    }
    if (said.kind === 'nothing') return
    this.#heard()
    if (said.kind === 'banner') return this.#heardBanner()
    if (said.kind === 'card') return this.told.card(said.card)
    if (said.kind === 'error') this.#log.warn({ text: said.text }, 'the board reports an error')
    if (said.kind === 'status' && this.#isIdentified) this.#apply(said)
    this.#exchange.hear(said)
    // What happened by itself is looked at at once.
    if (said.kind === 'moved' || said.kind === 'error') this.#refresh()
  }

  /** Anything understood proves that the board is alive. */
  #heard(): void {
    if (!this.#isIdentified) return
    this.#silence?.cancel()
    this.#silence = portTimeout(this.#clock, delays.silentMs, () => this.#link.drop(`nothing heard for ${delays.silentMs} ms`))
  }

  #heardBanner(): void {
    this.#log.info('board started')
    // The very first start we witness has nothing to reconcile.
    this.#hasRestarted = this.#wasIdentified
    this.#startOver()
    this.#begin()
  }

  #garbage(bytes: number, reason: string): void {
    this.#log.debug({ bytes, reason }, 'line of the board not understood')
    this.told.tell({ kind: 'garbage', bytes, reason })
  }
}

function notTaken(heard: Outcome): MoveResult {
  if (heard.kind === 'answer' && heard.said.kind === 'error') return uncertain('barrier_fault', `the board says ${heard.said.text}`)
  return uncertain('timeout', 'the board does not begin to move')
}

function waitFor(word: 'RESET' | 'EMERGENCY_STOP', waitMs: number): Request {
  return { word, answers: said => said.kind === 'done' && said.word === word, waitMs, rank: 'order' }
}

function isAnswer(outcome: Outcome, kind: Said['kind']): boolean {
  return outcome.kind === 'answer' && outcome.said.kind === kind
}
