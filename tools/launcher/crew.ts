/** All programs of a site together: started stage by stage, stopped the other way round. */
import { backoff, type Clock } from '@palang/kit'
import type { ProgramPlan } from './programs.ts'
import { Supervised, type Child, type ProgramState, type ReadyMessage } from './supervisor.ts'

export interface CrewOptions {
  plans: readonly ProgramPlan[]
  spawn: (plan: ProgramPlan, environment: NodeJS.ProcessEnv) => Child
  clock: Clock
  /** 0 ≤ x < 1, for the restart delays. */
  random: () => number
  onState: (name: string, state: ProgramState, isRestart: boolean) => void
}

/** From the first crash to the longest wait between two restarts. */
const restartDelays = { minMs: 250, maxMs: 30_000 } as const
/** Longest wait for programs that are ready and not settled; the site runs without, only not everything of it. */
const settleMs = 15_000

export class Crew {
  readonly #options: CrewOptions
  readonly #members: readonly { plan: ProgramPlan; supervised: Supervised }[]
  readonly #ready = new Map<string, ReadyMessage>()
  readonly #unsettled: Set<string>
  #settled: (() => void) | undefined
  #stopping = false

  constructor(options: CrewOptions) {
    this.#options = options
    this.#unsettled = new Set(options.plans.filter(plan => plan.settledBy !== undefined).map(plan => plan.name))
    this.#members = options.plans.map(plan => ({ plan, supervised: this.#supervise(plan) }))
  }

  /** The latest ready message of every program that was ready. */
  get ready(): ReadonlyMap<string, ReadyMessage> {
    return this.#ready
  }

  states(): { name: string; state: ProgramState }[] {
    return this.#members.map(({ supervised }) => ({ name: supervised.name, state: supervised.state }))
  }

  /**
   * Resolves when all are ready and settled, the latter at most `settleMs` later; throws `ProgramFailed` of the first that
   * will not come up, leaving the others as they are.
   */
  async start(): Promise<void> {
    for (const stage of this.#stages()) {
      if (this.#stopping) return
      await Promise.all(stage.map(({ supervised }) => supervised.start()))
    }
    await this.#settling()
  }

  /** Stops all, last stage first; resolves when no process is left. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const stage of this.#stages().toReversed()) await Promise.all(stage.map(({ supervised }) => supervised.stop()))
  }

  /** Ends all at once. */
  force(): void {
    for (const { supervised } of this.#members) supervised.force()
  }

  #settling(): Promise<void> {
    return new Promise(resolve => {
      const timer = this.#options.clock.after(settleMs, () => resolve())
      this.#settled = () => {
        if (this.#unsettled.size > 0) return
        timer.cancel()
        resolve()
      }
      this.#settled()
    })
  }

  #stages() {
    const numbers = [...new Set(this.#members.map(({ plan }) => plan.stage))].toSorted((a, b) => a - b)
    return numbers.map(stage => this.#members.filter(({ plan }) => plan.stage === stage))
  }

  #supervise(plan: ProgramPlan): Supervised {
    const { clock, random, spawn, onState } = this.#options
    return new Supervised({
      name: plan.name,
      spawn: () => spawn(plan, plan.environment(this.#ready)),
      clock,
      backoff: backoff(restartDelays.minMs, restartDelays.maxMs, random),
      onState: state => {
        const isRestart = this.#ready.has(plan.name)
        if (state.state === 'ready') this.#ready.set(plan.name, state.message)
        onState(plan.name, state, isRestart)
      },
      onTold: kind => {
        if (kind !== plan.settledBy) return
        this.#unsettled.delete(plan.name)
        this.#settled?.()
      },
    })
  }
}
