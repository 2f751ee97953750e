/** Runs one gate lane: the only place where the pure machine's effects meet ports and hub; one after the other, see {@link MachineLoop}. */
import { type Timer, uuidv7 } from '@palang/kit'
import { type CommandResult, gateHold, type IncidentCode } from '@palang/protocol'
import type { MoveResult } from '../../devices/board/port.ts'
import type { FailedAct } from '../../devices/status.ts'
import { type CopyDesk, copyDesk } from '../copy-desk.ts'
import { deviceFailure, missingDevice } from '../device-failure.ts'
import { MachineLoop } from '../machine-loop.ts'
import type { ControllerFamily, MachineCommand, MachineServices } from '../machine.ts'
import { type CardDesk, cardDesk } from '../till/card-desk.ts'
import { type CashDesk, cashDesk } from '../till/cash-desk.ts'
import { type CameraDesk, cameraDesk } from './camera-desk.ts'
import { cutShort } from './command.ts'
import type { TimerName } from './delays.ts'
import { gateConfig } from './gate-config.ts'
import type { GateMachine, GateSnapshot } from './gate-machine.ts'
import { hardwareStatus, listenToDevices } from './gate-devices.ts'
import { gateStatusOf, laneOf } from './lane.ts'
import { initialGate, savedPart, stepGate } from './machine.ts'
import { paperJob, paperName } from './paper.ts'
import { type SignDesk, signDesk } from './sign-desk.ts'
import { placesInput } from './places-input.ts'
import { readSaved } from './saved.ts'
import type { Cause, Credential, GateConfig, GateInput, GateState, OwnEffect, Reply } from './state.ts'

/** How often the machine says how it is even when nothing changes; the outbox and its age travel with it. */
const systemStatusMs = 10_000

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
  readonly #loop: MachineLoop<GateState, GateInput, OwnEffect, TimerName>
  readonly #camera: CameraDesk
  readonly #copies: CopyDesk
  readonly #cash: CashDesk
  readonly #card: CardDesk
  readonly #sign: SignDesk
  readonly #replies = new Map<string, (reply: Reply) => void>()
  #unlisten: (() => void) | undefined
  #unhearPlaces: (() => void) | undefined
  #periodic: Timer | undefined
  #startedAtMs = 0
  #told = { gate: '', lane: '' }

  constructor(services: MachineServices) {
    const { clock, devices, hub, log } = services
    this.#services = services
    this.#config = gateConfig(services)
    this.#loop = this.#newLoop()
    this.#cash = cashDesk({ cash: devices.cash, coins: devices.coins, log, tell: input => this.#loop.dispatch(input) })
    this.#card = cardDesk({ terminal: devices.terminal, log, tell: input => this.#loop.dispatch(input) })
    this.#camera = cameraDesk({
      camera: devices.camera,
      hub,
      clock,
      photos: { take: (reason, cause) => this.#photograph(reason, cause) },
    })
    this.#sign = signDesk({ ...services, sign: devices.sign, config: services.config.devices.sign })
    this.#copies = copyDesk({
      printer: devices.printer,
      answer: result => this.#loop.answer(result),
      onPrinted: name => this.#loop.dispatch({ kind: 'printed', name, result: { ok: true } }),
    })
  }

  #newLoop(): MachineLoop<GateState, GateInput, OwnEffect, TimerName> {
    const { clock, nowMs, cards, alone, hub, outbox } = this.#services
    const context = {
      get nowMs() {
        return nowMs()
      },
      get steadyMs() {
        return clock.monotonic()
      },
      newId: () => uuidv7(nowMs()),
      hubOnline: () => hub.online(),
      untoldSinceMs() {
        const { oldest_at: oldestAt } = outbox()
        return oldestAt === undefined ? null : Date.parse(oldestAt)
      },
      cardStanding: (cardId: string) => cards.standing(cardId),
      isMembersPlate: (plate: string) => cards.isMembersPlate(plate),
      passbackRule: () => cards.passback(),
      alone,
    }
    return new MachineLoop<GateState, GateInput, OwnEffect, TimerName>({
      services: this.#services,
      initial: saved => initialGate(nowMs(), readSaved(saved), this.#config),
      step: (state, input) => stepGate(this.#config, state, input, context),
      saved: savedPart,
      perform: effect => this.#perform(effect),
      timer: name => ({ kind: 'timer', name }),
      settled: () => this.#publishLane(),
      usualCommand: 'gate_control',
    })
  }

  start(): void {
    if (this.#unlisten !== undefined) return
    const { devices, log, clock, places } = this.#services
    this.#startedAtMs = clock.monotonic()
    this.#adoptCommands()
    this.#unlisten = listenToDevices(devices, { tell: input => this.#loop.dispatch(input), onStatus: () => this.#publishHardware(), log })
    this.#loop.dispatch({ kind: 'started' })
    const hearPlaces = () => this.#loop.dispatch(placesInput(this.#services))
    this.#unhearPlaces = places.listen(hearPlaces)
    hearPlaces()
    for (const device of Object.values(devices)) device?.start()
    this.#sign.start()
    this.#periodic = clock.every(systemStatusMs, () => this.#publishSystem())
    this.publishAll()
  }

  async stop(): Promise<void> {
    this.#loop.stop()
    this.#unlisten?.()
    this.#unlisten = undefined
    this.#unhearPlaces?.()
    this.#sign.stop()
    this.#periodic?.cancel()
    this.#camera.stop()
    for (const reply of this.#replies.values()) reply({ ok: false, code: 'machine_busy' })
    this.#replies.clear()
    await Promise.allSettled(Object.values(this.#services.devices).map(device => device?.stop()))
  }

  execute(command: MachineCommand): Promise<CommandResult> {
    return this.#loop.execute(command, begun => this.#begin(begun))
  }

  #begin(command: MachineCommand): boolean {
    switch (command.type) {
      case 'gate_control':
        this.#loop.dispatch({ kind: 'command', id: command.id, control: command.payload })
        return true
      case 'set_mode':
        this.#loop.dispatch({ kind: 'set_mode', id: command.id, mode: command.payload.mode })
        return true
      case 'help_reply':
        this.#loop.dispatch({ kind: 'help_reply', id: command.id, reply: command.payload })
        return true
      case 'lane_hold': {
        const { held, reason } = command.payload
        this.#loop.dispatch({ kind: 'lane_hold', id: command.id, held, reason })
        return true
      }
      case 'camera_control':
        this.#loop.answer({ command_id: command.id, state: 'accepted' })
        void this.#camera.execute(command.id, command.payload).then(result => this.#loop.answer(result))
        return true
      case 'reprint':
        void this.#copies.print(command.id, command.payload.job_id)
        return true
      case 'request_status':
        this.publishAll()
        this.#loop.answer({ command_id: command.id, state: 'succeeded' })
        return true
      default:
        return false
    }
  }

  present(purpose: 'entry' | 'exit', credential: Credential): Promise<Reply> {
    if (this.#loop.stopped) return Promise.resolve({ ok: false, code: 'machine_busy' })
    const replyId = uuidv7()
    return new Promise(resolve => {
      this.#replies.set(replyId, resolve)
      this.#loop.dispatch({ kind: 'presented', purpose, credential, replyId })
    })
  }

  payByQris(act: 'start' | 'cancel'): void {
    this.#loop.dispatch({ kind: 'qris', act })
  }

  payByCard(act: 'start' | 'cancel'): void {
    this.#loop.dispatch({ kind: 'pay_card', act })
  }

  callForHelp(): void {
    this.#loop.dispatch({ kind: 'help' })
  }

  learn(settings: Record<string, unknown>): void {
    const hold = gateHold.safeParse(settings['hold'])
    if (hold.success) this.#loop.dispatch({ kind: 'hub_hold', hold: hold.data })
  }

  reportLostTicket(): void {
    this.#loop.dispatch({ kind: 'help', about: 'ticket' })
  }

  publishAll(): void {
    this.#told = { gate: '', lane: '' }
    this.#publishLane()
    this.#publishHardware()
    this.#publishSystem()
  }

  snapshot(): GateSnapshot {
    const gate = gateStatusOf(this.#loop.state, this.#config.lacks)
    const { mode } = this.#loop.state
    return {
      mode,
      gate,
      lane: laneOf(this.#loop.state),
      devices: hardwareStatus(this.#services.devices, this.#services.config, gate.status),
      alarms: this.#alarms(),
    }
  }

  /** The order still under way is proven or not, the rest is {@link cutShort}. */
  #adoptCommands(): void {
    const { barrier } = this.#loop.state
    const underWay = barrier.at === 'moving' ? barrier.order.commandId : null
    this.#loop.adopt(({ id, type }) => (id === underWay ? undefined : { command_id: id, ...cutShort(type) }))
  }

  #perform(effect: OwnEffect): void {
    const { devices, hub, outlet, config } = this.#services
    switch (effect.do) {
      case 'ask':
        return this.#ask(effect)
      case 'ask_online':
        return this.#askOnline(effect)
      case 'move':
        return this.#act(this.#move(effect), result => ({ kind: 'moved', orderId: effect.orderId, result }))
      case 'cash':
        return this.#cash.perform(effect)
      case 'charge':
      case 'cancel_charge':
        return this.#card.perform(effect)
      case 'give_change':
        return this.#act(this.#cash.giveChange(effect.amount), result => ({ kind: 'change_paid', paymentId: effect.paymentId, result }))
      case 'print': {
        const job = paperJob(effect.paper, { outlet, gateName: config.name ?? config.id })
        const name = paperName(effect.paper)
        return this.#act(devices.printer?.print(job) ?? missingDevice('printer'), result => ({ kind: 'printed', name, result }))
      }
      case 'photograph':
        return void this.#photograph(effect.reason, effect.cause)
      case 'wake_camera':
        return devices.camera?.wake?.()
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

  #ask({ requestId, purpose, request }: Extract<OwnEffect, { do: 'ask' }>): void {
    void this.#services.hub.ask({ purpose, requestId, request }, this.#config.delays.requestMs).then(decision => {
      this.#loop.dispatch(decision === null ? { kind: 'unanswered', requestId } : { kind: 'answered', requestId, decision })
    })
  }

  #askOnline({ request }: Extract<OwnEffect, { do: 'ask_online' }>): void {
    const { request_id: requestId } = request
    void this.#services.hub.askPayment(request, this.#config.delays.requestMs).then(result => {
      this.#loop.dispatch(result === null ? { kind: 'online_unanswered', requestId } : { kind: 'online_answered', requestId, result })
    })
  }

  #move({ action, holdMs }: Extract<OwnEffect, { do: 'move' }>): Promise<MoveResult> | MoveResult {
    const { board } = this.#services.devices
    if (board === undefined) return missingDevice('board')
    return action === 'open' ? board.open(holdMs) : action === 'close' ? board.close() : board.halt()
  }

  /** A port that throws, against its contract, counts as a device that cannot be had. */
  #act<R>(work: Promise<R> | R, toInput: (result: R | FailedAct) => GateInput): void {
    void Promise.resolve(work)
      .catch(deviceFailure)
      .then(result => this.#loop.dispatch(toInput(result)))
  }

  async #photograph(reason: string, cause: Cause): Promise<{ imageId: string } | null> {
    const photo = await this.#services.photos.take(reason, cause)
    this.#loop.dispatch({ kind: 'photo', imageId: photo?.imageId ?? null, reason, cause })
    return photo
  }

  /** What stands at the machine, and change missing while its driver is here to be told. */
  #alarms(): readonly string[] {
    const { alarms, visit } = this.#loop.state
    return visit?.changeMissing === true ? [...alarms, 'change_not_given' satisfies IncidentCode] : alarms
  }

  #publishLane(): void {
    const { hub, onChange } = this.#services
    const gate = gateStatusOf(this.#loop.state, this.#config.lacks)
    const gateText = JSON.stringify(gate)
    const laneText = JSON.stringify([laneOf(this.#loop.state), this.#loop.state.mode, this.#alarms(), this.#copies.lost()])
    if (gateText !== this.#told.gate && !this.#loop.state.isStation) {
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
      mode: this.#loop.state.mode,
      software,
      uptime_s: uptimeS,
      outbox: outbox(),
      lane: laneOf(this.#loop.state),
      ...(lost === undefined ? {} : { lost_prints: lost }),
    })
  }
}
