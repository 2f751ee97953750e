/**
 * The hub's own MQTT broker. Only devices with credentials get in, each hears and says only what is
 * its own, and everything a device says goes through `receive`.
 */
import type { EventEmitter } from 'node:events'
import { createServer, type Server } from 'node:net'
import { CodedError, isCoded, messageOf, type Clock, type Log, type Part } from '@palang/kit'
import { Aedes, type AedesOptions, type Client, type PublishPacket } from 'aedes'
import type { DeviceAuthenticator } from '../../access/device-access.ts'
import { listen } from '../listen.ts'
import { openDoor, type Door } from './door.ts'
import { brokerLimits, type BrokerLimits } from './limits.ts'
import { FencedSocket } from './packet-fence.ts'
import type { Heard } from './heard.ts'
import type { ReaderRules } from './readers.ts'
import { createSessions, type Session, type Sessions } from './sessions.ts'
import type { DeviceMessageKind, TopicRules } from './topics.ts'

/** What a device said about itself; the payload is whatever it sent, unchecked, up to the limit. */
export interface DeviceMessage {
  deviceId: string
  kind: DeviceMessageKind
  /** Of the site's topic mappings, the one it came by. */
  mapping: string
  payload: Uint8Array
}

/** A command to one device; more fields as the device understands them. */
export interface DeviceCommand {
  id: string
  /** ISO 8601 in UTC; the device drops what comes later. */
  deadline: string
  [field: string]: unknown
}

/** What every broker hands on to, and goes by. */
export interface BrokerParts {
  clock: Clock
  log: Log
  rules: TopicRules
  heard: Heard
  /**
   * Takes one message; called in the order a device sent them. QoS 1 and 2 are acknowledged once it resolves. When it
   * rejects, the connection is closed without an acknowledgement and the device sends again. The same message may come
   * twice.
   */
  receive: (message: DeviceMessage) => Promise<void>
}

interface BrokerOptions extends BrokerParts {
  host: string
  /** 0 for any free one. */
  port: number
  devices: DeviceAuthenticator
  /** Lets programs in that only read, and tells them on this topic whether the hub is there. */
  readers?: { rules: ReaderRules; hubTopic: string } | undefined
  limits?: Partial<BrokerLimits>
}

/** The broker over which devices are heard, wherever it is: the rest of the hub cannot tell. */
export interface DeviceBroker extends Part {
  state(): 'ok' | 'down'
  /** Devices that are there, as far as the broker can tell. */
  connected(): string[]
  isConnected(deviceId: string): boolean
  /**
   * Hands the command to the device, never retained and never kept for later. Throws `machine_offline` when the device is
   * not there or not subscribed to its commands. That it was handed over proves nothing: the device answers by
   * `command_reply`.
   */
  publishCommand(deviceId: string, command: DeviceCommand): Promise<void>
}

/** A broker on which others, such as Home Assistant, see what the hub leaves there. */
export interface RetainingBroker {
  /** Throws when the broker did not acknowledge it. */
  publishRetained(topic: string, payload: string): Promise<void>
  /** `listener` is called whenever the broker is there again; returns how to stop. */
  onUp(listener: () => void): () => void
}

interface EmbeddedBroker extends DeviceBroker, RetainingBroker {
  /** Where it listens; nothing while it does not. */
  port(): number | undefined
}

/** What a command to a device that is not there ends with. */
export function notListening(deviceId: string): CodedError {
  return new CodedError('machine_offline', `device ${deviceId} does not listen`, { retryable: true })
}

/** Room for the topic and the packet's own fields beside a payload. */
const packetOverhead = 1024
/** In a SUBACK (MQTT 3.1.1 section 3.9.3). */
const subscriptionRefused = 128
/**
 * The broker announces itself to a cluster and publishes wills of brokers that fell silent, by the wall clock. We are one:
 * a clock that is set must not make it take its own devices for dead. Four times this is the longest timer there is.
 */
const clusterHeartbeatMs = 2 ** 29 - 1

/** Listens from `start` to `stop`. `start` throws `port_taken`. */
export function embeddedBroker(options: BrokerOptions): EmbeddedBroker {
  const { host, port, log, rules, heard } = options
  const limits = { ...brokerLimits, ...options.limits }
  const sessions = createSessions(limits, log)
  const ups = new Set<() => void>()
  let running: OpenBroker | undefined
  /** Kept until the broker stops: the next one is told everything anew. */
  const publishRetained = async (topic: string, payload: string) => {
    if (running === undefined) throw new CodedError('broker_unavailable', 'the MQTT broker does not run', { retryable: true })
    await publish(running.aedes, topic, payload, true)
  }

  return {
    name: 'MQTT broker',
    async start() {
      if (running !== undefined) return
      const opened = await openBroker(options, { rules, limits, sessions })
      try {
        await listen(opened.server, host, port)
      } catch (error) {
        opened.door.close()
        await closeAedes(opened.aedes)
        throw error
      }
      opened.server.on('error', (error: unknown) => log.error({ err: error }, 'the MQTT broker could not take a connection'))
      running = opened
      if (options.readers !== undefined) await publishRetained(options.readers.hubTopic, 'online')
      for (const tell of ups) tell()
    },
    async stop() {
      if (running === undefined) return
      const { server, aedes, door } = running
      running = undefined
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      door.close()
      sessions.endAll()
      await closed
      await closeAedes(aedes)
    },
    port() {
      const address = running?.server.address()
      return typeof address === 'object' ? address?.port : undefined
    },
    publishRetained,
    onUp(listener) {
      ups.add(listener)
      return () => void ups.delete(listener)
    },
    state: () => (running === undefined ? 'down' : 'ok'),
    connected: sessions.devices,
    isConnected: sessions.isConnected,
    async publishCommand(deviceId, command) {
      const aedes = running?.aedes
      const topics = rules.commandTopics(deviceId, heard.mappingOf(deviceId)).filter(topic => sessions.hears(deviceId, topic))
      if (aedes === undefined || topics.length === 0) throw notListening(deviceId)
      const payload = JSON.stringify(command)
      await Promise.all(topics.map(topic => publish(aedes, topic, payload)))
    },
  }
}

/** What everyone in the house goes by. */
interface House {
  rules: TopicRules
  limits: BrokerLimits
  sessions: Sessions
}

interface OpenBroker {
  /** Brings in sockets once it listens. */
  server: Server
  aedes: Aedes
  door: Door
}

/** The broker behind its door; it does not listen yet. */
async function openBroker(options: BrokerOptions, house: House): Promise<OpenBroker> {
  const { devices, clock, log } = options
  const { limits, sessions } = house
  const door = openDoor({ ...house, readers: options.readers?.rules, devices, clock, log })
  const aedes = await Aedes.createBroker({
    heartbeatInterval: clusterHeartbeatMs,
    maxClientsIdLength: 64,
    maxInflightInbound: limits.unfinished,
    preConnect: door.preConnect,
    authenticate: door.authenticate,
    ...permissions(house, options),
  })
  aedes.on('subscribe', (subscriptions, client) => {
    for (const { topic, qos } of subscriptions) if (qos < subscriptionRefused) sessions.of(client)?.filters.add(topic)
  })
  aedes.on('unsubscribe', (filters, client) => filters.forEach(filter => sessions.of(client)?.filters.delete(filter)))
  aedes.on('clientError', (client, error) =>
    log.debug({ device: sessions.of(client)?.deviceId, err: error }, 'the connection of a device ended badly'),
  )
  aedes.on('connectionError', (_client, error) => log.debug({ err: error }, 'somebody who is no device was sent away'))
  // Not in the broker's types; unheard, it would end the hub.
  const events: EventEmitter = aedes
  events.on('error', (error: unknown) => log.error({ err: error }, 'the MQTT broker failed at something'))
  const server = createServer({ noDelay: true }, socket => {
    const source = (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '')
    const stream = new FencedSocket(socket, limits.packetBytes + packetOverhead, () =>
      log.warn({ device: sessions.of(client)?.deviceId, source }, 'a message was too long; its connection is closed'),
    )
    const client = aedes.handle(stream)
    door.arrived(client, source, () => stream.destroy())
    stream.once('close', () => door.left(client))
  })
  return { server, aedes, door }
}

type Permissions = Required<Pick<AedesOptions, 'authorizePublish' | 'authorizeSubscribe'>>

/** What a device that is in may do. A message is handed to `receive` here, because the acknowledgement follows after this. */
function permissions({ sessions, rules, limits }: House, { log, heard, receive, readers }: BrokerOptions): Permissions {
  /** For whom the connection speaks, once it names a topic of `named`; it never speaks for another. */
  const speakerOf = (client: Client | null, session: Session, named: string | undefined): string | undefined => {
    if (session.deviceId !== null) return session.deviceId
    return client !== null && named !== undefined && sessions.pin(client, session, named) ? named : undefined
  }
  const take = async (client: Client | null, session: Session | undefined, packet: PublishPacket): Promise<void> => {
    if (session === undefined || session.ended) throw new CodedError('forbidden', 'this connection has ended')
    // Nobody may subscribe to what devices say, so keeping the last of it would only cost memory.
    packet.retain = false
    if (session.isReader && readers?.rules.maySay(packet.topic) === true) return
    const deviceId = session.isReader ? undefined : speakerOf(client, session, rules.heard(packet.topic)?.deviceId)
    const said = deviceId === undefined ? undefined : rules.published(deviceId, packet.topic)
    if (deviceId === undefined || said === undefined)
      throw new CodedError('forbidden', `${packet.topic.slice(0, 200)} is not its own topic`)
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    heard.note(deviceId, said.mapping)
    // What is longer cannot be read then and is set aside; refused, it would come for ever.
    await receive({ deviceId, ...said, payload: payload.subarray(0, limits.payloadBytes) })
  }
  const mayDevice = (client: Client | null, session: Session | undefined, filter: string): boolean => {
    const deviceId = session?.ended === false ? speakerOf(client, session, rules.subscriber(filter)) : undefined
    return deviceId !== undefined && rules.maySubscribe(deviceId, filter)
  }
  return {
    authorizePublish(client, packet, reply) {
      const session = sessions.of(client)
      take(client, session, packet).then(
        () => reply(null),
        (error: unknown) => {
          if (session?.ended === false) {
            const why = isCoded(error) ? { reason: error.message } : { err: error }
            log.warn({ device: session.deviceId, ...why }, 'a message was not taken; its connection is closed')
          }
          reply(error instanceof Error ? error : new Error(messageOf(error)))
        },
      )
    },
    authorizeSubscribe(client, subscription, reply) {
      const session = sessions.of(client)
      const { topic } = subscription
      const isAllowed =
        session?.isReader === true ? !session.ended && readers?.rules.maySubscribe(topic) === true : mayDevice(client, session, topic)
      if (!isAllowed) log.warn({ device: session?.deviceId, topic: topic.slice(0, 200) }, 'a subscription was refused')
      reply(null, isAllowed ? subscription : null)
    },
  }
}

function publish(aedes: Aedes, topic: string, payload: string, retain = false): Promise<void> {
  return new Promise((resolve, reject) =>
    aedes.publish({ cmd: 'publish', topic, payload, qos: 1, retain, dup: false }, error => (error ? reject(error) : resolve())),
  )
}

function closeAedes(aedes: Aedes): Promise<void> {
  return new Promise(resolve => aedes.close(resolve))
}
