/** A coin acceptor on the board's pin: each coin pulls it low as many times as its value. */
import type { Clock } from '@palang/kit'

export interface CoinManner {
  /** How long the pin is low, and how long it rests between two pulses of a coin. */
  widthMs: number
  pauseMs: number
  /** Its contact closes and opens so often at each edge, a quarter of a millisecond each. */
  bounces?: number
}

/** As most acceptors come from the factory. */
const usual: CoinManner = { widthMs: 30, pauseMs: 70 }

const bounceMs = 0.25

export class CoinAcceptor {
  readonly #clock: Clock
  readonly #wire: (level: 0 | 1) => void
  /** Pulses begun so far. */
  pulses = 0

  constructor(clock: Clock, wire: (level: 0 | 1) => void) {
    this.#clock = clock
    this.#wire = wire
    wire(1)
  }

  /** Lets one coin fall that is worth so many pulses; gives the time until its last pulse is over. */
  insert(pulses: number, { widthMs, pauseMs, bounces = 0 }: CoinManner = usual): number {
    for (let i = 0; i < pulses; i += 1) {
      const atMs = i * (widthMs + pauseMs)
      this.#clock.after(atMs, () => (this.pulses += 1))
      this.#edge(atMs, 0, bounces)
      this.#edge(atMs + widthMs, 1, bounces)
    }
    return pulses * (widthMs + pauseMs)
  }

  /** The pin is low for so long: noise, a short circuit, an acceptor losing its power. */
  hold(forMs: number): void {
    this.#edge(0, 0, 0)
    this.#edge(forMs, 1, 0)
  }

  #edge(atMs: number, level: 0 | 1, bounces: number): void {
    for (let i = 0; i < 2 * bounces; i += 1) {
      const now = i % 2 === 0 ? level : level === 0 ? 1 : 0
      this.#clock.after(atMs + i * bounceMs, () => this.#wire(now))
    }
    this.#clock.after(atMs + 2 * bounces * bounceMs, () => this.#wire(level))
  }
}
