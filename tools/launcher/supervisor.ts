/** Keeping one program running: start, wait until it says it is ready, start again after a crash, stop in three steps. */
import { CodedError, exitCode, type Backoff, type Clock, type Timer } from '@palang/kit'

/** A running process, as far as the supervisor is concerned. Nothing here throws when the process is gone. */
export interface Child {
  readonly pid: number | undefined
  send(message: unknown): void
  /** `SIGKILL` takes the processes it started along. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: (exit: Exit) => void): void
}

export interface Exit {
  code: number | null
  signal: string | null
}

/** What a program sends over its channel once it serves; each program adds its own fields. */
export interface ReadyMessage {
  kind: 'ready'
  [field: string]: unknown
}

export type ProgramState =
  | { state: 'idle' }
  | { state: 'starting'; pid: number | undefined }
  | { state: 'ready'; pid: number | undefined; message: ReadyMessage }
  | { state: 'waiting'; restartInMs: number; because: string }
  | { state: 'failed'; exitCode: number; because: string }
  | { state: 'stopping'; pid: number | undefined }
  | { state: 'stopped' }

/** Exit codes after which starting again cannot help: configuration wrong, port taken. */
const finalExitCodes: readonly number[] = [exitCode.configuration, exitCode.portTaken]

export const supervisorDelays = {
  /** From start to ready; slower than this counts as a crash. Migrating a large database takes a while. */
  readyMs: 120_000,
  /** From the stop message to SIGTERM. */
  stopToTermMs: 7000,
  /** From the stop message to SIGKILL. */
  stopToKillMs: 10_000,
  /** Ready for this long, and the next crash waits briefly again. */
  steadyMs: 60_000,
  /** So often a program is asked whether it is there. */
  askMs: 15_000,
} as const

/** Questions in a row without an answer, and the program hangs: longer than any disk or database kept one from its work. */
const mostUnanswered = 6

/** How often a program may crash before it was ready once; then the launch as a whole has failed. */
const firstStartAttempts = 5

export interface SupervisedOptions {
  name: string
  spawn: () => Child
  clock: Clock
  backoff: Backoff
  onState: (state: ProgramState) => void
  /** What the program tells besides being ready. */
  onTold?: (kind: string) => void
}

/** Thrown by {@link Supervised.start}; `exitCode` is the code this launcher should end with. */
export class ProgramFailed extends CodedError<'program_failed'> {
  readonly exitCode: number

  constructor(program: string, because: string, exitCode: number) {
    super('program_failed', `${program} could not be started: ${because}`)
    this.name = 'ProgramFailed'
    this.exitCode = exitCode
  }
}

export class Supervised {
  readonly name: string
  readonly #options: SupervisedOptions
  #state: ProgramState = { state: 'idle' }
  #child: Child | undefined
  #timers: Timer[] = []
  #wasReady = false
  #attempts = 0
  /** Questions since it last said that it is there; null for a program that never did, and is not held to it. */
  #unanswered: number | null = null
  #firstReady: { resolve: (message: ReadyMessage) => void; reject: (error: ProgramFailed) => void } | undefined
  #onGone: (() => void)[] = []

  constructor(options: SupervisedOptions) {
    this.name = options.name
    this.#options = options
  }

  get state(): ProgramState {
    return this.#state
  }

  /** Starts the program; resolves with its first ready message. Throws {@link ProgramFailed} when it will not come up. */
  start(): Promise<ReadyMessage> {
    if (this.#state.state === 'ready') return Promise.resolve(this.#state.message)
    return new Promise((resolve, reject) => {
      this.#firstReady = { resolve, reject }
      this.#spawn()
    })
  }

  /** Asks the program to stop, then insists, then ends it. Resolves when it is gone. */
  stop(): Promise<void> {
    if (this.#state.state !== 'stopping') this.#clearTimers()
    this.#firstReady?.reject(new ProgramFailed(this.name, 'stopped while starting', 0))
    this.#firstReady = undefined
    const child = this.#child
    if (child === undefined) {
      if (this.#state.state !== 'failed') this.#enter({ state: 'stopped' })
      return Promise.resolve()
    }
    const gone = new Promise<void>(resolve => this.#onGone.push(resolve))
    if (this.#state.state === 'stopping') return gone
    this.#timers.push(
      this.#options.clock.after(supervisorDelays.stopToTermMs, () => child.kill('SIGTERM')),
      this.#options.clock.after(supervisorDelays.stopToKillMs, () => child.kill('SIGKILL')),
    )
    this.#enter({ state: 'stopping', pid: child.pid })
    child.send({ kind: 'stop' })
    return gone
  }

  /** Ends the program now. */
  force(): void {
    this.#child?.kill('SIGKILL')
  }

  #enter(state: ProgramState): void {
    this.#state = state
    this.#options.onState(state)
  }

  #clearTimers(): void {
    for (const timer of this.#timers) timer.cancel()
    this.#timers = []
  }

  #spawn(): void {
    this.#clearTimers()
    this.#attempts += 1
    const child = this.#options.spawn()
    this.#child = child
    this.#enter({ state: 'starting', pid: child.pid })
    this.#timers.push(this.#options.clock.after(supervisorDelays.readyMs, () => child.kill('SIGKILL')))
    this.#unanswered = null
    child.onMessage(message => {
      if (!isTold(message)) return
      if (message.kind === 'here') this.#unanswered = 0
      else if (!isReady(message)) this.#options.onTold?.(message.kind)
      else if (this.#state.state === 'starting') this.#ready(child, message)
    })
    child.onExit(exit => this.#exited(exit))
  }

  #ready(child: Child, message: ReadyMessage): void {
    this.#clearTimers()
    this.#wasReady = true
    const { clock, backoff } = this.#options
    this.#timers.push(
      clock.after(supervisorDelays.steadyMs, () => backoff.reset()),
      clock.every(supervisorDelays.askMs, () => this.#askForLife(child)),
    )
    this.#enter({ state: 'ready', pid: child.pid, message })
    this.#firstReady?.resolve(message)
    this.#firstReady = undefined
    this.#askForLife(child)
  }

  #askForLife(child: Child): void {
    if (this.#isSilent()) return child.kill('SIGKILL')
    if (this.#unanswered !== null) this.#unanswered += 1
    child.send({ kind: 'are_you_there' })
  }

  #isSilent(): boolean {
    return this.#unanswered !== null && this.#unanswered >= mostUnanswered
  }

  #exited(exit: Exit): void {
    this.#clearTimers()
    const before = this.#state
    this.#child = undefined
    if (before.state === 'stopping') {
      this.#enter({ state: 'stopped' })
      for (const tell of this.#onGone.splice(0)) tell()
      return
    }
    const late = before.state === 'starting' ? ' before it was ready' : ''
    const because = this.#isSilent() ? 'it hung and was ended' : `${describeExit(exit)}${late}`
    const final = exit.code !== null && finalExitCodes.includes(exit.code)
    if (final || (!this.#wasReady && this.#attempts >= firstStartAttempts))
      return this.#fail(final ? (exit.code ?? exitCode.failed) : exitCode.failed, because)
    const restartInMs = this.#options.backoff.next()
    this.#enter({ state: 'waiting', restartInMs, because })
    this.#timers.push(this.#options.clock.after(restartInMs, () => this.#spawn()))
  }

  #fail(exitCode: number, because: string): void {
    this.#enter({ state: 'failed', exitCode, because })
    this.#firstReady?.reject(new ProgramFailed(this.name, because, exitCode))
    this.#firstReady = undefined
  }
}

function isTold(message: unknown): message is { kind: string } {
  return typeof message === 'object' && message !== null && 'kind' in message && typeof message.kind === 'string'
}

function isReady(message: { kind: string }): message is ReadyMessage {
  return message.kind === 'ready'
}

/** How a process ended, in words. */
function describeExit({ code, signal }: Exit): string {
  if (signal !== null) return `killed by ${signal}`
  if (code === exitCode.configuration) return `its configuration is wrong (exit code ${code})`
  if (code === exitCode.portTaken) return `its port is taken (exit code ${code})`
  return code === null ? 'could not be executed' : `ended with exit code ${code}`
}
