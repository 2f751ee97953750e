/** A board with its barrier on a serial port: lines, time, and the faults a real one has. */
import type { Clock, Timer } from '@palang/kit/clock'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import { type Barrier, createBarrier } from './barrier.ts'
import { lineAssembler, frame, maxLineBytes, readHostLine } from './line.ts'
import type { Actuation, BoardView, LineFault, PlayedBoard, StuckSensor } from './played-board.ts'
import {
  type ArmPosition,
  type BoardEffect,
  type BoardInput,
  type BoardSensor,
  type BoardState,
  freshBoard,
  nextDueMs,
  stepBoard,
} from './palang-board.ts'

export const boardDelays = {
  /** The boot loader after the port is opened; what arrives meanwhile is lost. */
  bootMs: 100,
  answerMs: 2,
  /** The answer of a board with the `slow` fault. */
  slowAnswerMs: 3_000,
  /** How long a person's finger stays on a button. */
  pressMs: 200,
} as const

const logLength = 200

export class GateBoard implements PlayedBoard {
  readonly readsCards = false
  readonly #clock: Clock
  readonly #changed: () => void
  readonly #port: PlayedPort
  readonly #barrier: Barrier
  readonly #faults = new Set<LineFault>()
  readonly #stuck = new Set<StuckSensor>()
  readonly #felt: Record<BoardSensor, boolean> = { loop1: false, loop2: false, beam: false, estop: false }
  readonly #lines = { read: 0, damaged: 0, overlong: 0 }
  readonly #log: Actuation[] = []
  #assemble = lineAssembler(maxLineBytes)
  #state: BoardState = freshBoard()
  #running = false
  #booting: Timer | undefined
  #wake: Timer | undefined
  /** The command being worked on; further ones get BUSY. */
  #inHand: { number: number; timer: Timer } | undefined
  #actuations = 0
  #lifts = 0
  #deadManTrips = 0

  constructor({ name, clock, makePort, changed }: { name: string; clock: Clock; makePort: PortMaker; changed: () => void }) {
    this.#clock = clock
    this.#changed = changed
    this.#port = makePort(name, { opened: () => this.restart('external'), data: bytes => this.#hear(bytes), closed: () => this.#unheard() })
    this.#barrier = createBarrier(clock, position => this.#armMoved(position))
  }

  get port(): PlayedPort {
    return this.#port
  }

  async start(): Promise<void> {
    await this.#port.start()
  }

  async stop(): Promise<void> {
    this.#unheard()
    this.#wake?.cancel()
    this.#barrier.stop()
    await this.#port.stop()
  }

  arm(): ArmPosition {
    return this.#barrier.position()
  }

  /** OPEN orders carried out so far. */
  actuations(): number {
    return this.#actuations
  }

  view(): BoardView {
    return {
      connected: this.#port.isOpen(),
      boot: this.#state.boot,
      gate: this.#state.gate,
      arm: this.#barrier.position(),
      sensors: { ...this.#state.sensors },
      actuations: this.#actuations,
      actuation_log: [...this.#log],
      lifts: this.#lifts,
      lines: { ...this.#lines },
      dead_man_trips: this.#deadManTrips,
    }
  }

  /** Restarts the board, as opening an Arduino's port does. The barrier goes on as its motor was told. */
  restart(cause: 'external' | 'watchdog'): void {
    this.#unheard()
    this.#booting = this.#clock.after(boardDelays.bootMs, () => {
      this.#booting = undefined
      this.#assemble = lineAssembler(maxLineBytes)
      this.#running = true
      this.#step({ kind: 'boot', cause, arm: this.#barrier.position() })
    })
    this.#changed()
  }

  /** A vehicle or a thing is over a loop or in the beam, or the emergency button is pressed. */
  feel(sensor: BoardSensor, on: boolean): void {
    this.#felt[sensor] = on
    this.#sense(sensor)
  }

  /** A sensor that reports `on` whatever is there. */
  stick(sensor: StuckSensor, on: boolean): void {
    if (on) this.#stuck.add(sensor)
    else this.#stuck.delete(sensor)
    this.#sense(sensor)
  }

  press(name: 'BTN' | 'HELP'): void {
    this.#step({ kind: 'button', name, on: true })
    this.#clock.after(boardDelays.pressMs, () => this.#step({ kind: 'button', name, on: false }))
  }

  /** A coin falls into an acceptor wired to this board; not counted when none is configured. */
  insertCoin(pulses: number): void {
    this.#step({ kind: 'coin', pulses })
  }

  jam(on: boolean): void {
    this.#barrier.jam(on)
  }

  fault(kind: LineFault, on: boolean): void {
    if (on) this.#faults.add(kind)
    else this.#faults.delete(kind)
  }

  /** It has no reader of its own. */
  present(): boolean {
    return false
  }

  #hear(bytes: Uint8Array): void {
    if (this.#booting !== undefined) return
    for (const piece of this.#assemble(bytes)) {
      if (piece.kind === 'overlong') {
        this.#lines.overlong += 1
        this.#step({ kind: 'overlong' })
      } else this.#takeLine(piece.text)
    }
  }

  #takeLine(text: string): void {
    const line = readHostLine(text)
    this.#lines.read += 1
    if (line.kind === 'damaged' || line.kind === 'noise') this.#lines.damaged += 1
    if (line.kind !== 'command') {
      this.#step({ kind: 'line', text })
      return
    }
    if (this.#inHand !== undefined) {
      // The same number again is the host asking twice; the one answer serves both.
      if (this.#inHand.number !== line.number) this.#say(frame(line.number, ['ERR', 'BUSY']))
      return
    }
    const delayMs = this.#faults.has('slow') ? boardDelays.slowAnswerMs : boardDelays.answerMs
    const timer = this.#clock.after(delayMs, () => {
      this.#inHand = undefined
      this.#step({ kind: 'line', text })
    })
    this.#inHand = { number: line.number, timer }
  }

  #sense(sensor: BoardSensor): void {
    const on = this.#felt[sensor] || (sensor !== 'estop' && this.#stuck.has(sensor))
    this.#step({ kind: 'sensor', sensor, on })
  }

  #armMoved(position: ArmPosition): void {
    if (position === 'rising' && this.#state.gate !== 'closing') this.#lifts += 1
    this.#step({ kind: 'arm', position })
  }

  #step(input: BoardInput): void {
    const { state, effects } = stepBoard(this.#state, input, this.#clock.monotonic())
    this.#state = state
    for (const effect of effects) this.#carryOut(effect)
    this.#planWake()
    this.#changed()
  }

  #carryOut(effect: BoardEffect): void {
    switch (effect.kind) {
      case 'send':
        this.#say(effect.line)
        break
      case 'motor':
        this.#barrier.run(effect.run)
        this.#confirmLimit(effect.run)
        break
      case 'actuated':
        this.#actuations += 1
        this.#log.push({ at: new Date(this.#clock.now()).toISOString(), number: effect.number, hold_ms: effect.holdMs, gate: effect.gate })
        if (this.#log.length > logLength) this.#log.shift()
        break
      case 'dead_man':
        this.#deadManTrips += 1
        break
    }
  }

  /** An arm that is already where the motor would take it does not move, but its limit switch is closed all the same. */
  #confirmLimit(run: 'up' | 'down' | 'stop'): void {
    const position = this.#barrier.position()
    if ((run === 'up' && position === 'open') || (run === 'down' && position === 'closed')) this.#step({ kind: 'arm', position })
  }

  #say(line: string): void {
    if (!this.#running || this.#faults.has('silent')) return
    const text = this.#faults.has('wrong_checksum') ? line.replace(/[0-9A-F]{2}$/, sum => (sum === '00' ? '7F' : '00')) : line
    this.#port.write(Buffer.from(`${text}\n`, 'latin1'))
  }

  #unheard(): void {
    this.#booting?.cancel()
    this.#booting = undefined
    this.#inHand?.timer.cancel()
    this.#inHand = undefined
    this.#changed()
  }

  #planWake(): void {
    this.#wake?.cancel()
    const due = nextDueMs(this.#state)
    if (due !== undefined)
      this.#wake = this.#clock.after(Math.max(0, Math.ceil(due - this.#clock.monotonic())), () => this.#step({ kind: 'due' }))
  }
}
