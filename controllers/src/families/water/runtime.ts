/** Runs one water machine: the only place where the pure machine's effects meet ports and hub; one after the other, see {@link MachineLoop}. */
import { messageOf } from '@palang/kit'
import { type CommandResult, type WaterQuality, type WaterStatus, waterSettings } from '@palang/protocol'
import type { PrinterPort } from '../../devices/printer/port.ts'
import type { FailedAct } from '../../devices/status.ts'
import { type CopyDesk, copyDesk } from '../copy-desk.ts'
import { answerOf } from '../device-failure.ts'
import { MachineLoop } from '../machine-loop.ts'
import type { ControllerFamily, MachineCommand, MachineServices } from '../machine.ts'
import { endedByRestart, type SellingRun, sellingRun } from '../selling-run.ts'
import { type TimerName, waterDelays } from './delays.ts'
import { initialWater, savedPart, stepWater } from './machine.ts'
import { steadyPart } from './quality-status.ts'
import { receiptJob, type SaleReceipt, sessionOfReceipt } from './receipt.ts'
import { type CustomerAct, type Refusal, refusalOfAct, refusalOfChoice } from './sale-refusal.ts'
import { readSaved } from './saved.ts'
import type { OwnEffect, WaterConfig, WaterInput, WaterState } from './state.ts'
import { waterConfig } from './water-config.ts'
import { hardwareStatus, listenToBoard, listenToSensor } from './water-devices.ts'
import type { WaterMachine, WaterSnapshot } from './water-machine.ts'
import { waterStatusOf } from './water-status.ts'

/** A water machine with its devices, not started. */
export function createWater(services: MachineServices): WaterMachine {
  return new WaterRuntime(services)
}

export const waterFamily = {
  start: createWater,
  outOfOrder: since => ({ water: { valve: 'unknown', reason: 'journal_unwritable', since } }),
} as const satisfies ControllerFamily

class WaterRuntime implements WaterMachine {
  readonly #services: MachineServices
  readonly #config: WaterConfig
  readonly #run: SellingRun
  readonly #copies: CopyDesk
  readonly #loop: MachineLoop<WaterState, WaterInput, OwnEffect, TimerName>
  #told = ''
  #toldQuality = ''

  constructor(services: MachineServices) {
    const { devices, log } = services
    const config = waterConfig(services)
    const tell = (input: WaterInput) => this.#loop.dispatch(input)
    this.#services = services
    this.#config = config
    this.#run = sellingRun({
      services,
      tell,
      timeoutMs: waterDelays.requestMs,
      listen: onStatus => [
        devices.waterBoard && listenToBoard(devices.waterBoard, { tell, onStatus, log }),
        devices.sensor && listenToSensor(devices.sensor, { tell, onStatus, log }),
      ],
      hardware: () => this.snapshot().devices,
      mode: () => this.#loop.state.mode,
      more: () => {
        const lost = this.#copies.lost()
        return lost === undefined ? {} : { lost_prints: lost }
      },
      tick: () => this.#tick(),
    })
    this.#copies = copyDesk({
      printer: devices.printer,
      answer: result => this.#loop.answer(result),
      onPrinted: jobId => tell({ kind: 'printed', sessionId: sessionOfReceipt(jobId), result: { ok: true } }),
    })
    this.#loop = new MachineLoop<WaterState, WaterInput, OwnEffect, TimerName>({
      services,
      initial: saved => initialWater(readSaved(saved)),
      step: (state, input) => stepWater(config, state, input, this.#run.context),
      saved: savedPart,
      perform: effect => this.#perform(effect),
      timer: name => ({ kind: 'timer', name }),
      settled: () => this.#publishWater(),
      usualCommand: 'dispense',
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
      case 'dispense':
        this.#loop.dispatch({ kind: 'dispense', id, volumeMl: command.payload.volume_ml, sessionId: command.payload.session_id })
        return true
      case 'stop_dispense':
        this.#loop.dispatch({ kind: 'stop_dispense', id })
        return true
      case 'sale_lock': {
        const { locked, reason, by } = command.payload
        this.#loop.dispatch({ kind: 'sale_lock', id, locked, reason, by })
        return true
      }
      case 'flush':
        this.#loop.dispatch({ kind: 'flush', id, seconds: command.payload.seconds, by: command.payload.by })
        return true
      case 'set_mode':
        this.#loop.dispatch({ kind: 'set_mode', id, mode: command.payload.mode })
        return true
      case 'reprint':
        void this.#copies.print(id, command.payload.job_id)
        return true
      case 'request_status':
        this.publishAll()
        this.#loop.answer({ command_id: id, state: 'succeeded' })
        return true
      default:
        return false
    }
  }

  choose(volumeMl: number): Refusal | null {
    return this.#wish(refusalOfChoice(this.#loop.state, this.#config, volumeMl, this.#services.nowMs()), { kind: 'choose', volumeMl })
  }

  act(act: CustomerAct): Refusal | null {
    return this.#wish(refusalOfAct(this.#loop.state, this.#config, act, this.#services.hub.online()), act)
  }

  #wish(refusal: Refusal | null, input: WaterInput): Refusal | null {
    if (this.#loop.stopped) return { code: 'machine_busy' }
    if (refusal === null) this.#loop.dispatch(input)
    return refusal
  }

  learn(settings: Record<string, unknown>): void {
    const told = waterSettings.safeParse(settings)
    if (told.success) this.#loop.dispatch({ kind: 'learned', settings: told.data })
  }

  callForHelp(): void {
    this.#loop.dispatch({ kind: 'help' })
  }

  publishAll(): void {
    this.#told = this.#toldQuality = ''
    this.#publishWater()
    this.#run.publishHardware()
    this.#run.publishSystem()
  }

  snapshot(): WaterSnapshot {
    const { mode, alarms } = this.#loop.state
    const { devices, config } = this.#services
    return { mode, water: this.#status(), devices: hardwareStatus(devices, config), alarms }
  }

  #status(): WaterStatus {
    const { nowMs, hub } = this.#services
    return waterStatusOf(this.#loop.state, this.#config, { nowMs: nowMs(), isHubOnline: hub.online() })
  }

  /** That the hub is there keeps its prices good; what has become too old meanwhile is told. */
  #tick(): void {
    if (this.#services.hub.online()) this.#loop.dispatch({ kind: 'hub_heard' })
    this.#publishWater()
  }

  /** The pour under way is proven or not, nothing else had been begun. */
  #adoptCommands(): void {
    const { pour } = this.#loop.state
    this.#loop.adopt(({ id }) => endedByRestart(id, pour))
  }

  #perform(effect: OwnEffect): void {
    const { waterBoard: board, printer } = this.#services.devices
    switch (effect.do) {
      case 'cash':
      case 'charge':
      case 'cancel_charge':
      case 'ask_online':
      case 'ask_prepaid':
        return this.#run.perform(effect)
      case 'print':
        return this.#print(effect.receipt, printer)
      case 'ask_last':
        return this.#act(board?.lastPour(), last => ({ kind: 'remembered', sessionId: effect.sessionId, last }))
      case 'pour':
        return this.#act(board?.pour(effect.pulses, effect.maxMs), result => ({ kind: 'taken', sessionId: effect.sessionId, result }))
      case 'flush':
        return this.#act(board?.output(effect.relay, true, effect.ms), result => ({ kind: 'flushed', result }))
      case 'flush_off':
        return void board?.output(effect.relay, false, 1).catch(this.#lost)
      case 'halt':
        return void board?.halt().then(result => {
          if (!result.ok) this.#services.log.error({ code: result.code, message: result.message }, 'the valve could not be closed')
        }, this.#lost)
    }
  }

  #print(receipt: SaleReceipt, printer: PrinterPort | undefined): void {
    const { outlet, config } = this.#services
    const job = receiptJob(receipt, { outlet, machineName: config.name ?? config.id })
    const { sessionId } = receipt
    void answerOf(printer?.print(job), 'printer').then(result => this.#loop.dispatch({ kind: 'printed', sessionId, result }))
  }

  /** A port that throws, against its contract, counts as a board that cannot be had and may have acted. */
  #act<R>(work: Promise<R> | undefined, toInput: (result: R | FailedAct) => WaterInput): void {
    void answerOf(work, 'board').then(result => this.#loop.dispatch(toInput(result)))
  }

  readonly #lost = (error: unknown): void => {
    this.#services.log.error({ err: messageOf(error) }, 'the valve could not be closed')
  }

  #publishWater(): void {
    const { hub, onChange } = this.#services
    const water = this.#status()
    this.#publishQuality(water.quality)
    const text = JSON.stringify([{ ...water, quality: steadyPart(water.quality) }, this.#loop.state.mode, this.#loop.state.alarms])
    if (text === this.#told) return
    this.#told = text
    hub.publish('water_status', water)
    this.#run.publishSystem()
    onChange()
  }

  /** Each reading once. */
  #publishQuality(quality: WaterQuality | undefined): void {
    const text = JSON.stringify(quality)
    if (quality === undefined || text === this.#toldQuality) return
    this.#toldQuality = text
    this.#services.hub.publish('water_quality', quality)
    this.#services.onChange()
  }
}
