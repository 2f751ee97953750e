/** Time is passed in, so that a 90 s time-out is tested in a millisecond. */

export interface Timer {
  cancel(): void
}

export interface Clock {
  /** Milliseconds since 1970 in UTC; may jump when the system clock is set. */
  now(): number
  /** Milliseconds that never go back; only differences mean something. */
  monotonic(): number
  /** Runs `work` once after `delayMs`. */
  after(delayMs: number, work: () => void): Timer
  /** Runs `work` every `periodMs` until cancelled. */
  every(periodMs: number, work: () => void): Timer
}

/** ISO 8601 in UTC with milliseconds. */
export function isoNow(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}

/** The machine's own clock; its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, work) {
    const handle = setTimeout(work, delayMs)
    handle.unref()
    return { cancel: () => clearTimeout(handle) }
  },
  every(periodMs, work) {
    const handle = setInterval(work, periodMs)
    handle.unref()
    return { cancel: () => clearInterval(handle) }
  },
}

/** The clock of a page, or of a program that lives as long as it waits: its timers keep a Node process alive. */
export const pageClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, work) {
    const handle = setTimeout(work, delayMs)
    return { cancel: () => clearTimeout(handle) }
  },
  every(periodMs, work) {
    const handle = setInterval(work, periodMs)
    return { cancel: () => clearInterval(handle) }
  },
}

interface Pending {
  dueMs: number
  order: number
  work: () => void
  periodMs: number | undefined
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  #wallMs: number
  #steadyMs = 0
  #order = 0
  readonly #pending = new Set<Pending>()

  constructor(startMs = Date.UTC(2026, 0, 20, 10, 30)) {
    this.#wallMs = startMs
  }

  now(): number {
    return this.#wallMs
  }

  monotonic(): number {
    return this.#steadyMs
  }

  after(delayMs: number, work: () => void): Timer {
    return this.#schedule(delayMs, work, undefined)
  }

  every(periodMs: number, work: () => void): Timer {
    return this.#schedule(periodMs, work, periodMs)
  }

  /** When the next work falls due, on `monotonic()`; undefined when nothing waits. */
  nextDueMs(): number | undefined {
    return this.#earliest()?.dueMs
  }

  /** Sets the wall clock, as NTP or a person does; timers are not affected. */
  jump(toMs: number): void {
    this.#wallMs = toMs
  }

  /** Moves time on, running what falls due in order; promises settled by it are awaited between steps. */
  async advance(byMs: number): Promise<void> {
    const end = this.#steadyMs + byMs
    await settle()
    for (;;) {
      const next = this.#earliest()
      if (next === undefined || next.dueMs > end) break
      this.#moveTo(next.dueMs)
      if (next.periodMs === undefined) this.#pending.delete(next)
      else next.dueMs += next.periodMs
      next.work()
      await settle()
    }
    this.#moveTo(end)
    await settle()
  }

  #schedule(delayMs: number, work: () => void, periodMs: number | undefined): Timer {
    const entry: Pending = { dueMs: this.#steadyMs + Math.max(0, delayMs), order: this.#order++, work, periodMs }
    this.#pending.add(entry)
    return { cancel: () => this.#pending.delete(entry) }
  }

  #earliest(): Pending | undefined {
    let first: Pending | undefined
    for (const entry of this.#pending) {
      if (first === undefined || entry.dueMs < first.dueMs || (entry.dueMs === first.dueMs && entry.order < first.order)) first = entry
    }
    return first
  }

  #moveTo(steadyMs: number): void {
    this.#wallMs += steadyMs - this.#steadyMs
    this.#steadyMs = steadyMs
  }
}

/** Lets promise chains run to their end; several turns, because one `await` continues in the next. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) await new Promise<void>(resolve => setImmediate(resolve))
}
