/** The link to the hub: greeting, facts, status, requests and commands over one socket. */
import type { HubTrust } from '@palang/config'
import { type Clock, isoNow, type Log, messageOf, uuidv7 } from '@palang/kit'
import {
  checkMessage,
  type CommandResult,
  type CommandType,
  type Family,
  linkProtocol,
  type Message,
  type MessageType,
  type ParkingPlaces,
  parseEnvelope,
  type PayloadOf,
  playsRole,
  type TypeOn,
  type Welcome,
} from '@palang/protocol'
import type { MachineCommand, OwnStatus } from '../families/machine.ts'
import type { Journal } from '../journal/journal.ts'
import type { MachineToken } from '../tokens.ts'
import { judgeCommand, type CommandGate } from './command-gate.ts'
import { frameSender, type FrameSender } from './frame-sender.ts'
import { framesAnswerer, type FramesAnswerer, type ReadFrames } from './frames-answerer.ts'
import type { HubClock } from './hub-clock.ts'
import { OutboxPump } from './outbox-pump.ts'
import { HubSocket } from './socket.ts'
import { statusBoard, type StatusBoard } from './status-board.ts'

type RequestType = 'parking_entry' | 'parking_exit' | 'online_payment' | 'prepaid_payment'

export interface HubLinkOptions {
  /** `ws://hub:8000` */
  hubUrl: string
  /** How to know the hub over TLS. */
  trust?: () => HubTrust
  machineId: string
  family: Family
  token: MachineToken
  software: string
  panelUrl: string
  capabilities: readonly string[]
  journal: Journal
  time: HubClock
  clock: Clock
  log: Log
  onCommand(command: MachineCommand): void
  onConfig(config: Record<string, unknown>, version: string): void
  /** The hub changed something it also tells in its greeting. */
  onChanged(settings: Record<string, unknown>): void
  onPlaces(places: ParkingPlaces): void
  /** Raw bytes of the machine's lines, for the hub's incidents. */
  readFrames: ReadFrames
  onOnline(online: boolean): void
  /** The hub said how far it has our facts. */
  onAcknowledged?(): void
  /** The hub knows facts of this journal that the journal has lost; a new numbering was begun. */
  onRenewed(): void
  /** The journal refuses what the hub told or asks: the machine can no longer keep its promises. */
  onFatal(error: unknown): void
}

/** A journal younger than this may have replaced one that knew of a command the hub asks about. */
const shortHistoryMs = 24 * 60 * 60_000

/** The time is not asked for more often than this: a link that is always slow would hear of nothing else. */
const askTimeEveryMs = 2_000

/** What the hub says of how it wants a machine to stand is acted upon for so long, as its commands are. */
const statedForMs = 10_000

/** Command results in one `journal` message, well below 64 KiB. */
const resultsPerMessage = 50

export class HubLink {
  readonly #options: HubLinkOptions
  readonly #socket: HubSocket
  readonly #pump: OutboxPump
  readonly #statuses: StatusBoard
  readonly #frames: FrameSender
  readonly #serialFrames: FramesAnswerer
  readonly #waiting = new Map<string, (payload: PayloadOf<`${RequestType}_response`> | null) => void>()
  #welcome: Welcome | null = null
  /** When the last greeting left, on the steady clock. */
  #greetedAtMs = 0
  /** Set while the journal has a hole the hub must be told of. */
  #oldestSeq: number | null = null

  constructor(options: HubLinkOptions) {
    this.#options = options
    const { clock, log, journal } = options
    this.#socket = new HubSocket({
      url: `${options.hubUrl.replace(/\/+$/, '')}/ws/controller/${options.machineId}`,
      token: () => options.token.current(),
      trust: options.trust,
      clock,
      log,
      onOpen: () => this.#guarded(() => this.#greet()),
      onText: text => this.#guarded(() => this.#receive(text)),
      onDown: () => this.#down(),
      onPong: text => this.#frames.heard(text),
    })
    this.#frames = frameSender({ send: part => this.#send('camera_frame', part), ping: text => this.#socket.ping(text) })
    this.#serialFrames = framesAnswerer({ ...options, send: part => this.online() && this.#send('serial_frames', part) })
    const send = (payload: Record<string, unknown>) => this.#send('facts', payload)
    this.#pump = new OutboxPump({
      journal,
      clock,
      nowMs: () => options.time.nowMs(),
      log,
      send,
      onHole: oldestSeq => this.#greetFrom(oldestSeq),
    })
    this.#statuses = statusBoard(clock, ({ type, payload, at }) => this.online() && this.#sendRaw({ type, timestamp: at, payload }))
  }

  start(): void {
    this.#socket.start()
  }

  stop(): void {
    this.#statuses.stop()
    this.#socket.stop()
  }

  /** Whether the hub has welcomed us on a link that still answers. */
  online(): boolean {
    return this.#welcome !== null
  }

  /** Sets the latest status of its type, also for those who come later. */
  publish(type: OwnStatus, payload: Record<string, unknown>): void {
    this.#statuses.put(type, payload)
  }

  /** Tells something now, to whoever hears it. */
  announce(type: 'card_detected' | 'image_captured', payload: Record<string, unknown>): void {
    if (this.online()) this.#send(type, payload)
  }

  /** One JPEG for whoever watches; a newer one takes its place while the link is busy. */
  frame(jpeg: Uint8Array): void {
    if (this.online()) this.#frames.offer(jpeg)
  }

  /** Says how a command stands. Nobody there: the hub asks the journal later. */
  respond(type: string, result: CommandResult): void {
    if (this.online()) this.#sendRaw({ type: `${type}_response`, timestamp: isoNow(this.#options.clock), payload: result })
  }

  /** There are new facts in the journal. */
  poke(): void {
    if (this.online()) this.#pump.poke()
  }

  /** Asks the hub; null when it is away or does not answer within `timeoutMs`. */
  request<T extends RequestType>(
    type: T,
    payload: PayloadOf<T> & { request_id: string },
    timeoutMs: number,
  ): Promise<PayloadOf<`${T}_response`> | null> {
    return new Promise(resolve => {
      if (!this.online() || !this.#send(type, payload)) return resolve(null)
      const timer = this.#options.clock.after(timeoutMs, () => settle(null))
      const settle = (answer: PayloadOf<`${RequestType}_response`> | null) => {
        timer.cancel()
        this.#waiting.delete(payload.request_id)
        resolve(answer as PayloadOf<`${T}_response`> | null)
      }
      this.#waiting.set(payload.request_id, settle)
    })
  }

  /** What a command must satisfy, for those that come over the panel. */
  gate(): CommandGate {
    const { journal, time } = this.#options
    return {
      hubEpoch: () => this.#welcome?.hub_epoch ?? journal.meta('hub_epoch'),
      nowMs: () => time.nowMs(),
      latestMs: () => time.latestMs(),
      earlier: id => journal.command(id),
    }
  }

  /** What the socket sets off has no caller who could catch. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#options.onFatal(error)
    }
  }

  #send(type: MessageType, payload: Record<string, unknown>): boolean {
    return this.#sendRaw({ type, timestamp: isoNow(this.#options.clock), payload })
  }

  #sendRaw(message: Record<string, unknown>): boolean {
    const { machineId, family } = this.#options
    return this.#socket.send(
      JSON.stringify({ machine_id: machineId, ...(family === 'gate' ? { gate_id: machineId } : {}), id: uuidv7(), ...message }),
    )
  }

  #greet(): void {
    const { journal, family, software, panelUrl, capabilities, clock } = this.#options
    this.#greetedAtMs = clock.monotonic()
    this.#send('hello', {
      protocol: linkProtocol,
      family,
      software,
      epoch: journal.epoch(),
      last_seq: journal.lastSeq(),
      oldest_seq: this.#oldestSeq ?? journal.oldestSeq(),
      outbox: journal.pending().count,
      panel_url: panelUrl,
      capabilities: [...capabilities],
    })
  }

  /** Greets anew, so that the hub records the numbers missing before `oldestSeq` as a hole and goes on after it. */
  #greetFrom(oldestSeq: number): void {
    this.#options.log.error({ oldest: oldestSeq }, 'facts are missing from the middle of the journal')
    this.#oldestSeq = oldestSeq
    this.#socket.drop()
  }

  #down(): void {
    const wasOnline = this.online()
    this.#welcome = null
    this.#pump.stop()
    this.#frames.reset()
    for (const settle of [...this.#waiting.values()]) settle(null)
    if (wasOnline) this.#options.onOnline(false)
  }

  #receive(text: string): void {
    const parsed = parseEnvelope(text)
    const checked = parsed.ok ? checkMessage('hub→controller', parsed.message) : parsed
    if (!checked.ok) {
      this.#options.log.warn({ fault: checked.fault }, 'message refused')
      this.#sendRaw({
        type: 'error',
        timestamp: isoNow(this.#options.clock),
        ...(parsed.ok && parsed.message.id !== undefined ? { id: parsed.message.id } : {}),
        payload: checked.fault,
      })
      return
    }
    const { timestamp } = checked.message
    if (this.online() && timestamp !== undefined && !this.#options.time.observe(Date.parse(timestamp))) this.#askTheTime()
    this.#route(checked.message)
  }

  /** Our idea of the hub's time is in doubt: a new greeting, whose way there and back is measured, settles it. */
  #askTheTime(): void {
    const { clock, log } = this.#options
    if (clock.monotonic() - this.#greetedAtMs < askTimeEveryMs) return
    log.warn('a message of the hub was late, or one of the clocks is wrong; asking the time')
    this.#greet()
  }

  #route(message: Message<TypeOn<'hub→controller'>>): void {
    if (playsRole(message, 'command')) return this.#command(message)
    switch (message.type) {
      case 'welcome':
        return this.#welcomed(message.payload)
      case 'refused':
        return this.#options.log.error({ ...message.payload }, 'the hub refuses this machine')
      case 'facts_ack':
        this.#pump.acknowledged(message.payload)
        return this.#options.onAcknowledged?.()
      case 'parking_entry_response':
      case 'parking_exit_response':
      case 'online_payment_response':
      case 'prepaid_payment_response':
        return this.#waiting.get(message.payload.request_id ?? '')?.(message.payload)
      case 'parking_places':
        return this.#options.onPlaces(message.payload)
      case 'machine_settings':
        return this.#options.onConfig(message.payload.config, message.payload.config_version)
      case 'ask_journal':
        return this.#answerJournal(message.payload.command_ids)
      case 'ask_serial_frames':
        return void this.#serialFrames.answer(message.payload)
      case 'gate_hold':
        return this.#held(message.timestamp, message.payload)
      case 'renew_token':
        return this.#renewToken(message.payload)
      case 'error':
        return this.#options.log.warn({ payload: message.payload }, 'the hub did not understand us')
      default:
        return message satisfies never
    }
  }

  /**
   * How the hub wants its gates to stand. It is no order, yet it moves barriers: one that was long on its way is left alone, and
   * telling the hub how this machine stands has it told anew.
   */
  #held(timestamp: string | undefined, hold: PayloadOf<'gate_hold'>): void {
    const { time, onChanged, log } = this.#options
    if (timestamp !== undefined && time.latestMs() - Date.parse(timestamp) <= statedForMs) return onChanged({ hold })
    log.warn('the hub’s word on holding gates open was late; it is asked for anew')
    this.#statuses.tellAll()
  }

  /** The hub lets the old token go as soon as it hears that the new one is on the disk. This link stays. */
  #renewToken({ token, renewal }: PayloadOf<'renew_token'>): void {
    const { log } = this.#options
    try {
      this.#options.token.keep(token)
      log.info('the token of this machine was renewed')
      this.#send('renew_token_response', { renewal, stored: true })
    } catch (error) {
      log.error({ err: messageOf(error) }, 'the new token could not be kept')
      this.#send('renew_token_response', { renewal, stored: false, message: messageOf(error).slice(0, 200) })
    }
  }

  #welcomed(welcome: Welcome): void {
    const { journal, time, clock, log, onConfig, onOnline, onRenewed } = this.#options
    if (welcome.acked_seq > journal.lastSeq()) {
      log.error({ hub: welcome.acked_seq, journal: journal.lastSeq() }, 'the hub knows more than the journal; a new numbering begins')
      journal.renew()
      onRenewed()
      return this.#socket.drop()
    }
    time.learn(Date.parse(welcome.server_time), clock.monotonic() - this.#greetedAtMs)
    journal.setMeta('clock_offset_ms', String(time.offsetMs()))
    // The answer to a question for the time; everything else stands as it stood.
    if (this.online()) return
    journal.setMeta('hub_epoch', welcome.hub_epoch)
    this.#welcome = welcome
    this.#oldestSeq = null
    this.#socket.settled()
    log.info({ hub_epoch: welcome.hub_epoch, acked: welcome.acked_seq, outbox: journal.lastSeq() - welcome.acked_seq }, 'linked to the hub')
    onConfig(welcome.config, welcome.config_version)
    this.#statuses.tellAll()
    this.#pump.start(welcome.acked_seq)
    onOnline(true)
  }

  #command(message: Message<CommandType>): void {
    const { log, onCommand } = this.#options
    const verdict = judgeCommand(this.gate(), message)
    switch (verdict.kind) {
      case 'run':
        return onCommand({ type: message.type, id: verdict.id, payload: message.payload } as MachineCommand)
      case 'repeat':
        return this.respond(message.type, verdict.result)
      case 'refuse':
        log.warn({ type: message.type, result: verdict.result }, 'command refused')
        // Refused although it may have been in time: a quicker greeting leaves less doubt about the next.
        if (verdict.isDoubtful) this.#askTheTime()
        this.#keep(message.type, verdict.result)
        return this.respond(message.type, verdict.result)
      case 'invalid':
        this.#send('error', { code: 'invalid_message', message: verdict.message, path: verdict.path })
    }
  }

  /**
   * Ended commands with their result. One this journal has never seen did not run, and is marked so that it never will;
   * a journal that was begun anew cannot say so and keeps silent.
   */
  #answerJournal(ids: readonly string[]): void {
    const { journal } = this.#options
    const results = ids.flatMap((id): CommandResult[] => {
      const known = journal.command(id)
      if (known !== undefined) return known.state === 'accepted' ? [] : [known]
      if (this.#historyIsShort()) return []
      const never: CommandResult = {
        command_id: id,
        state: 'expired',
        error: { code: 'expired', message: 'The command never reached the machine' },
      }
      this.#keep('unknown', never)
      return [never]
    })
    for (let at = 0; at < results.length; at += resultsPerMessage)
      this.#send('journal', { results: results.slice(at, at + resultsPerMessage) })
  }

  #historyIsShort(): boolean {
    const begunAtMs = Number(this.#options.journal.meta('begun_at_ms') ?? 0)
    return this.#options.clock.now() - begunAtMs < shortHistoryMs
  }

  #keep(type: string, result: CommandResult): void {
    this.#options.journal.write({ facts: [], commands: [{ type, result }] }, { occurredAt: isoNow(this.#options.clock), clock: 'unknown' })
  }
}
