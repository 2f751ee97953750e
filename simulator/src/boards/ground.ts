/** What every board without a memory of its own stands on: its barrier, what is in the lane, what was ordered, and its faults. */
import type { Clock } from '@palang/kit/clock'
import { type Barrier, createBarrier } from './barrier.ts'
import type { ArmPosition, BoardSensor, GateWord } from './palang-board.ts'
import type { Actuation, BoardView, LineFault, StuckSensor } from './played-board.ts'

const logLength = 200
const words: Record<ArmPosition, GateWord> = { closed: 'closed', rising: 'opening', open: 'open', falling: 'closing', stopped: 'fault' }

export interface GroundOptions {
  clock: Clock
  changed(): void
  /** A sensor reports something else than before. */
  sensed(sensor: BoardSensor, on: boolean): void
  moved(position: ArmPosition): void
  /** How long the arm takes. */
  fullMoveMs?: number
}

export class Ground {
  readonly barrier: Barrier
  readonly #options: GroundOptions
  readonly #faults = new Set<LineFault>()
  readonly #stuck = new Set<StuckSensor>()
  readonly #felt: Record<BoardSensor, boolean> = { loop1: false, loop2: false, beam: false, estop: false }
  readonly #reported: Record<BoardSensor, boolean> = { loop1: false, loop2: false, beam: false, estop: false }
  readonly #log: Actuation[] = []
  readonly lines = { read: 0, damaged: 0, overlong: 0 }
  #actuations = 0
  #lifts = 0

  constructor(options: GroundOptions) {
    this.#options = options
    this.barrier = createBarrier(
      options.clock,
      position => {
        if (position === 'rising') this.#lifts += 1
        options.moved(position)
        options.changed()
      },
      options.fullMoveMs,
    )
  }

  get actuations(): number {
    return this.#actuations
  }

  /** How the barrier really stands. */
  get gate(): GateWord {
    return words[this.barrier.position()]
  }

  isOn(sensor: BoardSensor): boolean {
    return this.#reported[sensor]
  }

  has(fault: LineFault): boolean {
    return this.#faults.has(fault)
  }

  feel(sensor: BoardSensor, on: boolean): void {
    this.#felt[sensor] = on
    this.#report(sensor)
  }

  stick(sensor: StuckSensor, on: boolean): void {
    if (on) this.#stuck.add(sensor)
    else this.#stuck.delete(sensor)
    this.#report(sensor)
  }

  fault(kind: LineFault, on: boolean): void {
    if (on) this.#faults.add(kind)
    else this.#faults.delete(kind)
  }

  /** Counts an order to open that is carried out. */
  actuated(): void {
    this.#actuations += 1
    this.#log.push({ at: new Date(this.#options.clock.now()).toISOString(), number: 0, hold_ms: 0, gate: this.gate })
    if (this.#log.length > logLength) this.#log.shift()
  }

  view(): Omit<BoardView, 'connected' | 'boot'> {
    return {
      gate: this.gate,
      arm: this.barrier.position(),
      sensors: { ...this.#reported },
      actuations: this.#actuations,
      actuation_log: [...this.#log],
      lifts: this.#lifts,
      lines: { ...this.lines },
      dead_man_trips: 0,
    }
  }

  #report(sensor: BoardSensor): void {
    const on = this.#felt[sensor] || (sensor !== 'estop' && this.#stuck.has(sensor))
    if (on === this.#reported[sensor]) return
    this.#reported[sensor] = on
    this.#options.sensed(sensor, on)
    this.#options.changed()
  }
}
