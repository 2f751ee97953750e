/** Runs one water machine: the only place where the pure machine's effects meet ports and hub; one after the other, see {@link MachineLoop}. */
import { messageOf, type Timer, uuidv7 } from '@palang/kit'
import type { CommandResult, WaterStatus } from '@palang/protocol'
import type { FailedAct } from '../../devices/status.ts'
import { deviceFailure, missingDevice } from '../device-failure.ts'
import { MachineLoop } from '../machine-loop.ts'
import type { ControllerFamily, Machine, MachineCommand, MachineServices, MachineSnapshot } from '../machine.ts'
import { usualPulsesPerLitre } from './calibration.ts'
import type { TimerName } from './delays.ts'
import { initialWater, savedPart, stepWater } from './machine.ts'
import { readSaved } from './saved.ts'
import type { OwnEffect, WaterConfig, WaterInput, WaterState } from './state.ts'
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
  readonly #loop: MachineLoop<WaterState, WaterInput, OwnEffect, TimerName>
  #unlisten: (() => void) | undefined
  #periodic: Timer | undefined
  #startedAtMs = 0
  #told = ''

  constructor(services: MachineServices) {
    const { nowMs, config } = services
    const { board } = config.devices
    const waterConfig: WaterConfig = {
      pulsesPerLitre: (board !== undefined && 'pulses_per_litre' in board ? board.pulses_per_litre : undefined) ?? usualPulsesPerLitre,
    }
    const context = {
      get nowMs() {
        return nowMs()
      },
      newId: () => uuidv7(nowMs()),
    }
    this.#services = services
    this.#loop = new MachineLoop<WaterState, WaterInput, OwnEffect, TimerName>({
      services,
      initial: saved => initialWater(readSaved(saved)),
      step: (state, input) => stepWater(waterConfig, state, input, context),
      saved: savedPart,
      perform: effect => this.#perform(effect),
      timer: name => ({ kind: 'timer', name }),
      settled: () => this.#publishWater(),
      usualCommand: 'dispense',
    })
  }

  start(): void {
    if (this.#periodic !== undefined) return
    const { devices, log, clock } = this.#services
    this.#startedAtMs = clock.monotonic()
    this.#adoptCommands()
    if (devices.waterBoard !== undefined) {
      this.#unlisten = listenToBoard(devices.waterBoard, {
        tell: input => this.#loop.dispatch(input),
        onStatus: () => this.#publishHardware(),
        log,
      })
    }
    for (const device of Object.values(devices)) device?.start()
    this.#periodic = clock.every(systemStatusMs, () => this.#publishSystem())
    this.publishAll()
  }

  async stop(): Promise<void> {
    this.#loop.stop()
    this.#unlisten?.()
    this.#periodic?.cancel()
    await Promise.allSettled(Object.values(this.#services.devices).map(device => device?.stop()))
  }

  execute(command: MachineCommand): Promise<CommandResult> {
    return this.#loop.execute(command, begun => this.#begin(begun))
  }

  #begin(command: MachineCommand): boolean {
    const { id } = command
    switch (command.type) {
      case 'dispense':
        this.#loop.dispatch({ kind: 'dispense', id, volumeMl: command.payload.volume_ml, sessionId: command.payload.session_id })
        return true
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

  callForHelp(): void {
    this.#loop.dispatch({ kind: 'help' })
  }

  publishAll(): void {
    this.#told = ''
    this.#publishWater()
    this.#publishHardware()
    this.#publishSystem()
  }

  snapshot(): WaterSnapshot {
    const { mode, alarms } = this.#loop.state
    const { devices, config } = this.#services
    return { mode, water: waterStatusOf(this.#loop.state), devices: hardwareStatus(devices, config), alarms }
  }

  /** The pour under way is proven or not, nothing else had been begun. */
  #adoptCommands(): void {
    const underWay = this.#loop.state.pour?.commandId
    this.#loop.adopt(({ id }) =>
      id === underWay ? undefined : { command_id: id, state: 'failed', error: { code: 'internal', message: 'The controller restarted' } },
    )
  }

  #perform(effect: OwnEffect): void {
    const board = this.#services.devices.waterBoard
    switch (effect.do) {
      case 'ask_last':
        return this.#act(board?.lastPour(), last => ({ kind: 'remembered', sessionId: effect.sessionId, last }))
      case 'pour':
        return this.#act(board?.pour(effect.pulses, effect.maxMs), result => ({ kind: 'taken', sessionId: effect.sessionId, result }))
      case 'halt':
        return void board?.halt().then(result => {
          if (!result.ok) this.#services.log.error({ code: result.code, message: result.message }, 'the valve could not be closed')
        }, this.#lost)
    }
  }

  /** A port that throws, against its contract, counts as a board that cannot be had and may have acted. */
  #act<R>(work: Promise<R> | undefined, toInput: (result: R | FailedAct) => WaterInput): void {
    void Promise.resolve(work ?? missingDevice('board'))
      .catch(deviceFailure)
      .then(result => this.#loop.dispatch(toInput(result)))
  }

  readonly #lost = (error: unknown): void => {
    this.#services.log.error({ err: messageOf(error) }, 'the valve could not be closed')
  }

  #publishWater(): void {
    const { hub, onChange } = this.#services
    const water = waterStatusOf(this.#loop.state)
    const text = JSON.stringify([water, this.#loop.state.mode, this.#loop.state.alarms])
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
    hub.publish('system_status', { mode: this.#loop.state.mode, software, uptime_s: uptimeS, outbox: outbox() })
  }
}
