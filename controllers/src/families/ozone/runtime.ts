/** Runs one treatment machine: the only place where the pure machine's effects meet ports and hub; one after the other, see {@link MachineLoop}. */
import { messageOf } from '@palang/kit'
import { type CommandResult, type Treatment, treatmentSellingSettings, type TreatmentStatus } from '@palang/protocol'
import type { FailedAct } from '../../devices/status.ts'
import { answerOf } from '../device-failure.ts'
import { MachineLoop } from '../machine-loop.ts'
import type { ControllerFamily, MachineCommand, MachineServices } from '../machine.ts'
import { endedByRestart, type SellingRun, sellingRun } from '../selling-run.ts'
import { ozoneDelays, type TimerName } from './delays.ts'
import { initialOzone, savedPart, stepOzone } from './machine.ts'
import { ozoneConfig } from './ozone-config.ts'
import { hardwareStatus, listenToBoard } from './ozone-devices.ts'
import type { OzoneMachine, OzoneSnapshot } from './ozone-machine.ts'
import { type CustomerAct, type Refusal, refusalOfAct, refusalOfChoice } from './sale.ts'
import { readSaved } from './saved.ts'
import type { OwnEffect, OzoneConfig, OzoneInput, OzoneState } from './state.ts'
import { treatmentStatusOf } from './status.ts'

/** A treatment machine with its devices, not started. */
export function createOzone(services: MachineServices): OzoneMachine {
  return new OzoneRuntime(services)
}

export const ozoneFamily = {
  start: createOzone,
  outOfOrder: since => ({ ozone: { state: 'unknown', reason: 'journal_unwritable', since } }),
} as const satisfies ControllerFamily

class OzoneRuntime implements OzoneMachine {
  readonly #services: MachineServices
  readonly #config: OzoneConfig
  readonly #run: SellingRun
  readonly #loop: MachineLoop<OzoneState, OzoneInput, OwnEffect, TimerName>
  #told = ''
  #toldMode = ''

  constructor(services: MachineServices) {
    const { devices, log } = services
    const config = ozoneConfig(services)
    const tell = (input: OzoneInput) => this.#loop.dispatch(input)
    this.#services = services
    this.#config = config
    this.#run = sellingRun({
      services,
      tell,
      timeoutMs: ozoneDelays.requestMs,
      listen: onStatus => [devices.treatmentBoard && listenToBoard(devices.treatmentBoard, { tell, onStatus, log })],
      hardware: () => this.snapshot().devices,
      mode: () => this.#loop.state.mode,
      // Whether the hub is there may have changed, and with it what can be paid with.
      tick: () => this.#publishTreatment(),
    })
    this.#loop = new MachineLoop<OzoneState, OzoneInput, OwnEffect, TimerName>({
      services,
      initial: saved => initialOzone(readSaved(saved)),
      step: (state, input) => stepOzone(config, state, input, this.#run.context),
      saved: savedPart,
      perform: effect => this.#perform(effect),
      timer: name => ({ kind: 'timer', name }),
      settled: () => this.#publishTreatment(),
      usualCommand: 'treatment_start',
    })
  }

  start(): void {
    const begun = this.#run.start(() => {
      this.#adoptCommands()
      this.#loop.dispatch({ kind: 'started' })
    })
    if (begun) this.publishAll()
  }

  async stop(): Promise<void> {
    this.#loop.stop()
    await this.#run.stop()
  }

  execute(command: MachineCommand): Promise<CommandResult> {
    return this.#loop.execute(command, begun => this.#begin(begun))
  }

  #begin(command: MachineCommand): boolean {
    const { id } = command
    switch (command.type) {
      case 'treatment_start': {
        const { treatment, seconds, session_id: sessionId } = command.payload
        this.#loop.dispatch({ kind: 'start', id, treatment, seconds, sessionId })
        return true
      }
      case 'treatment_stop':
        this.#loop.dispatch({ kind: 'stop_treatment', id })
        return true
      case 'treatment_settings': {
        const { minutes, max_run_s, cool_down_s } = command.payload
        this.#loop.dispatch({
          kind: 'settings',
          id,
          wanted: {
            ...(minutes === undefined ? {} : { minutes }),
            ...(max_run_s === undefined ? {} : { max_run_s }),
            ...(cool_down_s === undefined ? {} : { cool_down_s }),
          },
        })
        return true
      }
      case 'set_mode':
        this.#loop.dispatch({ kind: 'set_mode', id, mode: command.payload.mode })
        return true
      case 'request_status':
        this.publishAll()
        this.#loop.answer({ command_id: id, state: 'succeeded' })
        return true
      default:
        return false
    }
  }

  chooseTreatment(treatment: Treatment): Refusal | null {
    const refusal = refusalOfChoice(this.#loop.state, this.#config, treatment, this.#services.nowMs())
    return this.#wish(refusal, { kind: 'choose', treatment })
  }

  act(act: CustomerAct): Refusal | null {
    return this.#wish(refusalOfAct(this.#loop.state, this.#config, act, this.#services.hub.online()), act)
  }

  #wish(refusal: Refusal | null, input: OzoneInput): Refusal | null {
    if (this.#loop.stopped) return { code: 'machine_busy' }
    if (refusal === null) this.#loop.dispatch(input)
    return refusal
  }

  learn(settings: Record<string, unknown>): void {
    const told = treatmentSellingSettings.safeParse(settings)
    if (told.success) this.#loop.dispatch({ kind: 'learned', settings: told.data })
  }

  callForHelp(): void {
    this.#loop.dispatch({ kind: 'help' })
  }

  publishAll(): void {
    this.#told = ''
    this.#publishTreatment()
    this.#run.publishHardware()
    this.#run.publishSystem()
  }

  snapshot(): OzoneSnapshot {
    const { mode, alarms } = this.#loop.state
    const { devices, config } = this.#services
    return { mode, ozone: this.#status(), devices: hardwareStatus(devices, config), alarms }
  }

  #status(): TreatmentStatus {
    const { nowMs, hub } = this.#services
    return treatmentStatusOf(this.#loop.state, this.#config, { nowMs: nowMs(), isHubOnline: hub.online() })
  }

  /** The treatment under way is proven or not, nothing else had been begun. */
  #adoptCommands(): void {
    const { run } = this.#loop.state
    this.#loop.adopt(({ id }) => endedByRestart(id, run))
  }

  #perform(effect: OwnEffect): void {
    const { treatmentBoard: board } = this.#services.devices
    switch (effect.do) {
      case 'cash':
      case 'charge':
      case 'cancel_charge':
      case 'ask_online':
      case 'ask_prepaid':
        return this.#run.perform(effect)
      case 'ask_last':
        return this.#act(board?.lastRun(), last => ({ kind: 'remembered', sessionId: effect.sessionId, last }))
      case 'run':
        return this.#act(board?.run(effect.ms), result => ({ kind: 'taken', sessionId: effect.sessionId, result }))
      case 'halt':
        return void board?.halt().then(result => {
          if (!result.ok) this.#services.log.error({ code: result.code, message: result.message }, 'the treatment could not be stopped')
        }, this.#lost)
    }
  }

  /** A port that throws, against its contract, counts as a board that cannot be had and may have acted. */
  #act<R>(work: Promise<R> | undefined, toInput: (result: R | FailedAct) => OzoneInput): void {
    void answerOf(work, 'board').then(result => this.#loop.dispatch(toInput(result)))
  }

  readonly #lost = (error: unknown): void => {
    this.#services.log.error({ err: messageOf(error) }, 'the treatment could not be stopped')
  }

  #publishTreatment(): void {
    const { hub, onChange } = this.#services
    const status = this.#status()
    const text = JSON.stringify([status, this.#loop.state.mode, this.#loop.state.alarms])
    if (text === this.#told) return
    this.#told = text
    hub.publish('treatment_status', status)
    const { mode } = this.#loop.state
    if (mode !== this.#toldMode) this.#run.publishSystem()
    this.#toldMode = mode
    onChange()
  }
}
