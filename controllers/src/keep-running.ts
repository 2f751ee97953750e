/**
 * Nothing moves and no money is taken without a journal: when the disk refuses it, the machine is taken down and the
 * panel says so; as soon as the disk takes it again, the machine begins as after a power cut.
 */
import { backoff, type Clock, isoNow, type Log, messageOf, mutex, type Timer } from '@palang/kit'
import { isDiskTrouble } from './journal/disk-trouble.ts'

/** From the first to the longest wait before a disk that refused is tried again. Milliseconds. */
export const diskRetryMs = { first: 1_000, longest: 10_000 } as const

/** A machine that can be taken down and begun anew. */
export interface Restartable {
  start(): Promise<void>
  stop(): Promise<void>
  /** Puts on record that the machine was out of order because of its disk. */
  tellOfRefusal(since: string): void
}

export interface KeepRunningOptions<Machine> {
  clock: Clock
  log: Log
  /** A machine that has not started, and what it calls when it cannot go on. */
  begin(onFatal: (error: unknown) => void): Machine
  onChange(): void
  /** What is not the disk's fault ends the process. */
  onFatal(error: unknown): void
}

/**
 * Keeps one machine running, never two on one journal: each start and each stop waits for the one before. Nothing is
 * begun before `start` or after `stop`.
 */
export class Keeper<Machine extends Restartable> {
  readonly #options: KeepRunningOptions<Machine>
  readonly #delay = backoff(diskRetryMs.first, diskRetryMs.longest)
  readonly #line = mutex()
  #running: Machine | undefined
  #refusedSince: string | undefined
  #retry: Timer | undefined
  #stopped = false

  constructor(options: KeepRunningOptions<Machine>) {
    this.#options = options
  }

  /** The machine, unless it is out of order, starting or stopping. */
  running(): Machine | undefined {
    return this.#running
  }

  /** Since when the disk refuses; undefined while it does not. */
  refusedSince(): string | undefined {
    return this.#refusedSince
  }

  /** Resolves when the machine runs or its disk refuses. Throws what is not the disk's fault. */
  start(): Promise<void> {
    return this.#line.run(() => this.#begin())
  }

  /** Resolves when the machine is at rest, also one that was still starting. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#retry?.cancel()
    await this.#takeDown()
  }

  async #begin(): Promise<void> {
    if (this.#stopped) return
    let begun: Machine | undefined
    let isRefused = false
    try {
      begun = this.#options.begin(error => {
        isRefused = true
        this.#refused(error)
      })
      await begun.start()
      if (this.#refusedSince !== undefined && !isRefused) begun.tellOfRefusal(this.#refusedSince)
    } catch (error) {
      await begun?.stop()
      if (!isDiskTrouble(error)) throw error
      return this.#refused(error)
    }
    if (isRefused || this.#stopped) return begun.stop()
    this.#running = begun
    this.#refusedSince = undefined
    this.#delay.reset()
    this.#options.onChange()
  }

  #refused(error: unknown): void {
    const { clock, log, onFatal, onChange } = this.#options
    if (!isDiskTrouble(error)) return onFatal(error)
    if (this.#stopped) return
    this.#refusedSince ??= isoNow(clock)
    log.error({ err: messageOf(error) }, 'the disk refuses the journal; the machine is out of order until it takes it again')
    this.#retry?.cancel()
    this.#retry = clock.after(this.#delay.next(), () => void this.#orFatal(() => this.start()))
    void this.#orFatal(() => this.#takeDown())
    onChange()
  }

  async #orFatal(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.onFatal(error)
    }
  }

  async #takeDown(): Promise<void> {
    const machine = this.#running
    this.#running = undefined
    await this.#line.run(async () => machine?.stop())
  }
}
