/** A barrier arm on the board's motor relays, with the limit switches at its ends. It moves only while a relay is on. */
import type { Clock, Timer } from '@palang/kit'
import type { BarrierModel } from '../../controllers/src/devices/board/barrier-model.ts'

export type LimitSwitch = 'limitOpen' | 'limitClosed'

const travelMs = 1_200

export class Arm {
  readonly #clock: Clock
  readonly #touch: (limit: LimitSwitch, on: boolean) => void
  readonly #relays = { up: false, down: false }
  readonly #stuck = new Map<LimitSwitch, boolean>()
  readonly #touched: Record<LimitSwitch, boolean | undefined> = { limitOpen: undefined, limitClosed: undefined }
  #lift = 0
  #sinceMs = 0
  #isJammed = false
  #arrival: Timer | undefined
  /** How often the arm was sent up, and down. */
  readonly sent = { up: 0, down: 0 }

  constructor(clock: Clock, touch: (limit: LimitSwitch, on: boolean) => void) {
    this.#clock = clock
    this.#touch = touch
  }

  /** 0 lying across the lane, 1 upright. */
  get lift(): number {
    const moved = this.#direction() * ((this.#clock.monotonic() - this.#sinceMs) / travelMs)
    return Math.min(1, Math.max(0, this.#lift + moved))
  }

  get position(): BarrierModel['position'] {
    if (this.lift === 0) return 'closed'
    if (this.lift === 1) return 'open'
    return this.#direction() > 0 ? 'opening' : this.#direction() < 0 ? 'closing' : 'fault'
  }

  relay(direction: 'up' | 'down', on: boolean): void {
    if (on) this.sent[direction] += 1
    this.#change(() => (this.#relays[direction] = on))
    if (this.#relays.up && this.#relays.down) throw new Error('both motor relays are on')
  }

  /** Whatever the motor does, the arm stands still. */
  jam(on: boolean): void {
    this.#change(() => (this.#isJammed = on))
  }

  /** A switch that says `on` whatever the arm does; undefined mends it. */
  stick(limit: LimitSwitch, on: boolean | undefined): void {
    if (on === undefined) this.#stuck.delete(limit)
    else this.#stuck.set(limit, on)
    this.#feel()
  }

  /** Somebody puts the arm at a lift by hand. */
  put(lift: number): void {
    this.#change(() => (this.#lift = lift))
  }

  #direction(): -1 | 0 | 1 {
    if (this.#isJammed || this.#relays.up === this.#relays.down) return 0
    return this.#relays.up ? 1 : -1
  }

  #change(change: () => void): void {
    this.#lift = this.lift
    this.#sinceMs = this.#clock.monotonic()
    change()
    this.#arrival?.cancel()
    this.#feel()
    const way = this.#direction() > 0 ? 1 - this.#lift : this.#direction() < 0 ? this.#lift : 0
    if (way > 0) this.#arrival = this.#clock.after(way * travelMs, () => this.#change(() => (this.#lift = Math.round(this.#lift))))
    // It leaves the switch behind as soon as it moves.
    if (way === 1) this.#clock.after(1, () => this.#feel())
  }

  #feel(): void {
    for (const [limit, isThere] of [
      ['limitOpen', this.lift === 1],
      ['limitClosed', this.lift === 0],
    ] as const) {
      const on = this.#stuck.get(limit) ?? isThere
      if (this.#touched[limit] === on) continue
      this.#touched[limit] = on
      this.#touch(limit, on)
    }
  }
}
