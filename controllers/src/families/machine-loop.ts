/**
 * What every machine is run by: strictly one input after the other, and what a step records is on the disk before anything of
 * that step moves or is told. The family brings its pure step and carries out its own effects.
 */
import { messageOf, type Timer } from '@palang/kit'
import { type CommandResult, type CommandType, isTerminal } from '@palang/protocol'
import type { LoopEffect } from './loop-effect.ts'
import { type Diary, type MachineCommand, type MachineServices, notObeyed } from './machine.ts'

type AnyFact = Parameters<Diary['write']>[0]['facts'][number]

export interface LoopPlan<State, Input, Own, Name> {
  services: Pick<MachineServices, 'clock' | 'diary' | 'hub' | 'log' | 'onFatal'>
  /** The state to begin with, from what an earlier run saved; '' when there was none. */
  initial(saved: string): State
  step(state: State, input: Input): { state: State; effects: readonly (LoopEffect<AnyFact, Name> | Own)[] }
  /** What of the state must outlive the process. */
  saved(state: State): unknown
  perform(effect: Own): void
  timer(name: Name): Input
  /** Called each time when no input is left to be worked on. */
  settled(): void
  /** The type of a command that is answered without its being known. */
  usualCommand: CommandType
}

/** Runs a plan from {@link adopt} on until {@link stop}, or until the journal refuses: then nothing more comes in, is written or moves. */
export class MachineLoop<State, Input, Own extends { do: string }, Name extends string> {
  readonly #plan: LoopPlan<State, Input, Own, Name>
  readonly #queue: Input[] = []
  readonly #timers = new Map<Name, Timer>()
  readonly #commands = new Map<string, { type: string; resolve(result: CommandResult): void }>()
  #state: State
  #savedText: string
  #stopped = false
  #stepping = false

  constructor(plan: LoopPlan<State, Input, Own, Name>) {
    this.#plan = plan
    this.#savedText = plan.services.diary.saved() ?? ''
    this.#state = plan.initial(this.#savedText)
  }

  get state(): State {
    return this.#state
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /**
   * What an earlier run accepted and did not end. `ending` tells how each ends now; undefined for the one that is still under
   * way and whose step will answer it.
   */
  adopt(ending: (command: { id: string; type: string }) => CommandResult | undefined): void {
    for (const { id, type } of this.#plan.services.diary.unfinished()) {
      this.#commands.set(id, { type, resolve: () => undefined })
      const end = ending({ id, type })
      if (end !== undefined) this.answer(end)
    }
  }

  dispatch(input: Input): void {
    if (this.#stopped) return
    this.#queue.push(input)
    if (this.#stepping) return
    this.#stepping = true
    try {
      for (let next = this.#queue.shift(); next !== undefined && !this.#stopped; next = this.#queue.shift()) this.#step(next)
    } finally {
      this.#stepping = false
    }
    this.#plan.settled()
  }

  /** Resolves when the command has ended. `begin` sets about it; false from it: this family does not obey such a command. */
  execute(command: MachineCommand, begin: (command: MachineCommand) => boolean): Promise<CommandResult> {
    const { id, type } = command
    if (this.#stopped) {
      return Promise.resolve({ command_id: id, state: 'rejected', error: { code: 'machine_busy', message: 'The machine has stopped' } })
    }
    return new Promise(resolve => {
      this.#commands.set(id, { type, resolve })
      if (!begin(command)) this.answer(notObeyed(command))
    })
  }

  /** The next state of a command that does not touch the machine. */
  answer(result: CommandResult): void {
    if (!this.#stopped && this.#write({ facts: [], commands: [this.#named(result)] })) this.#tell(result)
  }

  /** Whoever asked and was not answered is told that the machine has stopped; what it did is in the journal. */
  stop(): void {
    this.#stopped = true
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
    const error = { code: 'outcome_unknown', message: 'The machine stopped before the outcome was known' }
    for (const [id, { resolve }] of this.#commands) resolve({ command_id: id, state: 'unknown', error })
    this.#commands.clear()
  }

  #step(input: Input): void {
    const { state, effects } = this.#plan.step(this.#state, input)
    if (!this.#commit(state, effects)) return
    this.#state = state
    for (const effect of effects) {
      if (isLoopEffect(effect)) this.#perform(effect)
      else this.#plan.perform(effect)
    }
  }

  /**
   * False when the journal refuses: then nothing of the step may happen, and the machine is taken down: begun again when the
   * disk refuses, the end of the process for any other error.
   */
  #commit(state: State, effects: readonly (LoopEffect<AnyFact, Name> | Own)[]): boolean {
    const common = effects.filter(effect => isLoopEffect(effect))
    const facts = common.flatMap(effect => (effect.do === 'record' ? [effect.fact] : []))
    const commands = common.flatMap(effect => (effect.do === 'answer' ? [this.#named(effect.result)] : []))
    const saved = JSON.stringify(this.#plan.saved(state))
    if (facts.length === 0 && commands.length === 0 && saved === this.#savedText) return true
    const written = this.#write({ facts, commands, saved })
    if (written) this.#savedText = saved
    return written
  }

  #write(entry: Parameters<Diary['write']>[0]): boolean {
    const { diary, log, onFatal } = this.#plan.services
    try {
      diary.write(entry)
      return true
    } catch (error) {
      this.#stopped = true
      log.error({ err: messageOf(error) }, 'the journal cannot be written; nothing may move any more')
      onFatal(error)
      return false
    }
  }

  #named(result: CommandResult): { type: string; result: CommandResult } {
    return { type: this.#commands.get(result.command_id)?.type ?? this.#plan.usualCommand, result }
  }

  #tell(result: CommandResult): void {
    this.#plan.services.hub.respond(this.#named(result).type, result)
    if (!isTerminal(result.state)) return
    this.#commands.get(result.command_id)?.resolve(result)
    this.#commands.delete(result.command_id)
  }

  #perform(effect: LoopEffect<AnyFact, Name>): void {
    switch (effect.do) {
      case 'record':
        return
      case 'answer':
        return this.#tell(effect.result)
      case 'start_timer': {
        const { name, delayMs } = effect
        this.#timers.get(name)?.cancel()
        this.#timers.set(
          name,
          this.#plan.services.clock.after(delayMs, () => this.dispatch(this.#plan.timer(name))),
        )
        return
      }
      case 'stop_timer':
        this.#timers.get(effect.name)?.cancel()
        this.#timers.delete(effect.name)
        return
    }
  }
}

const loopEffects: ReadonlySet<string> = new Set<LoopEffect<unknown, unknown>['do']>(['record', 'answer', 'start_timer', 'stop_timer'])

function isLoopEffect<Fact, Name, Own extends { do: string }>(effect: LoopEffect<Fact, Name> | Own): effect is LoopEffect<Fact, Name> {
  return loopEffects.has(effect.do)
}
