/** Controllers: `/ws/controller/{machine_id}`, contract section 4. */
import type { IncomingMessage } from 'node:http'
import { isCoded, isoNow } from '@palang/kit'
import { checkMessage, closeCode, parseEnvelope, type Envelope, type Family, type Hello, type Message, type TypeOn } from '@palang/protocol'
import type { RawData, WebSocket } from 'ws'
import type { FleetHub } from '../../fleet/fleet.ts'
import type { MachineConnection } from '../../fleet/connection.ts'
import type { Intake } from '../../intake/intake.ts'
import type { LiveHub } from '../../live/live.ts'
import type { Actor, HubServices } from '../../services.ts'
import { credentialsOf, type Authenticator } from './authenticator.ts'
import { corkedWriter } from './corked-writer.ts'
import { keepAlive } from './heartbeat.ts'

export interface ControllerEdgeOptions {
  services: HubServices & { live: LiveHub; fleet: FleetHub }
  access: Authenticator
  intake: Intake
  hubEpoch: string
  /** What the family tells its machines at the start of the link. */
  configFor(machineId: string): Promise<{ version: string; config: Record<string, unknown> }>
}

export interface ControllerEdge {
  accept(socket: WebSocket, request: IncomingMessage, machineId: string): void
}

type ControllerMessage = Message<TypeOn<'controller→hub'>>

/** Accepts controllers for one hub. */
export function controllerEdge(options: ControllerEdgeOptions): ControllerEdge {
  const { services, access } = options
  const { site, clock, log } = services

  async function admit(socket: WebSocket, request: IncomingMessage, machineId: string): Promise<Actor | undefined> {
    const actor = await access.authenticate(credentialsOf(request))
    if (actor === undefined) {
      socket.close(closeCode.unauthenticated, 'the token of this machine is needed')
      return undefined
    }
    const machine = site.machines.find(m => m.id === machineId)
    const reason = machine === undefined ? { code: 'unknown_machine', message: `there is no machine ${machineId.slice(0, 64)}` } : actor.machineId === machineId ? undefined : { code: 'forbidden', message: 'this token belongs to another machine' }
    if (reason === undefined) return actor
    socket.send(JSON.stringify({ type: 'refused', timestamp: isoNow(clock), payload: reason }))
    socket.close(closeCode.forbidden, reason.code)
    return undefined
  }

  return {
    accept(socket, request, machineId) {
      keepAlive(socket, clock)
      socket.on('error', error => log.debug({ err: error }, 'controller socket'))
      // Handled strictly one after the other: a welcome goes out before the facts behind the hello are looked at.
      let session: ControllerSession | undefined
      let turn: Promise<unknown> = admit(socket, request, machineId).then(actor => {
        const family = site.machines.find(m => m.id === machineId)?.family
        if (actor !== undefined && family !== undefined) session = controllerSession(options, socket, request, { machineId, family, actor })
      })
      const fail = (error: unknown) => {
        log.error({ err: error, machine: machineId }, 'controller message failed')
        socket.close(1011, 'try again')
      }
      turn = turn.catch(fail)
      socket.on('message', data => {
        turn = turn.then(() => session?.receive(textOf(data))).catch(fail)
      })
      socket.once('close', () => {
        turn = turn.then(() => session?.ended())
      })
    },
  }
}

interface ControllerSession {
  receive(text: string): Promise<void> | void
  ended(): void
}

interface Identity {
  machineId: string
  family: Family
  actor: Actor
}

function controllerSession(options: ControllerEdgeOptions, socket: WebSocket, request: IncomingMessage, { machineId, family, actor }: Identity): ControllerSession {
  const { services, intake, hubEpoch } = options
  const { fleet, live, clock, log, site } = services
  const writer = corkedWriter(socket, request.socket)
  const isGate = family === 'gate'
  let connection: MachineConnection | undefined

  const send = (message: Record<string, unknown>): boolean => {
    if (socket.readyState !== socket.OPEN) return false
    writer.send(JSON.stringify({ machine_id: machineId, ...(isGate ? { gate_id: machineId } : {}), timestamp: isoNow(clock), ...message }))
    return true
  }
  const connect = (protocol: 0 | 1, software: string): Promise<void> => {
    connection = { machineId, protocol, software, send, close: (code, reason) => socket.close(code, reason) }
    return fleet.connected(connection)
  }
  const refuse = (code: string, message: string) => {
    send({ type: 'refused', payload: { code, message } })
    socket.close(closeCode.forbidden, code)
  }

  async function greet(hello: Hello): Promise<void> {
    if (hello.family !== family) return refuse('wrong_family', `${machineId} is of family ${family}, not ${hello.family}`)
    const acked = await intake.resume(machineId, hello.epoch, hello.oldest_seq)
    const { version, config } = await options.configFor(machineId)
    send({ type: 'welcome', payload: { server_time: isoNow(clock), hub_epoch: hubEpoch, acked_seq: acked, heartbeat_s: 15, config_version: version, config } })
    await connect(1, hello.software)
  }

  async function answer(message: Message<'parking_entry' | 'parking_exit'>): Promise<void> {
    const requestId = message.payload.request_id ?? message.request_id ?? message.id
    const respond = (payload: object) => {
      send({ type: `${message.type}_response`, ...(requestId === undefined ? {} : { request_id: requestId }), payload: { ...payload, ...(requestId === undefined ? {} : { request_id: requestId }) } })
    }
    try {
      const request = { ...message.payload, gate_id: machineId }
      respond(message.type === 'parking_entry' ? await services.parking.enter(request, actor) : await services.parking.exit(request, actor))
    } catch (error) {
      if (!isCoded(error)) throw error
      respond({ ...error.detail, approved: false, reason: error.code, message: error.message })
    }
  }

  async function route(message: ControllerMessage): Promise<void> {
    switch (message.type) {
      case 'hello':
        return greet(message.payload)
      case 'facts':
        send({ type: 'facts_ack', payload: await intake.receive({ machineId, family, epoch: message.payload.epoch, items: message.payload.items }) })
        return
      case 'journal':
        for (const result of message.payload.results) await fleet.answered(machineId, result)
        return
      case 'gate_control_response':
      case 'camera_control_response':
      case 'request_status_response':
      case 'dispense_response':
      case 'set_mode_response':
        return fleet.answered(machineId, message.payload)
      case 'parking_entry':
      case 'parking_exit':
        return connection?.protocol === 0 ? observe(message) : answer(message as Message<'parking_entry' | 'parking_exit'>)
      case 'camera_frame': {
        const data = (message.payload as Record<string, unknown>)['data']
        if (typeof data === 'string') live.frame(machineId, Buffer.from(data, 'base64'))
        return
      }
      case 'error':
        log.warn({ machine: machineId, payload: message.payload }, 'the machine reports an error')
        return
      default:
        return observe(message)
    }
  }

  /** A status or event without a delivery promise. From a source-document controller it may prove a command. */
  async function observe(message: ControllerMessage): Promise<void> {
    const payload = { ...(message.payload as Record<string, unknown>), ...(connection?.protocol === 0 ? observedParts(message) : {}) }
    live.publish({ type: message.type, machineId, payload, at: timeOf(message.timestamp) ?? isoNow(clock) })
    if (connection !== undefined) await fleet.observed(connection, message as Envelope)
  }

  /** The document's `{event_type, data}` gets our names beside its own, marked as only observed. */
  function observedParts(message: ControllerMessage): Record<string, unknown> {
    if (message.type !== 'parking_event') return { promise: 'observed' }
    const payload = message.payload as Record<string, unknown>
    return { event: payload['event_type'] ?? payload['event'], gate: machineId, result: payload['data'] ?? payload['result'] ?? {}, promise: 'observed' }
  }

  return {
    async receive(text) {
      if (socket.readyState !== socket.OPEN) return
      fleet.heard(machineId)
      const parsed = parseEnvelope(text)
      if (!parsed.ok) return void send({ type: 'error', payload: parsed.fault })
      const checked = checkMessage('controller→hub', parsed.message)
      if (!checked.ok) return void send({ type: 'error', ...(parsed.message.id === undefined ? {} : { id: parsed.message.id }), payload: checked.fault })
      if (connection === undefined && checked.message.type !== 'hello') {
        log.info({ machine: machineId, site: site.outlet.id }, 'a controller written for the source document')
        await connect(0, 'source document')
      }
      await route(checked.message)
    },
    ended() {
      if (connection !== undefined) fleet.disconnected(connection)
    },
  }
}

/** Source-document controllers send local times without a zone; those are not worth more than the hub's own time. */
function timeOf(timestamp: string | undefined): string | undefined {
  return timestamp !== undefined && /Z$/.test(timestamp) && !Number.isNaN(Date.parse(timestamp)) ? new Date(timestamp).toISOString() : undefined
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString('utf8')
}
