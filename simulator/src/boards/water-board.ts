/** A water board on a serial port: lines, and water that takes its time. */
import type { Clock, Timer } from '@palang/kit/clock'
import type { PlayedPort, PortMaker } from '../transport/played-port.ts'
import { boardDelays } from './gate-board.ts'
import { lineAssembler, maxLineBytes } from './line.ts'
import type { Plumbing } from './water-flow.ts'
import { freshWater, nextWaterDueMs, stepWaterBoard, type WaterInput, type WaterState, type WaterSwitch } from './water-machine.ts'

export interface WaterBoardOptions {
  id: string
  clock: Clock
  makePort: PortMaker
  /** Called after whatever the board did. */
  changed: () => void
  plumbing?: Plumbing | undefined
}

export class WaterBoard {
  readonly id: string
  readonly port: PlayedPort
  readonly #clock: Clock
  readonly #changed: () => void
  #assemble = lineAssembler(maxLineBytes)
  #state: WaterState
  #booting: Timer | undefined
  #wake: Timer | undefined

  constructor({ id, clock, makePort, changed, plumbing }: WaterBoardOptions) {
    this.id = id
    this.#state = freshWater(plumbing)
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
    const { boot, flow, last, switches, isDry, isStuck, left, pour, trickle, coins } = this.#state
    return {
      connected: this.port.isOpen(),
      boot,
      flow,
      pouring: pour !== undefined,
      trickling: trickle !== undefined,
      last,
      switches,
      dry: isDry,
      valve_stuck: isStuck,
      /** Pulses of water; null on the mains. */
      tank_pulses: Number.isFinite(left) ? left : null,
      coin_pulses: coins.pulses,
    }
  }

  /** Pulses since the start: what ran through the filter. */
  flow(): number {
    return this.#state.flow
  }

  /** Whether `OUT` has switched this relay on. */
  hasRelayOn(relay: number): boolean {
    return this.#state.relays[relay] !== undefined
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

  /** Somebody fills the tank. */
  refill(): void {
    this.#step({ kind: 'refill' })
  }

  /** The valve stays open after the next pour, until it is mended. */
  stick(isStuck: boolean): void {
    this.#step({ kind: 'stuck', isStuck })
  }

  /** From the next pour on a pulse comes every so many milliseconds. */
  setNozzle(pulseMs: number): void {
    this.#step({ kind: 'nozzle', pulseMs })
  }

  /** A coin falls into an acceptor wired to this board; not counted when none is configured. */
  insertCoin(pulses: number): void {
    this.#step({ kind: 'coin', pulses })
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
