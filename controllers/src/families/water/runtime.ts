/**
 * Runs one water machine: the only place where the pure machine's effects meet ports, journal and hub. Strictly one input
 * after the other, and what a step records is on the disk before anything of that step moves or is told.
 */
import { messageOf, type Timer, uuidv7 } from '@palang/kit'
import { isTerminal, type CommandResult, type WaterStatus } from '@palang/protocol'
import type { LastMeasuredResult } from '../../devices/board/water-port.ts'
import type { ActResult } from '../../devices/status.ts'
import {
  type ControllerFamily,
  type Machine,
  type MachineCommand,
  type MachineServices,
  type MachineSnapshot,
  notObeyed,
} from '../machine.ts'
import { usualPulsesPerLitre } from './calibration.ts'
import type { TimerName } from './delays.ts'
import { initialWater, savedPart, stepWater } from './machine.ts'
import { readSaved } from './saved.ts'
import type { Effect, WaterConfig, WaterContext, WaterInput, WaterState } from './state.ts'
import { hardwareStatus, listenToBoard } from './water-devices.ts'
import { waterStatusOf } from './water-status.ts'

/** How often the machine says how it is even when nothing changes; the outbox and its age travel with it. */
const systemStatusMs = 10_000

export interface WaterSnapshot extends MachineSnapshot {
  water: WaterStatus
}

/** A water machine with its devices, not started. */
export function createWater(services: MachineServices): Machine {
  return new WaterRuntime(services)
}

export const waterFamily = {
  start: createWater,
  outOfOrder: since => ({ water: { valve: 'unknown', reason: 'journal_unwritable', since } }),
} as const satisfies ControllerFamily

class WaterRuntime implements Machine {
  readonly #services: MachineServices
  readonly #config: WaterConfig
  readonly #context: WaterContext
  #state: WaterState
  #savedText: string
  /** From the stop on, or from the journal's refusal: nothing more comes in, is written or moves. */
  #stopped = false
  #stepping = false
  readonly #queue: WaterInput[] = []
  readonly #timers = new Map<TimerName, Timer>()
  readonly #commands = new Map<string, { type: string; resolve(result: CommandResult): void }>()
  #unlisten: (() => void) | undefined
  #periodic: Timer | undefined
  #startedAtMs = 0
  #told = ''

  constructor(services: MachineServices) {
    const { nowMs, diary, config } = services
    const { board } = config.devices
    this.#services = services
    this.#config = {
      pulsesPerLitre: (board !== undefined && 'pulses_per_litre' in board ? board.pulses_per_litre : undefined) ?? usualPulsesPerLitre,
    }
    this.#context = {
      get nowMs() {
        return nowMs()
      },
      newId: () => uuidv7(nowMs()),
    }
    this.#savedText = diary.saved() ?? ''
    this.#state = initialWater(readSaved(this.#savedText))
  }

  start(): void {
    if (this.#periodic !== undefined) return
    const { devices, log, clock } = this.#services
    this.#startedAtMs = clock.monotonic()
    this.#adoptCommands()
    if (devices.waterBoard !== undefined) {
      this.#unlisten = listenToBoard(devices.waterBoard, {
        tell: input => this.#dispatch(input),
        onStatus: () => this.#publishHardware(),
        log,
      })
    }
    for (const device of Object.values(devices)) device?.start()
    this.#periodic = clock.every(systemStatusMs, () => this.#publishSystem())
    this.publishAll()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#unlisten?.()
    this.#periodic?.cancel()
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
    const error = { code: 'outcome_unknown', message: 'The machine stopped before the outcome was known' }
    for (const [id, { resolve }] of this.#commands) resolve({ command_id: id, state: 'unknown', error })
    this.#commands.clear()
    await Promise.allSettled(Object.values(this.#services.devices).map(device => device?.stop()))
  }

  execute(command: MachineCommand): Promise<CommandResult> {
    const { id, type } = command
    if (this.#stopped)
      return Promise.resolve({ command_id: id, state: 'rejected', error: { code: 'machine_busy', message: 'The machine has stopped' } })
    return new Promise(resolve => {
      this.#commands.set(id, { type, resolve })
      switch (command.type) {
        case 'dispense':
          return this.#dispatch({ kind: 'dispense', id, volumeMl: command.payload.volume_ml, sessionId: command.payload.session_id })
        case 'set_mode':
          return this.#dispatch({ kind: 'set_mode', id, mode: command.payload.mode })
        case 'request_status':
          this.publishAll()
          return this.#answer({ command_id: id, state: 'succeeded' })
        default:
          return this.#answer(notObeyed(command))
      }
    })
  }

  callForHelp(): void {
    this.#dispatch({ kind: 'help' })
  }

  publishAll(): void {
    this.#told = ''
    this.#publishWater()
    this.#publishHardware()
    this.#publishSystem()
  }

  snapshot(): WaterSnapshot {
    const { mode, alarms } = this.#state
    const { devices, config } = this.#services
    return { mode, water: waterStatusOf(this.#state), devices: hardwareStatus(devices, config), alarms }
  }

  /** What an earlier run accepted and did not end: the pour under way is proven or not, nothing else had been begun. */
  #adoptCommands(): void {
    for (const { id, type } of this.#services.diary.unfinished()) {
      this.#commands.set(id, { type, resolve: () => undefined })
      if (id === this.#state.pour?.commandId) continue
      this.#answer({ command_id: id, state: 'failed', error: { code: 'internal', message: 'The controller restarted' } })
    }
  }

  #dispatch(input: WaterInput): void {
    if (this.#stopped) return
    this.#queue.push(input)
    if (this.#stepping) return
    this.#stepping = true
    try {
      for (let next = this.#queue.shift(); next !== undefined && !this.#stopped; next = this.#queue.shift()) this.#step(next)
    } finally {
      this.#stepping = false
    }
    this.#publishWater()
  }

  #step(input: WaterInput): void {
    const { state, effects } = stepWater(this.#config, this.#state, input, this.#context)
    if (!this.#commit(state, effects)) return
    this.#state = state
    for (const effect of effects) this.#perform(effect)
  }

  /** False when the journal refuses: then nothing of the step may happen, and the machine is taken down. */
  #commit(state: WaterState, effects: readonly Effect[]): boolean {
    const facts = effects.flatMap(effect => (effect.do === 'record' ? [effect.fact] : []))
    const commands = effects.flatMap(effect =>
      effect.do === 'answer' ? [{ type: this.#typeOf(effect.result), result: effect.result }] : [],
    )
    const saved = JSON.stringify(savedPart(state))
    if (facts.length === 0 && commands.length === 0 && saved === this.#savedText) return true
    const written = this.#write({ facts, commands, saved })
    if (written) this.#savedText = saved
    return written
  }

  #write(entry: Parameters<MachineServices['diary']['write']>[0]): boolean {
    try {
      this.#services.diary.write(entry)
      return true
    } catch (error) {
      this.#stopped = true
      this.#services.log.error({ err: messageOf(error) }, 'the journal cannot be written; nothing may move any more')
      this.#services.onFatal(error)
      return false
    }
  }

  #typeOf(result: CommandResult): string {
    return this.#commands.get(result.command_id)?.type ?? 'dispense'
  }

  /** States of commands that do not touch the machine. */
  #answer(result: CommandResult): void {
    if (!this.#stopped && this.#write({ facts: [], commands: [{ type: this.#typeOf(result), result }] })) this.#tell(result)
  }

  #tell(result: CommandResult): void {
    this.#services.hub.respond(this.#typeOf(result), result)
    if (!isTerminal(result.state)) return
    this.#commands.get(result.command_id)?.resolve(result)
    this.#commands.delete(result.command_id)
  }

  #perform(effect: Effect): void {
    const board = this.#services.devices.waterBoard
    switch (effect.do) {
      case 'record':
        return
      case 'answer':
        return this.#tell(effect.result)
      case 'ask_last':
        return this.#act<LastMeasuredResult>(board?.lastPour(), last => ({ kind: 'remembered', sessionId: effect.sessionId, last }))
      case 'pour':
        return this.#act<ActResult>(board?.pour(effect.pulses, effect.maxMs), result => ({
          kind: 'taken',
          sessionId: effect.sessionId,
          result,
        }))
      case 'halt':
        return void board?.halt().then(result => {
          if (!result.ok) this.#services.log.error({ code: result.code, message: result.message }, 'the valve could not be closed')
        }, this.#lost)
      case 'start_timer':
        this.#timers.get(effect.name)?.cancel()
        this.#timers.set(
          effect.name,
          this.#services.clock.after(effect.delayMs, () => this.#dispatch({ kind: 'timer', name: effect.name })),
        )
        return
      case 'stop_timer':
        this.#timers.get(effect.name)?.cancel()
        this.#timers.delete(effect.name)
        return
    }
  }

  /** A port that throws, against its contract, counts as a board that cannot be had and may have acted. */
  #act<R extends ActResult | LastMeasuredResult>(work: Promise<R> | undefined, toInput: (result: R | Failure) => WaterInput): void {
    const missing: Failure = { ok: false, code: 'device_unavailable', message: 'there is no board', moved: 'no' }
    void (work ?? Promise.resolve(missing))
      .catch((error: unknown): Failure => ({ ok: false, code: 'device_unavailable', message: messageOf(error), moved: 'maybe' }))
      .then(result => this.#dispatch(toInput(result)))
  }

  readonly #lost = (error: unknown): void => {
    this.#services.log.error({ err: messageOf(error) }, 'the valve could not be closed')
  }

  #publishWater(): void {
    const { hub, onChange } = this.#services
    const water = waterStatusOf(this.#state)
    const text = JSON.stringify([water, this.#state.mode, this.#state.alarms])
    if (text === this.#told) return
    this.#told = text
    hub.publish('water_status', water)
    this.#publishSystem()
    onChange()
  }

  #publishHardware(): void {
    const { hub, onChange } = this.#services
    hub.publish('hardware_status', this.snapshot().devices)
    onChange()
  }

  #publishSystem(): void {
    const { hub, software, clock, outbox } = this.#services
    const uptimeS = Math.round((clock.monotonic() - this.#startedAtMs) / 1000)
    hub.publish('system_status', { mode: this.#state.mode, software, uptime_s: uptimeS, outbox: outbox() })
  }
}

type Failure = Extract<ActResult, { ok: false }>
