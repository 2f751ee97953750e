/** A client of one channel of the hub. */
import {
  catalogue,
  checkMessage,
  closeCode,
  commandResult,
  type CommandResult,
  entryResult,
  type EntryResult,
  type Envelope,
  exitResult,
  type ExitResult,
  type GateControl,
  isTerminal,
} from '@palang/protocol'
import { ClientError } from './client-error.ts'
import type { ClientEvents, ParkingEventMessage } from './client-events.ts'
import { createEmitter, type Listener } from './emitter.ts'
import type { HubApi } from './hub-api.ts'
import { type ConnectionState, HubLink } from './hub-link.ts'
import { messageId } from './message-id.ts'
import { createPendingAnswers } from './pending-answers.ts'
import type { Resolved } from './settings.ts'

type GateAction = GateControl['action']

export const clientDelays = {
  /** How long an act asked for while the first connection is still being made waits for it. Afterwards nothing waits. */
  firstConnectionMs: 5_000,
  /** From sending a command to giving its outcome up as unknown: the hub says within 30 s what became of it, and must be heard. */
  commandMs: 35_000,
  /** From asking for entry or exit to giving up. */
  requestMs: 10_000,
} as const

const gateActions: readonly string[] = ['open', 'close', 'stop'] satisfies GateAction[]
/** Channels that are not one machine. */
const groupChannels: readonly string[] = ['gate_all', 'all', 'admin']

/**
 * Hears the messages of one channel and sends commands. Promises that reject do so with {@link ClientError}; one that
 * nobody awaits is told as an `error` event and never ends the process.
 */
export class ChannelClient {
  readonly channel: string
  readonly #api: HubApi
  readonly #resolve: () => Resolved
  readonly #events = createEmitter<ClientEvents>(error => queueMicrotask(() => rethrow(error)))
  readonly #pending = createPendingAnswers(() => this.#resolve().clock)
  readonly #link: HubLink
  #awaitingUp = new Set<{ up(): void; failed(error: ClientError): void }>()

  constructor(channel: string, resolve: () => Resolved, api: HubApi) {
    this.channel = channel
    this.#resolve = resolve
    this.#api = api
    this.#link = new HubLink(channel, resolve, {
      greeted: hello => this.#greeted(hello),
      heard: message => this.#heard(message),
      lost: event => this.#lost(event),
      probe: () => this.#envelope('request_status', messageId(), this.#isMachine() ? { machine_id: this.channel } : {}),
      unreadable: reason => this.#tellError('invalid_message', reason),
    })
  }

  /**
   * Connects and stays connected until {@link disconnect}. Resolves when the hub has greeted; rejects when it refuses
   * us (`unauthenticated`, `forbidden`), though the client goes on trying.
   */
  connect(): Promise<void> {
    return this.#quietly(async () => {
      try {
        this.#link.start()
      } catch (error) {
        throw new ClientError('invalid_request', error instanceof Error ? error.message : String(error), { cause: error })
      }
      await this.#up()
    })
  }

  /** Closes the link. Commands still waiting end `unknown`. */
  disconnect(): void {
    this.#link.stop()
  }

  /** Calls `listener` for each event of that name; the returned function stops it. */
  on<K extends keyof ClientEvents>(name: K, listener: Listener<ClientEvents[K]>): () => void {
    return this.#events.on(name, listener)
  }

  off<K extends keyof ClientEvents>(name: K, listener: Listener<ClientEvents[K]>): void {
    this.#events.off(name, listener)
  }

  isConnected(): boolean {
    return this.#link.state() === 'connected'
  }

  getConnectionState(): ConnectionState {
    return this.#link.state()
  }

  /**
   * Opens (for `durationS` seconds, 1–600), closes or stops a barrier; both argument orders of the documents work, and
   * on a gate's own channel the gate may be left out. Resolves with the outcome, which may be `failed` or `unknown`.
   */
  controlGate(action: GateAction, gateId?: string, durationS?: number): Promise<CommandResult>
  controlGate(gateId: string, action: GateAction, durationS?: number): Promise<CommandResult>
  controlGate(first: string, second?: string, durationS?: number): Promise<CommandResult> {
    const [action, named] = gateActions.includes(first) ? [first, second] : [second, first]
    return this.#command('gate_control', {
      action,
      gate_id: named ?? this.#ownGate(),
      ...(durationS === undefined ? {} : { duration: durationS }),
    })
  }

  /** Takes a picture or starts or stops the stream of a gate's camera. */
  controlCamera(action: 'capture' | 'start_stream' | 'stop_stream', gateId?: string): Promise<CommandResult> {
    return this.#command('camera_control', { action, gate_id: gateId ?? this.#ownGate() })
  }

  /** Asks a machine, or on a group channel all, to tell its status anew. */
  requestStatus(machineId?: string): Promise<CommandResult> {
    const machine = machineId ?? (this.#isMachine() ? this.channel : undefined)
    return this.#command('request_status', machine === undefined ? {} : { machine_id: machine })
  }

  /** Opens every gate for `durationS` seconds; without it they stay open. Over HTTP. */
  openAllGates(durationS?: number, reason?: string): Promise<Record<string, unknown>> {
    return this.#quietly(() => this.#api.openAllGates(durationS, reason))
  }

  closeAllGates(reason?: string): Promise<Record<string, unknown>> {
    return this.#quietly(() => this.#api.closeAllGates(reason))
  }

  /** Ends a stay without passage; the first argument is a card or a session id. Over HTTP. */
  forceExitSession(cardOrSession: string, reason: string): Promise<Record<string, unknown>> {
    return this.#quietly(() => this.#api.forceExitSession(cardOrSession, reason))
  }

  /** Lets a vehicle in as if its card had been presented at the entry. */
  simulateVehicleEntry(cardId?: string, licensePlate?: string, gateId?: string): Promise<EntryResult> {
    const payload = given({ card_id: cardId, license_plate: licensePlate, gate_id: gateId })
    return this.#ask('parking_entry', payload, answer => entryResult.parse(answer))
  }

  /** Lets a vehicle out as if its card had been presented at the exit. */
  simulateVehicleExit(cardId?: string, paymentMethod?: 'cash' | 'card' | 'qris' | 'free', gateId?: string): Promise<ExitResult> {
    const payload = given({ card_id: cardId, payment_method: paymentMethod, gate_id: gateId })
    return this.#ask('parking_exit', payload, answer => exitResult.parse(answer))
  }

  #isMachine(): boolean {
    return !groupChannels.includes(this.channel)
  }

  #ownGate(): string | undefined {
    return this.#isMachine() ? this.channel : undefined
  }

  #command(type: 'gate_control' | 'camera_control' | 'request_status', payload: Record<string, unknown>): Promise<CommandResult> {
    return this.#quietly(async () => {
      if (type !== 'request_status' && payload['gate_id'] === undefined) {
        throw new ClientError('invalid_request', `channel ${this.channel} has several gates: say which`, { path: 'payload.gate_id' })
      }
      const id = await this.#sendable(type, payload)
      const outcome = this.#pending.wait<CommandResult>(id, clientDelays.commandMs, readCommandEnd, (reason, detail) => {
        if (reason === 'refused') throw refusal(detail)
        const message = reason === 'timeout' ? 'the hub did not tell the outcome in time' : 'the link was lost before the outcome was known'
        return { command_id: id, state: 'unknown', error: { code: 'outcome_unknown', message } }
      })
      this.#send(type, id, payload)
      return outcome
    })
  }

  #ask<T>(
    type: 'parking_entry' | 'parking_exit',
    payload: Record<string, unknown>,
    read: (answer: Record<string, unknown>) => T,
  ): Promise<T> {
    return this.#quietly(async () => {
      const id = await this.#sendable(type, payload)
      const answer = this.#pending.wait(id, clientDelays.requestMs, read, (reason, detail): T => {
        if (reason === 'refused') throw refusal(detail)
        if (reason === 'timeout') throw new ClientError('timeout', 'the hub did not answer in time')
        throw new ClientError('outcome_unknown', 'the link was lost before the answer came')
      })
      this.#send(type, id, { ...payload, request_id: id })
      return answer
    })
  }

  /** Checks the payload, waits for the first connection where one is being made, and gives the id to send under. */
  async #sendable(type: keyof typeof catalogue, payload: Record<string, unknown>): Promise<string> {
    const checked = catalogue[type].payload.safeParse(payload)
    if (!checked.success) {
      const issue = checked.error.issues[0]
      throw new ClientError('invalid_request', issue?.message ?? 'not valid', { path: ['payload', ...(issue?.path ?? [])].join('.') })
    }
    if (this.#link.state() === 'connecting') await this.#up(clientDelays.firstConnectionMs)
    if (!this.isConnected()) throw new ClientError('not_connected', 'there is no connection to the hub; nothing was sent')
    return messageId(this.#resolve().clock.now())
  }

  #send(type: string, id: string, payload: Record<string, unknown>): void {
    if (!this.#link.send(this.#envelope(type, id, payload)))
      this.#pending.refuse(id, { code: 'not_connected', message: 'nothing was sent' })
  }

  #envelope(type: string, id: string, payload: Record<string, unknown>): string {
    return JSON.stringify({ type, id, timestamp: new Date(this.#resolve().clock.now()).toISOString(), payload })
  }

  #up(timeoutMs?: number): Promise<void> {
    if (this.isConnected()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const waiter = {
        up: () => finish(resolve),
        failed: (error: ClientError) => finish(() => reject(error)),
      }
      const timer = timeoutMs === undefined ? undefined : this.#resolve().clock.after(timeoutMs, () => waiter.up())
      const finish = (end: () => void) => {
        timer?.cancel()
        this.#awaitingUp.delete(waiter)
        end()
      }
      this.#awaitingUp.add(waiter)
    })
  }

  #greeted(hello: Envelope): void {
    const { server_time, version } = hello.payload
    for (const waiter of [...this.#awaitingUp]) waiter.up()
    this.#events.emit('connected', {
      channel: this.channel,
      ...(typeof server_time === 'string' ? { server_time } : {}),
      ...(typeof version === 'string' ? { version } : {}),
    })
    this.#events.emit('message', hello)
  }

  #heard(message: Envelope): void {
    this.#events.emit('message', message)
    const answered = message.payload['command_id'] ?? message.payload['request_id'] ?? message.id
    if (typeof answered === 'string') {
      if (message.type === 'error') {
        // The promise that waits rejects with it; that is told once.
        if (this.#pending.refuse(answered, message.payload)) return
      } else if (message.type.endsWith('_response')) this.#settle(answered, message)
    }
    if (!Object.hasOwn(catalogue, message.type)) return
    const checked = checkMessage('hub→screen', message)
    if (!checked.ok) {
      this.#tellError(
        'invalid_message',
        `${message.type}: ${checked.fault.message}${checked.fault.path === undefined ? '' : ` (${checked.fault.path})`}`,
      )
    } else if (checked.message.type === 'parking_event') {
      const event: ParkingEventMessage = { ...checked.message.payload, ...checked.message }
      this.#events.emit('parking_event', event)
      const gate = event.gate ?? message.gate_id ?? message.machine_id
      if (gate === 'gate_in' || gate === 'gate_out') this.#events.emit(`${gate}_event`, event)
    } else {
      this.#events.emit(checked.message.type, checked.message)
    }
  }

  #settle(id: string, message: Envelope): void {
    const known = Object.hasOwn(catalogue, message.type) ? checkMessage('hub→screen', message) : undefined
    if (known?.ok === true) this.#pending.answer(id, message.payload)
    else this.#pending.refuse(id, { code: 'invalid_message', message: `the hub's ${message.type} cannot be read` })
  }

  #lost({ code, reason, wasUp, willRetry }: { code: number; reason: string; wasUp: boolean; willRetry: boolean }): void {
    this.#pending.abandon()
    const refused = code === closeCode.unauthenticated ? 'unauthenticated' : code === closeCode.forbidden ? 'forbidden' : undefined
    if (refused !== undefined || !willRetry) {
      const error = new ClientError(refused ?? 'not_connected', reason === '' ? 'the hub refused the connection' : reason)
      for (const waiter of [...this.#awaitingUp]) waiter.failed(error)
    }
    if (refused !== undefined) this.#tellError(refused, reason === '' ? `channel ${this.channel} is not open to us` : reason)
    if (wasUp) this.#events.emit('disconnected', { channel: this.channel, code, reason, will_retry: willRetry })
  }

  /** Runs `work` so that a rejection nobody waits for is heard as an `error` event instead of ending the process. */
  #quietly<T>(work: () => Promise<T>): Promise<T> {
    const promise = work()
    promise.catch((error: unknown) => {
      if (!(error instanceof ClientError)) rethrow(error)
      // A refused connection was told already when the link was lost; over HTTP there is a status.
      const told = error.status === undefined && (error.code === 'unauthenticated' || error.code === 'forbidden')
      if (!told) this.#tellError(error.code, error.message, error.path)
    })
    return promise
  }

  #tellError(code: string, message: string, path?: string): void {
    this.#events.emit('error', { type: 'error', payload: { code, message, ...(path === undefined ? {} : { path }) } })
  }
}

/** A command's result once nothing more is expected. */
function readCommandEnd(answer: Record<string, unknown>): CommandResult | undefined {
  const result = commandResult.parse(answer)
  return isTerminal(result.state) ? result : undefined
}

function refusal(detail: Record<string, unknown>): ClientError {
  const { code, message, path } = detail
  return new ClientError(typeof code === 'string' ? code : 'invalid_message', typeof message === 'string' ? message : 'the hub refused', {
    ...(typeof path === 'string' ? { path } : {}),
    problem: detail,
  })
}

function given(payload: Record<string, string | undefined>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined))
}

function rethrow(error: unknown): never {
  throw error
}
