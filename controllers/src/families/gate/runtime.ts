/**
 * Runs one gate lane: the only place where the pure machine's effects meet ports, journal and hub. Strictly one input
 * after the other, and what a step records is on the disk before anything of that step moves or is told.
 */
import { messageOf, type Timer, uuidv7 } from '@palang/kit'
import { isTerminal, type CommandResult, type IncidentCode } from '@palang/protocol'
import type { MoveResult } from '../../devices/board/port.ts'
import type { FailedAct } from '../../devices/status.ts'
import { type ControllerFamily, type MachineCommand, type MachineServices, notObeyed } from '../machine.ts'
import { type CameraDesk, cameraDesk } from './camera-desk.ts'
import { type CashDesk, cashDesk } from './cash-desk.ts'
import { cutShort } from './command.ts'
import { type CopyDesk, copyDesk } from './copy-desk.ts'
import type { TimerName } from './delays.ts'
import { deviceFailure, missingDevice } from './device-failure.ts'
import { gateConfig } from './gate-config.ts'
import type { GateMachine, GateSnapshot } from './gate-machine.ts'
import { hardwareStatus, listenToDevices } from './gate-devices.ts'
import { gateStatusOf, laneOf } from './lane.ts'
import { initialGate, savedPart, stepGate } from './machine.ts'
import { paperJob, paperName } from './paper.ts'
import { readSaved } from './saved.ts'
import type { Credential, Effect, GateConfig, GateContext, GateInput, GateState, Reply } from './state.ts'

/** How often the machine says how it is even when nothing changes; the outbox and its age travel with it. */
const systemStatusMs = 10_000

const stoppedError = { code: 'machine_busy', message: 'The machine has stopped' }

/** A gate with its devices, not started. */
export function createGate(services: MachineServices): GateMachine {
  return new GateRuntime(services)
}

export const gateFamily = {
  start: createGate,
  outOfOrder: since => ({ gate: { status: 'unknown' }, lane: { phase: 'fault', reason: 'journal_unwritable', since } }),
} as const satisfies ControllerFamily

class GateRuntime implements GateMachine {
  readonly #services: MachineServices
  readonly #config: GateConfig
  readonly #context: GateContext
  readonly #camera: CameraDesk
  readonly #copies: CopyDesk
  #state: GateState
  #savedText: string
  /** From the stop on, or from the journal's refusal: nothing more comes in, is written or moves. */
  #stopped = false
  #stepping = false
  readonly #queue: GateInput[] = []
  readonly #cash: CashDesk
  readonly #timers = new Map<TimerName, Timer>()
  readonly #replies = new Map<string, (reply: Reply) => void>()
  readonly #commands = new Map<string, { type: string; resolve(result: CommandResult): void }>()
  #unlisten: (() => void) | undefined
  #periodic: Timer | undefined
  #startedAtMs = 0
  #told = { gate: '', lane: '' }

  constructor(services: MachineServices) {
    const { clock, nowMs, cards, diary, devices, photos, hub, log } = services
    this.#services = services
    this.#config = gateConfig(services)
    this.#context = {
      get nowMs() {
        return nowMs()
      },
      get steadyMs() {
        return clock.monotonic()
      },
      newId: () => uuidv7(nowMs()),
      cardStanding: cardId => cards.standing(cardId),
    }
    this.#cash = cashDesk({ cash: devices.cash, coins: devices.coins, log, tell: input => this.#dispatch(input) })
    this.#camera = cameraDesk({
      camera: devices.camera,
      hub,
      clock,
      photos: { take: (reason, cause) => this.#photograph(reason, cause, photos) },
    })
    this.#copies = copyDesk({
      printer: devices.printer,
      answer: result => this.#answer(result),
      onPrinted: name => this.#dispatch({ kind: 'printed', name, result: { ok: true } }),
    })
    this.#savedText = diary.saved() ?? ''
    this.#state = initialGate(nowMs(), readSaved(this.#savedText))
  }

  start(): void {
    if (this.#unlisten !== undefined) return
    const { devices, log, clock } = this.#services
    this.#startedAtMs = clock.monotonic()
    this.#adoptCommands()
    this.#unlisten = listenToDevices(devices, { tell: input => this.#dispatch(input), onStatus: () => this.#publishHardware(), log })
    this.#dispatch({ kind: 'started' })
    for (const device of Object.values(devices)) device?.start()
    this.#periodic = clock.every(systemStatusMs, () => this.#publishSystem())
    this.publishAll()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#unlisten?.()
    this.#unlisten = undefined
    this.#periodic?.cancel()
    this.#camera.stop()
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
    this.#leaveNobodyWaiting()
    await Promise.allSettled(Object.values(this.#services.devices).map(device => device?.stop()))
  }

  /** Whoever asked and was not answered is told that the machine has stopped; what it did is in the journal. */
  #leaveNobodyWaiting(): void {
    const error = { code: 'outcome_unknown', message: 'The machine stopped before the outcome was known' }
    for (const [id, { resolve }] of this.#commands) resolve({ command_id: id, state: 'unknown', error })
    for (const reply of this.#replies.values()) reply({ ok: false, code: 'machine_busy' })
    this.#commands.clear()
    this.#replies.clear()
  }

  execute(command: MachineCommand): Promise<CommandResult> {
    if (this.#stopped) return Promise.resolve({ command_id: command.id, state: 'rejected', error: stoppedError })
    return new Promise(resolve => {
      this.#commands.set(command.id, { type: command.type, resolve })
      switch (command.type) {
        case 'gate_control':
          return this.#dispatch({ kind: 'command', id: command.id, control: command.payload })
        case 'set_mode':
          return this.#dispatch({ kind: 'set_mode', id: command.id, mode: command.payload.mode })
        case 'camera_control': {
          this.#answer({ command_id: command.id, state: 'accepted' })
          void this.#camera.execute(command.id, command.payload).then(result => this.#answer(result))
          return
        }
        case 'reprint':
          return void this.#copies.print(command.id, command.payload.job_id)
        case 'request_status':
          this.publishAll()
          return this.#answer({ command_id: command.id, state: 'succeeded' })
        default:
          return this.#answer(notObeyed(command))
      }
    })
  }

  present(purpose: 'entry' | 'exit', credential: Credential): Promise<Reply> {
    if (this.#stopped) return Promise.resolve({ ok: false, code: 'machine_busy' })
    const replyId = uuidv7()
    return new Promise(resolve => {
      this.#replies.set(replyId, resolve)
      this.#dispatch({ kind: 'presented', purpose, credential, replyId })
    })
  }

  callForHelp(): void {
    this.#dispatch({ kind: 'help' })
  }

  publishAll(): void {
    this.#told = { gate: '', lane: '' }
    this.#publishLane()
    this.#publishHardware()
    this.#publishSystem()
  }

  snapshot(): GateSnapshot {
    const gate = gateStatusOf(this.#state, this.#config.lacks)
    const { mode } = this.#state
    return {
      mode,
      gate,
      lane: laneOf(this.#state),
      devices: hardwareStatus(this.#services.devices, this.#services.config, gate.status),
      alarms: this.#alarms(),
    }
  }

  /** What an earlier run accepted and did not end: the order still under way is proven or not, the rest is {@link cutShort}. */
  #adoptCommands(): void {
    const { barrier } = this.#state
    const underWay = barrier.at === 'moving' ? barrier.order.commandId : null
    for (const { id, type } of this.#services.diary.unfinished()) {
      this.#commands.set(id, { type, resolve: () => undefined })
      if (id !== underWay) this.#answer({ command_id: id, ...cutShort(type) })
    }
  }

  #dispatch(input: GateInput): void {
    if (this.#stopped) return
    this.#queue.push(input)
    if (this.#stepping) return
    this.#stepping = true
    try {
      for (let next = this.#queue.shift(); next !== undefined && !this.#stopped; next = this.#queue.shift()) this.#step(next)
    } finally {
      this.#stepping = false
    }
    this.#publishLane()
  }

  #step(input: GateInput): void {
    const { state, effects } = stepGate(this.#config, this.#state, input, this.#context)
    if (!this.#commit(state, effects)) return
    this.#state = state
    for (const effect of effects) this.#perform(effect)
  }

  /**
   * False when the journal refuses: then nothing of the step may happen, and the machine is taken down: begun again when the
   * disk refuses, the end of the process for any other error.
   */
  #commit(state: GateState, effects: readonly Effect[]): boolean {
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
    return this.#commands.get(result.command_id)?.type ?? 'gate_control'
  }

  /** States of commands that do not touch the lane. */
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
    const { devices, hub, clock, photos, outlet, config } = this.#services
    switch (effect.do) {
      case 'record':
        return
      case 'answer':
        return this.#tell(effect.result)
      case 'ask':
        return this.#ask(effect)
      case 'move':
        return this.#act(this.#move(effect), result => ({ kind: 'moved', orderId: effect.orderId, result }))
      case 'cash':
        return this.#cash.perform(effect)
      case 'give_change':
        return this.#act(this.#cash.giveChange(effect.amount), result => ({ kind: 'change_paid', paymentId: effect.paymentId, result }))
      case 'print': {
        const job = paperJob(effect.paper, { outlet, gateName: config.name ?? config.id })
        const name = paperName(effect.paper)
        return this.#act(devices.printer?.print(job) ?? missingDevice('printer'), result => ({ kind: 'printed', name, result }))
      }
      case 'photograph':
        return void this.#photograph(effect.reason, effect.cause, photos)
      case 'wake_camera':
        return devices.camera?.wake?.()
      case 'start_timer':
        this.#timers.get(effect.name)?.cancel()
        this.#timers.set(
          effect.name,
          clock.after(effect.delayMs, () => this.#dispatch({ kind: 'timer', name: effect.name })),
        )
        return
      case 'stop_timer':
        this.#timers.get(effect.name)?.cancel()
        this.#timers.delete(effect.name)
        return
      case 'reply':
        this.#replies.get(effect.replyId)?.(effect.reply)
        this.#replies.delete(effect.replyId)
        return
      case 'speak':
        return devices.board?.speak?.(effect.saying)
      case 'announce_card':
        return hub.announce('card_detected', { card_id: effect.cardId, raw: effect.raw.slice(0, 256) })
    }
  }

  #ask({ requestId, purpose, request }: Extract<Effect, { do: 'ask' }>): void {
    void this.#services.hub.ask({ purpose, requestId, request }, this.#config.delays.requestMs).then(decision => {
      this.#dispatch(decision === null ? { kind: 'unanswered', requestId } : { kind: 'answered', requestId, decision })
    })
  }

  #move({ action, holdMs }: Extract<Effect, { do: 'move' }>): Promise<MoveResult> | MoveResult {
    const { board } = this.#services.devices
    if (board === undefined) return missingDevice('board')
    return action === 'open' ? board.open(holdMs) : action === 'close' ? board.close() : board.halt()
  }

  /** A port that throws, against its contract, counts as a device that cannot be had. */
  #act<R>(work: Promise<R> | R, toInput: (result: R | FailedAct) => GateInput): void {
    void Promise.resolve(work)
      .catch(deviceFailure)
      .then(result => this.#dispatch(toInput(result)))
  }

  async #photograph(
    reason: string,
    cause: Parameters<MachineServices['photos']['take']>[1],
    photos: MachineServices['photos'],
  ): Promise<{ imageId: string } | null> {
    const photo = await photos.take(reason, cause)
    if (photo !== null) this.#dispatch({ kind: 'photo', imageId: photo.imageId, reason, cause })
    return photo
  }

  /** What stands at the machine, and change missing while its driver is here to be told. */
  #alarms(): readonly string[] {
    const { alarms, visit } = this.#state
    return visit?.changeMissing === true ? [...alarms, 'change_not_given' satisfies IncidentCode] : alarms
  }

  #publishLane(): void {
    const { hub, onChange } = this.#services
    const gate = gateStatusOf(this.#state, this.#config.lacks)
    const gateText = JSON.stringify(gate)
    const laneText = JSON.stringify([laneOf(this.#state), this.#state.mode, this.#alarms(), this.#copies.lost()])
    if (gateText !== this.#told.gate) {
      hub.publish('gate_status', { ...gate, at: new Date(this.#services.nowMs()).toISOString() })
      this.#publishHardware()
    }
    if (laneText !== this.#told.lane) this.#publishSystem()
    if (gateText === this.#told.gate && laneText === this.#told.lane) return
    this.#told = { gate: gateText, lane: laneText }
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
    const lost = this.#copies.lost()
    hub.publish('system_status', {
      mode: this.#state.mode,
      software,
      uptime_s: uptimeS,
      outbox: outbox(),
      lane: laneOf(this.#state),
      ...(lost === undefined ? {} : { lost_prints: lost }),
    })
  }
}
