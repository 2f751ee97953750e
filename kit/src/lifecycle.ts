/** Starting and stopping parts in order. */

export interface Part {
  name: string
  start(): Promise<void> | void
  stop(): Promise<void> | void
}

/**
 * Starts parts one after the other. When one fails, those already started are stopped in reverse and the failure is
 * thrown. `stop` runs every part's stop in reverse even when one throws, and reports the first failure.
 */
export class Lifecycle {
  readonly #parts: readonly Part[]
  #started: Part[] = []

  constructor(parts: readonly Part[]) {
    this.#parts = parts
  }

  async start(): Promise<void> {
    for (const part of this.#parts) {
      try {
        await part.start()
      } catch (error) {
        await this.stop().catch(() => undefined)
        throw error
      }
      this.#started.push(part)
    }
  }

  async stop(): Promise<void> {
    const started = this.#started.toReversed()
    this.#started = []
    const failures: unknown[] = []
    for (const part of started) {
      try {
        await part.stop()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
}
