/** The rule of a barrier that is only told to open: it closes by itself, and never onto what stands under it. */
import type { Clock, Timer } from '@palang/kit/clock'
import type { Ground } from './ground.ts'
import type { ArmPosition, BoardSensor } from './palang-board.ts'

export const selfClosingDelays = {
  /** Upright and nobody came: down again. */
  openMs: 8_000,
  /** The last vehicle has left the loop behind the barrier. */
  clearMs: 500,
} as const

/** Drives the barrier of `ground` from its own loop and light beam. */
export class SelfClosing {
  readonly #clock: Clock
  readonly #ground: Ground
  #closing: Timer | undefined

  constructor(clock: Clock, ground: Ground) {
    this.#clock = clock
    this.#ground = ground
  }

  /** A pulse on the OPEN input. */
  pulse(): void {
    if (this.#ground.isOn('estop')) return
    this.#ground.actuated()
    if (this.#ground.barrier.position() === 'open') this.#closeAfter(selfClosingDelays.openMs)
    else this.#ground.barrier.run('up')
  }

  moved(position: ArmPosition): void {
    if (position === 'open') this.#closeAfter(selfClosingDelays.openMs)
  }

  sensed(sensor: BoardSensor, on: boolean): void {
    if (sensor === 'estop' && on) this.#ground.barrier.run('stop')
    const { barrier } = this.#ground
    if (on && sensor === 'beam' && barrier.position() === 'falling') barrier.run('up')
    if (!on && sensor === 'loop2' && barrier.position() === 'open') this.#closeAfter(selfClosingDelays.clearMs)
  }

  stop(): void {
    this.#closing?.cancel()
    this.#ground.barrier.stop()
  }

  #closeAfter(delayMs: number): void {
    this.#closing?.cancel()
    this.#closing = this.#clock.after(delayMs, () => {
      if (this.#ground.isOn('beam') || this.#ground.isOn('loop2')) this.#closeAfter(selfClosingDelays.clearMs)
      else if (!this.#ground.isOn('estop')) this.#ground.barrier.run('down')
    })
  }
}
