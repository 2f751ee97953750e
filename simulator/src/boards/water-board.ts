/** A water board on a serial port: lines, and water that takes its time. */
import type { Clock, Timer } from '@palang/kit/clock'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import { boardDelays } from './gate-board.ts'
import { lineAssembler, maxLineBytes } from './line.ts'
import { freshWater, nextWaterDueMs, stepWaterBoard, type WaterInput, type WaterState, type WaterSwitch } from './water-machine.ts'

export class WaterBoard {
  readonly id: string
  readonly port: PlayedPort
  readonly #clock: Clock
  readonly #changed: () => void
  #assemble = lineAssembler(maxLineBytes)
  #state: WaterState = freshWater
  #booting: Timer | undefined
  #wake: Timer | undefined

  constructor({ id, clock, makePort, changed }: { id: string; clock: Clock; makePort: PortMaker; changed: () => void }) {
    this.id = id
    this.#clock = clock
    this.#changed = changed
    this.port = makePort(`${id}-board`, {
      opened: () => this.restart('external'),
      data: bytes => this.#hear(bytes),
      closed: () => this.#booting?.cancel(),
    })
  }

  /** The board as the world sees it. */
  view() {
    const { boot, flow, last, switches, isDry, pour } = this.#state
    return { connected: this.port.isOpen(), boot, flow, pouring: pour !== undefined, last, switches, dry: isDry }
  }

  async stop(): Promise<void> {
    this.#booting?.cancel()
    this.#wake?.cancel()
    await this.port.stop()
  }

  /** Restarts the board, as opening an Arduino's port does. Without power it forgets what it poured. */
  restart(cause: 'power' | 'external'): void {
    this.#booting?.cancel()
    this.#booting = this.#clock.after(boardDelays.bootMs, () => {
      this.#booting = undefined
      this.#assemble = lineAssembler(maxLineBytes)
      this.#step({ kind: 'boot', cause })
    })
  }

  /** A door opens, water leaks, somebody presses the emergency stop; or it is over. */
  feel(name: WaterSwitch, on: boolean): void {
    this.#step({ kind: 'switch', name, on })
  }

  /** The well runs dry before the next pour, or has water again. */
  runDry(isDry: boolean): void {
    this.#step({ kind: 'well', isDry })
  }

  #hear(bytes: Uint8Array): void {
    if (this.#booting !== undefined) return
    for (const piece of this.#assemble(bytes)) this.#step(piece)
  }

  #step(input: WaterInput): void {
    const { state, lines } = stepWaterBoard(this.#state, input, this.#clock.monotonic())
    this.#state = state
    for (const line of lines) this.port.write(Buffer.from(`${line}\n`, 'latin1'))
    this.#changed()
    this.#wake?.cancel()
    const dueMs = nextWaterDueMs(state)
    if (dueMs !== undefined)
      this.#wake = this.#clock.after(Math.max(0, Math.ceil(dueMs - this.#clock.monotonic())), () => this.#step({ kind: 'due' }))
  }
}
