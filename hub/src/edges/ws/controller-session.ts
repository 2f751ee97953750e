/** One controller that is in: its greeting, facts, questions, answers and statuses, each handed to the part that knows. */
import type { Socket } from 'node:net'
import { isCoded, isoNow } from '@palang/kit'
import {
  checkMessage,
  closeCode,
  largestPictureBytes,
  linkProtocol,
  parseEnvelope,
  playsRole,
  typesAs,
  type Envelope,
  type Facts,
  type FactsAck,
  type Family,
  type Hello,
  type Message,
  type TypeOn,
} from '@palang/protocol'
import type { WebSocket } from 'ws'
import type { FamilySettings } from '../../families/registry.ts'
import type { MachineConnection } from '../../fleet/connection.ts'
import type { DeviceRegister } from '../../fleet/device-register.ts'
import type { FleetHub } from '../../fleet/fleet.ts'
import type { Intake } from '../../intake/intake.ts'
import type { LiveHub } from '../../live/live.ts'
import { payPrepaid } from '../../money/prepaid.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { Authenticator } from './authenticator.ts'
import { corkedWriter, type CorkedWriter } from './corked-writer.ts'
import { frameParts } from './frame-parts.ts'
import { observedPayload, timeOf } from './protocol-0.ts'

/** What needs an answer now. */
type Question = 'parking_entry' | 'parking_exit' | 'online_payment' | 'prepaid_payment'

type ControllerMessage = Message<TypeOn<'controller→hub'>>

/** The parts of the hub a controller is handed to. */
export interface ControllerParts {
  services: HubServices & { live: LiveHub; fleet: FleetHub }
  access: Authenticator
  intake: Intake
  devices: DeviceRegister
  hubEpoch: string
  /** What the family tells its machines at the start of the link. */
  settingsOf(family: Family): Promise<FamilySettings>
}

export interface ControllerIdentity {
  socket: WebSocket
  tcp: Socket
  machineId: string
  family: Family
  actor: Actor
  /** Hears of facts and reports that could not be taken although the next message was already asked for. */
  failed(error: unknown): void
}

/**
 * Facts and reports are queued for the database in the order they came, so the next one need not wait for the commit of
 * the one before: all that come while a transaction runs share the next. What is neither these nor one of `liveTypes` is handled
 * strictly in turn.
 */
const isQueued = (message: ControllerMessage) => message.type === 'facts' || playsRole(message, 'answer')
/** What screens are shown and nobody keeps: it waits for no commit, so that they see what is while the database hangs. */
const liveTypes: ReadonlySet<string> = new Set(['camera_frame', ...typesAs('status'), ...typesAs('event')])
/** Messages of one machine that may wait for their commit. */
const mostUnderWay = 8

export class ControllerSession {
  readonly #options: ControllerParts
  readonly #identity: ControllerIdentity
  readonly #writer: CorkedWriter
  readonly #pictureOf = frameParts(largestPictureBytes)
  #connection: MachineConnection | undefined
  /** The last acknowledgement given on this link. */
  #acked: { epoch: string; seq: number } | undefined
  /** What is queued for the database and not committed yet. */
  readonly #underWay = new Set<Promise<void>>()

  constructor(options: ControllerParts, identity: ControllerIdentity) {
    this.#options = options
    this.#identity = identity
    this.#writer = corkedWriter(identity.socket, identity.tcp)
  }

  /** Handles at once what need not wait, and gives back what is to be done in its turn with everything else. */
  hear(text: string): (() => Promise<void>) | undefined {
    const { socket, machineId, failed } = this.#identity
    if (socket.readyState !== socket.OPEN) return undefined
    this.#options.services.fleet.heard(machineId)
    const parsed = parseEnvelope(text)
    if (!parsed.ok) return void this.#send({ type: 'error', payload: parsed.fault })
    const { message } = parsed
    // A status of protocol 0 may prove a command, which is written down.
    if (this.#connection?.protocol !== 1 || !liveTypes.has(message.type)) return () => this.#receive(message)
    const checked = this.#check(message)
    return checked === undefined ? undefined : void this.#route(checked).catch(failed)
  }

  /** Handles one message in its turn. What is still being committed then goes on meanwhile. */
  async #receive(message: Envelope): Promise<void> {
    const { socket, machineId } = this.#identity
    const { log } = this.#options.services
    if (socket.readyState !== socket.OPEN) return
    const spoken = protocolOf(message)
    if (spoken !== undefined && spoken !== linkProtocol)
      return this.#refuse('unsupported_protocol', `this hub speaks link protocol ${linkProtocol}, not ${spoken}`)
    const checked = this.#check(message)
    if (checked === undefined) return
    if (this.#connection === undefined && checked.type !== 'hello') {
      log.info({ machine: machineId }, 'a controller of protocol 0')
      await this.#connect(0, 'protocol 0', [])
    }
    if (isQueued(checked)) return this.#enqueue(checked)
    await Promise.all(this.#underWay)
    await this.#route(checked)
  }

  /** The message as the catalogue has it; one that is wrong is told so and gives nothing. */
  #check(message: Envelope): ControllerMessage | undefined {
    const checked = checkMessage('controller→hub', message)
    if (checked.ok) return checked.message
    // The document names answers to commands and leaves their form open: heard, but no proof of anything.
    if (this.#connection?.protocol === 0 && message.type.endsWith('_response')) return undefined
    this.#send({ type: 'error', ...(message.id === undefined ? {} : { id: message.id }), payload: checked.fault })
    return undefined
  }

  async #enqueue(message: ControllerMessage): Promise<void> {
    const work = this.#route(message)
      .catch((error: unknown) => this.#identity.failed(error))
      .finally(() => this.#underWay.delete(work))
    this.#underWay.add(work)
    if (this.#underWay.size >= mostUnderWay) await Promise.race(this.#underWay)
  }

  /** The socket is closed. */
  ended(): void {
    if (this.#connection !== undefined) this.#options.services.fleet.disconnected(this.#connection)
  }

  async #route(message: ControllerMessage): Promise<void> {
    const { services } = this.#options
    const { machineId } = this.#identity
    if (playsRole(message, 'answer')) return services.fleet.answered(machineId, message.payload)
    switch (message.type) {
      case 'hello':
        return this.#greet(message.payload)
      case 'facts':
        return void this.#send({ type: 'facts_ack', payload: await this.#store(message.payload) })
      case 'renew_token_response':
        return services.fleet.tokenStored(machineId, message.payload)
      case 'serial_frames':
        return services.fleet.framesHeard(machineId, message.payload)
      case 'journal':
        for (const result of message.payload.results) await services.fleet.answered(machineId, result)
        return
      case 'parking_entry':
      case 'parking_exit':
        return this.#connection?.protocol === 0 ? this.#observe(message) : this.#answer(message)
      case 'online_payment':
      case 'prepaid_payment':
        return this.#answer(message)
      case 'camera_frame':
        return this.#frame(message.payload)
      case 'error':
        return services.log.warn({ machine: machineId, payload: message.payload }, 'the machine reports an error')
      default:
        return this.#observe(message)
    }
  }

  /** While the database is away nothing more is acknowledged, the facts wait in the journal, and the link stays. */
  async #store({ epoch, items }: Facts): Promise<FactsAck> {
    const { machineId, family } = this.#identity
    try {
      const ack = await this.#options.intake.receive({ machineId, family, epoch, items })
      this.#acked = { epoch, seq: ack.acked_seq }
      return ack
    } catch (error) {
      if (!isCoded(error) || !error.retryable) throw error
      const acked = this.#acked?.epoch === epoch ? this.#acked.seq : 0
      const rejected = [{ seq: acked + 1, code: error.code, message: error.message, terminal: false }]
      return { epoch, acked_seq: acked, rejected }
    }
  }

  async #greet(hello: Hello): Promise<void> {
    const { intake, hubEpoch, settingsOf, services } = this.#options
    const { machineId, family } = this.#identity
    if (hello.family !== family) return this.#refuse('wrong_family', `${machineId} is of family ${family}, not ${hello.family}`)
    const acked = await intake.resume(machineId, hello.epoch, hello.oldest_seq)
    this.#acked = { epoch: hello.epoch, seq: acked }
    const { version, config } = (await settingsOf(family))(machineId)
    const payload = {
      server_time: isoNow(services.clock),
      hub_epoch: hubEpoch,
      acked_seq: acked,
      heartbeat_s: 15,
      config_version: version,
      config,
    }
    this.#send({ type: 'welcome', payload })
    // A greeting said twice on one link is answered twice, but is not a second connection.
    if (this.#connection?.protocol === 1) return
    await this.#connect(1, hello.software, hello.capabilities)
  }

  /** A question that needs an answer now; a refusal is an answer. */
  async #answer(message: Message<Question>): Promise<void> {
    const { services } = this.#options
    const { machineId } = this.#identity
    const requestId = message.payload.request_id ?? message.request_id ?? message.id
    const echo = requestId === undefined ? {} : { request_id: requestId }
    const respond = (payload: object) => void this.#send({ type: `${message.type}_response`, ...echo, payload: { ...payload, ...echo } })
    try {
      respond(await this.#decide(message))
    } catch (error) {
      if (!isCoded(error)) throw error
      // Not a refusal: the machine waits its time and then decides as it does whenever the hub is away.
      if (error.code === 'database_unavailable') return services.log.warn({ err: error, machine: machineId }, 'a question stays unanswered')
      respond({ ...error.detail, approved: false, reason: error.code, message: error.message })
    }
  }

  #decide(message: Message<Question>): Promise<object> {
    const { parking, payments, store, clock, site } = this.#options.services
    const { machineId, actor } = this.#identity
    switch (message.type) {
      case 'parking_entry':
        return parking.enter({ ...message.payload, gate_id: machineId }, actor)
      case 'parking_exit':
        return parking.exit({ ...message.payload, gate_id: machineId }, actor)
      case 'online_payment':
        return payments.ask(message.payload, actor)
      case 'prepaid_payment':
        return payPrepaid({ store, clock, site }, message.payload, machineId)
    }
  }

  /** A status or event without a delivery promise. From a controller of protocol 0 it may prove a command. */
  async #observe(message: ControllerMessage): Promise<void> {
    const { live, fleet, clock } = this.#options.services
    const { machineId } = this.#identity
    const payload: Record<string, unknown> = { ...message.payload }
    // Screens tell events apart by the gate in them, which is not the machine's to say.
    const own = message.type === 'parking_event' ? { ...payload, gate: machineId } : payload
    const shown = this.#connection?.protocol === 0 ? observedPayload(machineId, message.type, payload) : own
    this.#options.devices.observe(machineId, message.type, payload)
    live.publish({ type: message.type, machineId, payload: shown, at: timeOf(message.timestamp) ?? isoNow(clock) })
    if (this.#connection !== undefined) await fleet.observed(this.#connection, { type: message.type, payload })
  }

  #refuse(code: string, message: string): void {
    this.#options.services.log.warn({ machine: this.#identity.machineId, code }, 'a controller is refused')
    this.#send({ type: 'refused', payload: { code, message } })
    this.#identity.socket.close(closeCode.forbidden, code)
  }

  #frame(payload: unknown): void {
    const jpeg = this.#pictureOf(payload)
    if (jpeg !== undefined) this.#options.services.live.frame(this.#identity.machineId, jpeg)
  }

  #connect(protocol: 0 | 1, software: string, capabilities: readonly string[]): Promise<void> {
    const { machineId, socket } = this.#identity
    this.#connection = {
      machineId,
      protocol,
      software,
      capabilities,
      send: message => this.#send(message),
      close: (code, reason) => socket.close(code, reason),
    }
    return this.#options.services.fleet.connected(this.#connection)
  }

  #send(message: Record<string, unknown>): boolean {
    const { socket, machineId, family } = this.#identity
    if (socket.readyState !== socket.OPEN) return false
    const gate = family === 'gate' ? { gate_id: machineId } : {}
    this.#writer.send(JSON.stringify({ machine_id: machineId, ...gate, timestamp: isoNow(this.#options.services.clock), ...message }))
    return true
  }
}

/** The link protocol a greeting names, looked at before its other fields, which another protocol may have changed. */
function protocolOf({ type, payload }: Envelope): number | undefined {
  const { protocol } = payload
  return type === 'hello' && typeof protocol === 'number' && Number.isInteger(protocol) ? protocol : undefined
}
