/** A barrier with its loops, beam and buttons as it behaves in the world, for simulated boards and for tests. */
import type { Clock, Timer } from '@palang/kit'
import { listeners } from '../../io/listeners.ts'
import type { BarrierPosition, BoardInput } from './port.ts'

export type ModelEvent = { kind: 'barrier'; position: BarrierPosition } | { kind: 'input'; input: BoardInput; on: boolean }

export type ModelPosition = Exclude<BarrierPosition, 'unknown'>

export interface BarrierModelOptions {
  clock: Clock
  /** From closed to open. */
  travelMs?: number
}

const buttonMs = 100
/** A motor that has not arrived after so many times its travel is reported as a fault. */
const faultFactor = 2

/** Opens, holds, closes by itself; never closes onto a broken beam and opens again when the beam breaks under it. */
export class BarrierModel {
  readonly #clock: Clock
  readonly #travelMs: number
  readonly #events = listeners<ModelEvent>()
  readonly #inputs = { loop1: false, loop2: false, beam: false, estop: false }
  #position: ModelPosition = 'closed'
  /** Where the boom was when its motion last changed: 0 lying, 1 upright. */
  #lift = 0
  #sinceMs = 0
  #holdMs = 0
  #isHoldOver = false
  #isJammed = false
  #moving: Timer | undefined
  #holding: Timer | undefined

  constructor({ clock, travelMs = 1_200 }: BarrierModelOptions) {
    this.#clock = clock
    this.#travelMs = travelMs
  }

  get position(): ModelPosition {
    return this.#position
  }

  get inputs(): Readonly<{ loop1: boolean; loop2: boolean; beam: boolean; estop: boolean }> {
    return { ...this.#inputs }
  }

  /** 0 lying across the lane, 1 upright. */
  get lift(): number {
    if (this.#isJammed || (this.#position !== 'opening' && this.#position !== 'closing')) return this.#lift
    const moved = (this.#clock.monotonic() - this.#sinceMs) / this.#travelMs
    return Math.min(1, Math.max(0, this.#position === 'opening' ? this.#lift + moved : this.#lift - moved))
  }

  subscribe(listener: (event: ModelEvent) => void): () => void {
    return this.#events.add(listener)
  }

  /** `holdMs` counts from the moment the boom is upright; 0 stays open. */
  open(holdMs: number): void {
    this.#holdMs = holdMs
    this.#isHoldOver = false
    this.#holding?.cancel()
    if (this.#position === 'open') this.#hold()
    else this.#move('opening')
  }

  /** False while the beam is broken. */
  close(): boolean {
    if (this.#inputs.beam) return false
    this.#holding?.cancel()
    if (this.#position !== 'closed') this.#move('closing')
    return true
  }

  /** Stops the boom; between its ends it is neither open nor closed, which the switches report as a fault. */
  halt(): void {
    this.#holding?.cancel()
    if (this.#position === 'opening' || this.#position === 'closing') this.#settle('fault')
  }

  /** Moves a vehicle onto or off a loop, or into the beam; presses or releases the emergency stop, which halts the boom. */
  set(input: 'loop1' | 'loop2' | 'beam' | 'estop', on: boolean): void {
    if (this.#inputs[input] === on) return
    this.#inputs[input] = on
    this.#events.tell({ kind: 'input', input, on })
    if (input === 'estop' && on) this.halt()
    if (input !== 'beam') return
    if (on && this.#position === 'closing') {
      this.#isHoldOver = this.#holdMs > 0
      this.#move('opening')
    } else if (!on && this.#isHoldOver && this.#position === 'open') this.close()
  }

  press(button: 'ticket_button' | 'help_button'): void {
    this.#events.tell({ kind: 'input', input: button, on: true })
    this.#clock.after(buttonMs, () => this.#events.tell({ kind: 'input', input: button, on: false }))
  }

  /** A jammed boom stays where it is, whatever the motor does. */
  jam(on: boolean): void {
    this.#lift = this.lift
    this.#sinceMs = this.#clock.monotonic()
    this.#isJammed = on
  }

  /** What a restart does: the motor stops and the hold is forgotten. */
  restart(): void {
    this.halt()
    this.#holdMs = 0
    this.#isHoldOver = false
  }

  #move(towards: 'opening' | 'closing'): void {
    const lift = this.lift
    this.#moving?.cancel()
    this.#lift = lift
    this.#sinceMs = this.#clock.monotonic()
    this.#show(towards)
    const way = towards === 'opening' ? 1 - lift : lift
    const [delayMs, end] = this.#isJammed
      ? ([this.#travelMs * faultFactor, 'fault'] as const)
      : ([this.#travelMs * way, towards === 'opening' ? 'open' : 'closed'] as const)
    this.#moving = this.#clock.after(delayMs, () => this.#settle(end))
  }

  #settle(position: 'open' | 'closed' | 'fault'): void {
    this.#lift = position === 'open' ? 1 : position === 'closed' ? 0 : this.lift
    this.#moving?.cancel()
    this.#show(position)
    if (position === 'open') this.#hold()
  }

  #hold(): void {
    if (this.#holdMs === 0) return
    this.#holding = this.#clock.after(this.#isHoldOver ? 0 : this.#holdMs, () => {
      this.#isHoldOver = true
      this.close()
    })
  }

  #show(position: ModelPosition): void {
    if (this.#position === position) return
    this.#position = position
    this.#events.tell({ kind: 'barrier', position })
  }
}
