/**
 * The line to a board that speaks Palang line protocol 1 (docs/protocols/palang-line.md), whatever the board is used
 * for. `ready` is told only after the board said who it is and how it stands; from then on its state is kept true by
 * its events and by polling.
 */
import { type Clock, type Log, portTimeout, type Timer } from '@palang/kit'
import type { StreamFactory } from '../../../../io/byte-stream.ts'
import { lineSplitter, type LineSplitter } from '../../../../io/line-splitter.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { type DeviceStatus, type FailedAct, refused } from '../../../status.ts'
import type { Told } from '../../../told.ts'
import { failureOf, hasRestarted, readIdentity, readState, type Identity, type State } from './answers.ts'
import { decodeBoardLine, maxAnswerBytes, maxNumber, type BoardLine } from './codec.ts'
import { delays } from './delays.ts'
import { Exchange, type Answer, type Request } from './exchange.ts'

export interface PalangLineOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  /** Gives 0 ≤ x < 1; for back-off and for the first command number. */
  random?: () => number
  /** Something else that this board does besides, such as counting coins. */
  guest?: LineGuest | undefined
}

/** Shares the line with the role: hears how the board stands, and events that are its own; asks and orders as the role does. */
export interface LineGuest {
  /** Called once, before anything else. */
  join(line: Pick<PalangLine, 'ask' | 'order'>): void
  /** How the line is; the same may be said again. */
  onStatus(status: DeviceStatus): void
  /** What STAT said, after the role has heard it. */
  onState(state: State): void
  /** True when the event is its own. */
  onEvent(name: string, fields: readonly string[]): boolean
}

/** What a board tells whatever it is used for. */
export type LineEvent = { kind: 'restarted'; cause: string } | { kind: 'garbage'; bytes: number; reason: string }

/** What the board is used for hears from its line. */
export interface LineRole {
  /** The line tells here for it: the status, a restart of the board once its state is known again, what was not understood. */
  told: Pick<Told<LineEvent>, 'setStatus' | 'tell'>
  /**
   * What STAT said. `announce` tells that the board is ready, and whether it has restarted: it is called when the new state
   * can be asked for, and before its single changes are told.
   */
  onState(state: State, announce: () => void): void
  /** The restart of the board has been told. */
  onRestarted?(): void
  /** The connection is gone, and with it everything known of the board. */
  onLost(): void
  /** True when the event is no reason to ask for the state. */
  onEvent(name: string, fields: readonly string[]): boolean
}

export class PalangLine {
  readonly #clock: Clock
  readonly #log: Log
  readonly #role: LineRole
  readonly #guest: LineGuest | undefined
  readonly #link: ReopeningStream
  readonly #lines: LineSplitter
  readonly #exchange: Exchange
  /** Counts connections and restarts, so that what was asked before is not mistaken for news. */
  #generation = 0
  #isIdentified = false
  #identity: Identity | undefined
  #upMs: number | undefined
  /** Why the board started anew, until the role is told. */
  #restart: string | undefined
  #isRefreshing = false
  #refreshAgain = false
  /** Bytes that were no line of ours since the port was opened: something else may be at its other end. */
  #strangeBytes = 0
  #silence: Timer | undefined
  #polling: Timer | undefined
  #retry: Timer | undefined

  constructor({ streams, clock, log, random = Math.random, guest }: PalangLineOptions, role: LineRole) {
    this.#clock = clock
    this.#log = log
    this.#role = role
    this.#guest = guest
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
    this.#lines = lineSplitter({
      maxBytes: maxAnswerBytes,
      onLine: line => this.#hear(decodeBoardLine(line)),
      onDropped: bytes => this.#hear({ kind: 'fault', reason: 'length', bytes }),
    })
    this.#exchange = new Exchange({ clock, write: bytes => this.#link.write(bytes), lastNumber: 1 + Math.floor(random() * maxNumber) })
    guest?.join(this)
  }

  start(): void {
    this.#link.start()
  }

  stop(): Promise<void> {
    return this.#link.stop()
  }

  /**
   * Carries `request` out now or refuses it. `taken` is called while the line that brought the answer is being heard: what
   * stands behind it in the same bytes is newer than the answer.
   */
  order<Result>(request: Request, taken: (fields: readonly string[]) => Result): Promise<Result | FailedAct> {
    if (!this.#isIdentified) return Promise.resolve(refused('device_unavailable', 'the board is not connected'))
    return new Promise(resolve => {
      const generation = this.#generation
      this.#exchange.ask(request, answer => {
        resolve(answer.kind === 'ok' ? taken(answer.fields) : failureOf(answer))
        if (this.#generation !== generation) return
        // What the operating system still holds of an unanswered order must not reach the board later.
        if (answer.kind === 'lost' && answer.reason === 'silence') this.#link.drop(`no answer to ${request.word}`)
        else this.#refresh()
      })
    })
  }

  /** Asks without waiting in line, and never again by itself; an answer that comes after the connection or the board has changed is not told. */
  ask(word: string, args: readonly (string | number)[], hear: (answer: Answer) => void): void {
    this.#ask(this.#generation, { word, args, rank: 'poll' }, hear)
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') this.#lines.push(event.bytes)
    else if (event.kind === 'closed') this.#forget(event.reason)
    else {
      this.#setStatus({ state: 'connecting' })
      if (event.kind === 'opened') this.#begin()
    }
  }

  #forget(reason: string): void {
    this.#startOver()
    this.#lines.reset()
    this.#exchange.reset('port')
    this.#setStatus({ state: 'disconnected', reason })
    this.#role.onLost()
  }

  /** Nothing asked before counts any more. */
  #startOver(): void {
    this.#generation += 1
    this.#isIdentified = false
    this.#isRefreshing = false
    for (const timer of [this.#silence, this.#polling, this.#retry]) timer?.cancel()
  }

  #begin(): void {
    this.#strangeBytes = 0
    this.#silence = portTimeout(this.#clock, delays.identifyForMs, () => this.#link.drop(this.#whyUnknown()))
    this.#identify(this.#generation)
  }

  #identify(generation: number): void {
    const again = (): void => {
      this.#retry = this.#clock.after(delays.identifyMs, () => this.#identify(generation))
    }
    this.#ask(generation, { word: 'ID', rank: 'poll' }, who => {
      const identity = who.kind === 'ok' ? readIdentity(who.fields) : undefined
      if (identity === undefined) {
        if (who.kind === 'ok') this.#strangeBytes += who.fields.join(',').length
        return again()
      }
      // Its dead-man may be about to run out, from its start or from whoever spoke before: what is ordered first must not meet it.
      this.#ask(generation, { word: 'PING', rank: 'poll' }, alive => {
        if (alive.kind === 'ok') this.#learnState(generation, identity, again)
        else again()
      })
    })
  }

  #learnState(generation: number, identity: Identity, again: () => void): void {
    this.#ask(generation, { word: 'STAT', rank: 'poll' }, what => {
      const state = what.kind === 'ok' ? readState(what.fields) : undefined
      if (state === undefined) again()
      else this.#identified(identity, state)
    })
  }

  /** For whoever looks why there is no board: wrong device, wrong baud rate, or silence. */
  #whyUnknown(): string {
    return this.#strangeBytes > 0
      ? 'what speaks here is no Palang board, or speaks at another baud rate'
      : 'nothing here answers as a Palang board does'
  }

  #identified(identity: Identity, state: State): void {
    if (this.#identity !== undefined && this.#identity.boot !== identity.boot) this.#restart ??= 'unknown'
    this.#identity = identity
    this.#isIdentified = true
    this.#link.confirm()
    this.#polling = this.#clock.every(delays.pollMs, () => this.#poll())
    this.#heard()
    this.#apply(state, () => {
      const { firmware, board, boot } = identity
      this.#setStatus({ state: 'ready', model: `palang ${board}`, serial: null, detail: `firmware ${firmware}, boot ${boot}` })
    })
  }

  #ask(generation: number, request: Request, hear: (answer: Answer) => void): void {
    this.#exchange.ask(request, answer => {
      if (this.#generation === generation) hear(answer)
    })
  }

  #poll(): void {
    this.ask('PING', [], () => this.#refresh())
  }

  /** Asks STAT soon; while one is under way, once more after it. */
  #refresh(): void {
    if (!this.#isIdentified) return
    this.#refreshAgain = this.#isRefreshing
    if (this.#isRefreshing) return
    this.#isRefreshing = true
    this.ask('STAT', [], answer => {
      this.#isRefreshing = false
      // Without an answer the next poll is soon enough.
      if (answer.kind !== 'ok') return
      const state = readState(answer.fields)
      if (state === undefined) this.#garbage(answer.fields.join(',').length, 'STAT could not be read')
      else if (this.#upMs !== undefined && hasRestarted(this.#upMs, state.upMs, delays.uptimeSlackMs)) return this.#heardBoot('unknown')
      else this.#apply(state, () => undefined)
      if (this.#refreshAgain) this.#refresh()
    })
  }

  #apply(state: State, ready: () => void): void {
    this.#upMs = state.upMs
    const cause = this.#restart
    this.#restart = undefined
    this.#role.onState(state, () => {
      ready()
      if (cause === undefined) return
      this.#role.told.tell({ kind: 'restarted', cause })
      this.#role.onRestarted?.()
    })
    this.#guest?.onState(state)
  }

  #hear(line: BoardLine): void {
    if (line.kind === 'fault') {
      this.#strangeBytes += line.bytes
      this.#log.debug({ bytes: line.bytes, reason: line.reason }, 'board line not understood')
      this.#garbage(line.bytes, line.reason)
      return this.#refresh()
    }
    this.#heard()
    switch (line.kind) {
      case 'ok':
        return this.#heardAnswer(line.number, this.#exchange.answered(line.number, { kind: 'ok', fields: line.fields }))
      case 'err':
        if (line.code === 'CHECKSUM') return this.#exchange.damaged(line.number)
        return this.#heardAnswer(line.number, this.#exchange.answered(line.number, { kind: 'err', code: line.code }))
      case 'event':
        if (!this.#isIdentified || this.#guest?.onEvent(line.name, line.fields) === true) return
        if (!this.#role.onEvent(line.name, line.fields)) this.#refresh()
        return
      case 'boot':
        return this.#heardBoot(line.cause)
    }
  }

  /** Anything valid proves that the board is alive. */
  #heard(): void {
    if (!this.#isIdentified) return
    this.#silence?.cancel()
    this.#silence = portTimeout(this.#clock, delays.silentMs, () => this.#link.drop(`nothing heard for ${delays.silentMs} ms`))
  }

  #heardAnswer(number: number, wasAsked: boolean): void {
    if (!wasAsked) this.#log.debug({ number }, 'answer of the board that nobody waits for')
  }

  #heardBoot(cause: string): void {
    this.#log.info({ cause }, 'board started')
    // The very first start we witness has nothing to reconcile.
    if (this.#identity !== undefined) this.#restart = cause
    this.#startOver()
    this.#exchange.reset('restart')
    this.#begin()
  }

  #setStatus(status: DeviceStatus): void {
    this.#role.told.setStatus(status)
    this.#guest?.onStatus(status)
  }

  #garbage(bytes: number, reason: string): void {
    this.#role.told.tell({ kind: 'garbage', bytes, reason })
  }
}
