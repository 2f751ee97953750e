/**
 * An `A6 … A9` network board (docs/protocols/a6-net.md). It speaks only when asked, so its answer to STAT is all the identity
 * there is, and it is asked all the time. Nothing tells what the barrier does: an order counts as taken when a STAT sent behind it is
 * answered, because bytes of one connection are read in their order.
 */
import { type Clock, type Log, portTimeout, type Timer } from '@palang/kit'
import { nothingLeft, type StreamFactory } from '../../../../io/byte-stream.ts'
import { frameSplitter, type FrameSplitter } from '../../../../io/frame-splitter.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { refused, uncertain } from '../../../status.ts'
import { TellingDevice } from '../../../told.ts'
import type { CardDigits } from '../../card.ts'
import type { BoardEvent, BoardLack, BoardPort, GateInputs, MoveResult, Saying } from '../../port.ts'
import { BoardTold, holdRefused } from '../../told.ts'
import { clipFrame, decodeFrame, firstByte, lastByte, maxFrameBytes, openFrame, statFrame, type Said } from './codec.ts'
import { delays } from './delays.ts'
import { Levels } from './levels.ts'

export interface A6NetOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  /** How it writes card numbers; hexadecimal unless told. */
  cardDigits?: CardDigits | undefined
  /** Numbers of its voice clips; what has none is not said. */
  clips?: { readonly [S in Saying]?: number | undefined } | undefined
  /** Gives 0 ≤ x < 1, for back-off. */
  random?: () => number
}

interface Pending {
  /** The order has been handed to the operating system, or may have been. */
  isSent: boolean
  settle(result: MoveResult): void
}

export class A6NetBoard extends TellingDevice<BoardEvent> implements BoardPort {
  readonly lacks: readonly BoardLack[] = ['position', 'beam', 'hold', 'close', 'halt']
  readonly #clock: Clock
  readonly #log: Log
  readonly #link: ReopeningStream
  readonly #frames: FrameSplitter
  readonly #digits: CardDigits
  protected readonly told: BoardTold
  readonly #levels = new Levels()
  readonly #clips: NonNullable<A6NetOptions['clips']>
  #stall: Timer | undefined
  /** Waits for the answer to the question asked last, or for the time to ask the next. */
  #asking: Timer | undefined
  #isAsked = false
  /** Played before the next question, the newest only, and never kept over a lost connection. */
  #clip: number | undefined
  /** At most one, and never kept over a lost connection. */
  #order: Pending | undefined

  constructor({ streams, clock, log, cardDigits = 'hex', clips = {}, random }: A6NetOptions) {
    super()
    this.#clock = clock
    this.#log = log
    this.#digits = cardDigits
    this.#clips = clips
    this.told = new BoardTold(clock)
    this.#link = new ReopeningStream(streams, { clock, random }, event => this.#onLink(event))
    this.#frames = frameSplitter({
      first: firstByte,
      last: lastByte,
      maxBytes: maxFrameBytes,
      ignored: [0x0d, 0x0a],
      onFrame: text => this.#hear(text),
      onDropped: bytes => this.#garbage(bytes, 'frame'),
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

  /** One pulse, written as soon as the question under way is answered. The barrier closes by its own rule, whatever `holdMs` is. */
  async open(holdMs: number): Promise<MoveResult> {
    const wrong = holdRefused(holdMs)
    if (wrong !== undefined) return wrong
    if (this.told.status.state !== 'ready') return refused('device_unavailable', 'the board is not connected')
    if (this.#order !== undefined) return refused('machine_busy', 'another order is being carried out')
    return new Promise(resolve => {
      this.#order = { isSent: false, settle: resolve }
      if (!this.#isAsked) this.#ask()
    })
  }

  async close(): Promise<MoveResult> {
    return refused('not_supported', 'this board can only open')
  }

  async halt(): Promise<MoveResult> {
    return refused('not_supported', 'this board can only open')
  }

  speak(saying: Saying): void {
    if (this.told.status.state === 'ready') this.#clip = this.#clips[saying]
  }

  /** Asks how the inputs stand, behind the order that waits, if one does, and behind what is to be said. */
  #ask(): void {
    this.#asking?.cancel()
    this.#isAsked = true
    this.#asking = portTimeout(this.#clock, delays.answerMs, () => this.#link.drop('the board does not answer STAT'))
    const order = this.#order
    if (order !== undefined) order.isSent = true
    const clip = this.#clip
    this.#clip = undefined
    const frames = [...(order === undefined ? [] : [openFrame]), ...(clip === undefined ? [] : [clipFrame(clip)]), statFrame]
    this.#write(Buffer.concat(frames), order)
  }

  #write(bytes: Uint8Array, order?: Pending): void {
    this.#link.write(bytes).catch((error: unknown) => {
      if (order !== undefined && nothingLeft(error)) order.isSent = false
      if (order !== undefined) this.#settle(order)
      this.#link.drop('a write failed')
    })
  }

  /** The order is lost; what of it left cannot be said. */
  #settle(order: Pending): void {
    if (this.#order === order) this.#order = undefined
    const why = 'the connection to the board was lost'
    order.settle(order.isSent ? uncertain('device_unavailable', why) : refused('device_unavailable', why))
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') {
      this.#stall?.cancel()
      this.#stall = portTimeout(this.#clock, delays.stallMs, () => this.#frames.giveUp())
      this.#frames.push(event.bytes)
    } else if (event.kind === 'closed') this.#forget(event.reason)
    else {
      this.told.setStatus({ state: 'connecting' })
      if (event.kind === 'opened') this.#ask()
    }
  }

  /** The connection is gone. The inputs stay as last heard until the board is asked again. */
  #forget(reason: string): void {
    this.#stall?.cancel()
    this.#asking?.cancel()
    this.#isAsked = false
    this.#clip = undefined
    this.#frames.reset()
    if (this.#order !== undefined) this.#settle(this.#order)
    this.told.setStatus({ state: 'disconnected', reason })
  }

  #hear(text: string): void {
    const said = decodeFrame(text, this.#digits)
    if (said.kind === 'other') return this.#log.debug({ text: said.text.slice(0, 64) }, 'answer of the board')
    if (!this.#isAsked) return this.#garbage(text.length + 2, 'nobody asked')
    this.#isAsked = false
    this.#asking?.cancel()
    this.#answered(said)
    const order = this.#order
    if (order?.isSent === true) {
      this.#order = undefined
      order.settle({ ok: true, position: 'unknown', assumed: true })
    }
    if (this.#order !== undefined) this.#ask()
    else this.#asking = this.#clock.after(delays.pollMs, () => this.#ask())
  }

  #answered(said: Extract<Said, { kind: 'stat' }>): void {
    const pressed = this.#levels.hear(said)
    const wasReady = this.told.status.state === 'ready'
    this.told.setInputs({ loop1: this.#levels.isOn(1), loop2: this.#levels.isOn(3) }, () => {
      if (wasReady) return
      this.#link.confirm()
      this.told.setStatus({ state: 'ready', model: 'a6-net', serial: null, detail: 'cannot say who it is' })
    })
    // What is held down when the connection is made was pressed before, and may long be over.
    if (wasReady) {
      for (const [number, input] of [
        [2, 'ticket_button'],
        [4, 'help_button'],
      ] as const) {
        if (!pressed.includes(number)) continue
        this.told.tell({ kind: 'input', input, on: true })
        this.told.tell({ kind: 'input', input, on: false })
      }
    }
    for (const card of said.cards) this.told.card(card)
  }

  #garbage(bytes: number, reason: string): void {
    this.#log.debug({ bytes, reason }, 'bytes of the board not understood')
    this.told.tell({ kind: 'garbage', bytes, reason })
  }
}
