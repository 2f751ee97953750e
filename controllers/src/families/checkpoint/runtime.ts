/** Runs one checkpoint: the only place where the pure machine's effects meet reader, books and hub; one after the other, see {@link MachineLoop}. */
import { type Timer, uuidv7 } from '@palang/kit'
import type { CheckpointStatus, CommandResult, HandoverStep, HardwareStatus, LogScanAnswer, PlannedTag } from '@palang/protocol'
import { dateOfDay, dayAt, offsetsBetween } from '@palang/tariff'
import type { MachineDevices } from '../../devices/machine-devices.ts'
import { deviceRun, type DeviceRun } from '../device-run.ts'
import { MachineLoop } from '../machine-loop.ts'
import type { ControllerFamily, MachineCommand, MachineServices, ToldPlan } from '../machine.ts'
import { hearPayingDevices, payingHardware } from '../paying-devices.ts'
import { endedByRestart } from '../selling-run.ts'
import { checkpointConfig } from './checkpoint-config.ts'
import type { CheckpointMachine, CheckpointSnapshot } from './checkpoint-machine.ts'
import { clockWatch } from './clock-watch.ts'
import { checkpointDelays, type TimerName } from './delays.ts'
import { initialCheckpoint, savedPart, stepCheckpoint } from './machine.ts'
import { readSaved } from './saved.ts'
import { type ScanBook, scanBook } from './scan-book.ts'
import type {
  CheckpointConfig,
  CheckpointContext,
  CheckpointInput,
  CheckpointState,
  NewScan,
  OwnEffect,
  Receipt,
  ScanTold,
} from './state.ts'
import { checkpointStatusOf } from './status.ts'

export const checkpointFamily = {
  start: (services: MachineServices): CheckpointMachine => new CheckpointRuntime(services),
  outOfOrder: since => ({ checkpoint: { reason: 'journal_unwritable', since } }),
} as const satisfies ControllerFamily

class CheckpointRuntime implements CheckpointMachine {
  readonly #services: MachineServices
  readonly #config: CheckpointConfig
  readonly #loop: MachineLoop<CheckpointState, CheckpointInput, OwnEffect, TimerName>
  readonly #book: ScanBook
  readonly #lookAtClock: () => { byMs: number } | null
  readonly #run: DeviceRun
  #tags: { of: ToldPlan; byId: ReadonlyMap<string, PlannedTag> } | undefined
  #looks: Timer | undefined
  #told = ''
  #toldMode = ''
  /** What the step under way answers to whoever asked for it. */
  #scanned: ScanTold | null = null
  #signed: string | null = null

  constructor(services: MachineServices) {
    const { clock, checkpoint, nowMs } = services
    this.#services = services
    this.#config = checkpointConfig(services)
    const startMs = nowMs()
    this.#book = scanBook({
      clock,
      debounceMs: this.#config.debounceMs,
      nowMs: startMs,
      facts: checkpoint.scans(new Date(startMs - checkpointDelays.rememberMs).toISOString()),
    })
    this.#lookAtClock = clockWatch(clock)
    this.#run = deviceRun({
      services,
      listen: onStatus => [hearPayingDevices(this.#reader(), { tell: input => this.#hear(input), onStatus, log: services.log })],
      hardware: () => this.#hardware(),
      mode: () => this.#loop.state.mode,
      tick: () => this.#publishCheckpoint(),
    })
    this.#loop = new MachineLoop<CheckpointState, CheckpointInput, OwnEffect, TimerName>({
      services,
      initial: saved => initialCheckpoint(readSaved(saved), this.#config),
      step: (state, input) => stepCheckpoint(this.#config, state, input, this.#context()),
      saved: savedPart,
      perform: effect => this.#perform(effect),
      timer: name => ({ kind: 'timer', name }),
      settled: () => this.#publishCheckpoint(),
      usualCommand: 'set_mode',
    })
  }

  start(): void {
    const begun = this.#run.start(() => {
      this.#loop.adopt(({ id }) => endedByRestart(id, null))
      // A call for help is over with the program that would have ended it.
      this.#loop.dispatch({ kind: 'timer', name: 'help' })
    })
    if (!begun) return
    this.#looks = this.#services.clock.every(checkpointDelays.clockLookMs, () => this.#checkClock())
    this.publishAll()
  }

  async stop(): Promise<void> {
    this.#loop.stop()
    this.#looks?.cancel()
    await this.#run.stop()
  }

  logScan(scan: NewScan): LogScanAnswer | null {
    this.#scanned = null
    this.#scan(scan)
    return this.#scanned === null ? null : this.#answerOf(this.#scanned)
  }

  chooseStep(step: HandoverStep): boolean | null {
    if (!this.#config.steps.includes(step)) return false
    this.#loop.dispatch({ kind: 'choose_step', step })
    return this.#loop.stopped ? null : true
  }

  signReceipt(receipt: Receipt): { id: string } | null {
    this.#signed = null
    this.#checkClock()
    this.#loop.dispatch({ kind: 'receipt', receipt })
    return this.#signed === null ? null : { id: this.#signed }
  }

  keepPicture(kind: 'receipt_photo' | 'receipt_signature', jpeg: Uint8Array): Promise<{ imageId: string } | null> {
    return this.#services.photos.keep(kind, jpeg)
  }

  execute(command: MachineCommand): Promise<CommandResult> {
    return this.#loop.execute(command, begun => this.#begin(begun))
  }

  #begin(command: MachineCommand): boolean {
    const { id } = command
    switch (command.type) {
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

  /** The plan is in the books already. */
  learn(): void {
    this.#publishCheckpoint()
  }

  acknowledged(): void {
    this.#publishCheckpoint()
  }

  callForHelp(): void {
    this.#loop.dispatch({ kind: 'help' })
  }

  publishAll(): void {
    this.#told = ''
    this.#publishCheckpoint()
    this.#run.publishHardware()
    this.#run.publishSystem()
  }

  snapshot(): CheckpointSnapshot {
    const { mode, alarms } = this.#loop.state
    return { mode, checkpoint: this.#status(), devices: this.#hardware(), alarms }
  }

  #scan(scan: NewScan): void {
    this.#checkClock()
    this.#loop.dispatch({ kind: 'scan', scan })
  }

  #answerOf({ id, repeated, step, label, warnings }: ScanTold): LogScanAnswer {
    const backlog = this.#services.checkpoint.waiting().count
    // One held again may have been told meanwhile; while others wait nobody looks which they are.
    return { id, synced: repeated && backlog === 0, backlog, repeated, step, label, warnings }
  }

  #context(): CheckpointContext {
    const { nowMs, time, checkpoint, alone } = this.#services
    const now = nowMs()
    return {
      nowMs: now,
      // A computer without a clock of its own goes on from where its power was cut: nobody notices before a hub tells the time.
      isClockSure: time.quality() !== 'unknown' && alone.isClockSure(),
      newId: () => uuidv7(now),
      dayOf: atMs => this.#dayOf(atMs),
      plan: checkpoint.plan()?.settings ?? null,
      planned: tag => this.#plannedTags().get(tag) ?? null,
      here: tag => this.#book.here(tag),
      recent: (tag, status) => this.#book.recent(tag, status),
    }
  }

  #dayOf(atMs: number): string {
    return dateOfDay(dayAt(offsetsBetween(this.#services.outlet.timezone, atMs, atMs), atMs))
  }

  #plannedTags(): ReadonlyMap<string, PlannedTag> {
    const told = this.#services.checkpoint.plan()
    if (told === null) return new Map()
    if (this.#tags?.of !== told) this.#tags = { of: told, byId: new Map(told.settings.tags.map(one => [one.tag, one])) }
    return this.#tags.byId
  }

  #checkClock(): void {
    const { nowMs, time, onFatal } = this.#services
    const jump = this.#lookAtClock()
    if (jump === null || this.#loop.stopped) return
    const beforeMs = nowMs()
    try {
      time.clockWasSet()
    } catch (error) {
      return onFatal(error)
    }
    this.#loop.dispatch({ kind: 'clock_jumped', byMs: jump.byMs, beforeMs })
  }

  /** Of a checkpoint: whatever else the site file fits is not heard. */
  #reader(): Pick<MachineDevices, 'reader'> {
    const { reader } = this.#services.devices
    return reader === undefined ? {} : { reader }
  }

  #hear(input: Parameters<Parameters<typeof hearPayingDevices>[1]['tell']>[0]): void {
    if (input.kind === 'card') return this.#scan({ tag: input.cardId, status: null, source: 'reader', details: {} })
    if (input.kind === 'device') this.#loop.dispatch({ ...input, device: 'reader' })
  }

  #perform(effect: OwnEffect): void {
    if (effect.do === 'signed') {
      this.#signed = effect.id
      return
    }
    this.#book.note(effect.scan)
    this.#scanned = effect.scan
  }

  #status(): CheckpointStatus {
    const { checkpoint, time, nowMs } = this.#services
    return checkpointStatusOf(this.#loop.state, this.#config, { books: checkpoint, clock: time.quality(), day: this.#dayOf(nowMs()) })
  }

  #hardware(): HardwareStatus {
    return payingHardware(this.#reader(), this.#services.config)
  }

  #publishCheckpoint(): void {
    if (this.#loop.stopped) return
    const { hub, onChange } = this.#services
    const status = this.#status()
    const text = JSON.stringify([status, this.#loop.state.mode, this.#loop.state.alarms])
    if (text === this.#told) return
    this.#told = text
    hub.publish('checkpoint_status', status)
    const { mode } = this.#loop.state
    if (mode !== this.#toldMode) this.#run.publishSystem()
    this.#toldMode = mode
    onChange()
  }
}
