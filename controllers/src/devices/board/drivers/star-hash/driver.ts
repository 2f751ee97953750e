/**
 * A `*…#` board (docs/protocols/star-hash.md). It speaks by itself, answers nothing and cannot be asked who it is or what its
 * inputs are. So `ready` means that its port is open, the inputs are as last heard, and an order that left is all that is known.
 */
import { type Clock, type Log, portTimeout, type Timer } from '@palang/kit'
import { nothingLeft, type StreamFactory } from '../../../../io/byte-stream.ts'
import { frameSplitter, type FrameSplitter } from '../../../../io/frame-splitter.ts'
import { ReopeningStream, type ReopeningEvent } from '../../../../io/reopening.ts'
import { refused, uncertain } from '../../../status.ts'
import { TellingDevice } from '../../../told.ts'
import type { CardDigits } from '../../card.ts'
import type { BoardEvent, BoardLack, BoardPort, GateInputs, MoveResult } from '../../port.ts'
import { BoardTold, holdRefused } from '../../told.ts'
import { decodeFrame, firstByte, lastByte, maxFrameBytes, openFrame } from './codec.ts'
import { delays } from './delays.ts'

export interface StarHashOptions {
  streams: StreamFactory
  clock: Clock
  log: Log
  /** How it writes card numbers; hexadecimal unless told. */
  cardDigits?: CardDigits | undefined
  /** Gives 0 ≤ x < 1, for back-off. */
  random?: () => number
}

export class StarHashBoard extends TellingDevice<BoardEvent> implements BoardPort {
  readonly lacks: readonly BoardLack[] = ['position', 'beam', 'hold', 'close', 'halt']
  readonly #clock: Clock
  readonly #log: Log
  readonly #link: ReopeningStream
  readonly #frames: FrameSplitter
  readonly #digits: CardDigits
  protected readonly told: BoardTold
  #stall: Timer | undefined

  constructor({ streams, clock, log, cardDigits = 'hex', random }: StarHashOptions) {
    super()
    this.#clock = clock
    this.#log = log
    this.#digits = cardDigits
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

  /** One pulse. The barrier closes by its own rule, whatever `holdMs` is. */
  async open(holdMs: number): Promise<MoveResult> {
    const wrong = holdRefused(holdMs)
    if (wrong !== undefined) return wrong
    if (this.told.status.state !== 'ready') return refused('device_unavailable', 'the board is not connected')
    return this.#write(openFrame)
  }

  async close(): Promise<MoveResult> {
    return refused('not_supported', 'this board can only open')
  }

  async halt(): Promise<MoveResult> {
    return refused('not_supported', 'this board can only open')
  }

  #write(frame: string): Promise<MoveResult> {
    return new Promise(resolve => {
      const timer = portTimeout(this.#clock, delays.writeMs, () => {
        resolve(uncertain('timeout', 'the order did not leave in time'))
        // What the operating system still holds of it must not reach the barrier later.
        this.#link.drop('a write did not end')
      })
      const end = (result: MoveResult): void => {
        timer.cancel()
        resolve(result)
      }
      this.#link.write(Buffer.from(frame, 'latin1')).then(
        () => end({ ok: true, position: 'unknown', assumed: true }),
        (error: unknown) => {
          const why = 'the connection to the board was lost'
          end(nothingLeft(error) ? refused('device_unavailable', why) : uncertain('device_unavailable', why))
        },
      )
    })
  }

  #onLink(event: ReopeningEvent): void {
    if (event.kind === 'data') {
      this.#frames.push(event.bytes)
      this.#stall?.cancel()
      this.#stall = portTimeout(this.#clock, delays.stallMs, () => this.#frames.giveUp())
    } else if (event.kind === 'closed') this.#forget(event.reason)
    else if (event.kind === 'started') this.told.setStatus({ state: 'connecting' })
    else this.told.setStatus({ state: 'ready', model: 'star-hash', serial: null, detail: 'cannot say who it is' })
  }

  /** The inputs stay as last heard: nobody can be asked, and a vehicle seldom leaves while a cable is out. */
  #forget(reason: string): void {
    this.#stall?.cancel()
    this.#frames.reset()
    this.told.setStatus({ state: 'disconnected', reason })
  }

  #hear(text: string): void {
    const said = decodeFrame(text, this.#digits)
    if (said.kind === 'fault') return this.#garbage(text.length + 2, said.reason)
    this.#link.confirm()
    switch (said.kind) {
      case 'input':
        if (said.input === 'loop1' || said.input === 'loop2') this.told.setInputs({ [said.input]: said.on })
        else this.told.tell({ kind: 'input', input: said.input, on: said.on })
        return
      case 'card':
        return this.told.card(said.card)
      case 'power':
        this.#log.info('board switched on')
        return this.told.tell({ kind: 'restarted', cause: 'power' })
      case 'answer':
        return
    }
  }

  #garbage(bytes: number, reason: string): void {
    this.#log.debug({ bytes, reason }, 'bytes of the board not understood')
    this.told.tell({ kind: 'garbage', bytes, reason })
  }
}
