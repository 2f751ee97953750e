/** A flow meter behind the valve: a pulse for every bit of water while it is open, and a little more that is still in the pipe. */
import type { Clock, Timer } from '@palang/kit'

/** About 1.5 litres in a minute with 450 pulses to the litre, played fast. */
const pulseEveryMs = 4

export class FlowMeter {
  readonly #clock: Clock
  readonly #wire: (level: 0 | 1) => void
  #turning: Timer | undefined
  #level: 0 | 1 = 1
  /** No water comes, whatever the valve does. */
  isDry = false
  /** Pulses so far. */
  pulses = 0
  /** Pulses that came while the valve was open. */
  whileOpen = 0

  constructor(clock: Clock, wire: (level: 0 | 1) => void) {
    this.#clock = clock
    this.#wire = wire
    wire(1)
  }

  valve(isOpen: boolean): void {
    this.#turning?.cancel()
    this.#turning = isOpen ? this.#clock.every(pulseEveryMs / 2, () => this.#turn()) : undefined
    if (isOpen || this.#level === 1) return
    this.#level = 1
    this.#wire(1)
  }

  /** Pulses that nobody ordered. */
  drip(count: number): void {
    for (let i = 0; i < count; i++) this.#clock.after(i * pulseEveryMs, () => this.#pulse())
  }

  #turn(): void {
    if (this.isDry) return
    this.#level = this.#level === 1 ? 0 : 1
    this.#wire(this.#level)
    if (this.#level === 1) return
    this.pulses += 1
    this.whileOpen += 1
  }

  #pulse(): void {
    this.pulses += 1
    this.#wire(0)
    this.#clock.after(pulseEveryMs / 2, () => this.#wire(1))
  }
}
