/** One connection to a broker elsewhere, from dialling to its end. The next one shares nothing with it. */
import { readFileSync } from 'node:fs'
import { getCACertificates } from 'node:tls'
import { messageOf, type Clock } from '@palang/kit'
import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import { inOrder } from './in-order.ts'

export interface LineOptions {
  /** `mqtt:` or `mqtts:`, with user and password where the broker wants them. */
  url: string
  /** PEM file of the only authority to trust; the system's otherwise. */
  ca?: string | undefined
  /** Names the session that the broker keeps while the hub is away; read at every dialling. */
  clientId: () => string
  /** What to subscribe to. */
  filters: readonly string[]
  /** Where others see, retained, whether the hub is there. */
  statusTopic: string
  clock: Clock
}

interface LineEvents {
  /** Takes one message; others come meanwhile, in their order. When it rejects, the connection ends and the broker sends the message again. */
  take(packet: IPublishPacket): Promise<void>
  /** Messages come in. */
  up(): void
  /** The connection has ended, or never was; called once. */
  down(why: string): void
}

export interface Line {
  isUp(): boolean
  /** Throws when the connection ends before the packet has left (QoS 0) or was acknowledged (QoS 1). */
  publish(topic: string, payload: string, options: { qos: 0 | 1; retain: boolean }): Promise<void>
  /** Says that the hub goes, and goes; resolves within 4 s. */
  close(): Promise<void>
}

const [online, offline] = ['online', 'offline'] as const
const keepaliveS = 30
const patienceMs = 10_000
const farewellMs = 2000
/** Messages that are being kept at a time: they share transactions. */
const mostUnderWay = 200
const laterAcknowledged = new Error('acknowledged once it is kept')

/** Dials. Never throws: `events.down` tells. */
export function openLine(options: LineOptions, events: LineEvents): Line {
  const { clock, statusTopic } = options
  const state = stateOf(events)
  let client: MqttClient | undefined
  const publish: Line['publish'] = async (topic, payload, how) => {
    const sent = client?.publishAsync(topic, payload, how)
    // The client keeps what is not acknowledged for a next connection, and tells nobody; here there is none.
    sent?.catch(() => undefined)
    await Promise.race([sent, state.ended])
    if (client === undefined || state.isOver()) throw new Error('the connection to the broker ended')
  }
  const say = (word: typeof online | typeof offline) => publish(statusTopic, word, { qos: 1, retain: true })

  try {
    client = connect(clientOptions(options))
    dial(client, options.filters, { state, take: events.take, greet: () => say(online) })
  } catch (error) {
    // After the caller has the line in hand.
    queueMicrotask(() => state.over(messageOf(error)))
  }
  return {
    isUp: state.isUp,
    publish,
    async close() {
      state.because('the hub goes')
      if (state.isUp()) await patiently(clock, say(offline))
      // A farewell that is not heard makes the broker send the last will, which says the same.
      client?.end(state.isOver())
      await patiently(clock, state.ended)
      client?.stream.destroy()
    },
  }
}

/** From dialling through being up to its end, each once. */
function stateOf(events: LineEvents) {
  let now: 'dialling' | 'up' | 'over' = 'dialling'
  let reason: string | undefined
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  return {
    ended,
    isUp: () => now === 'up',
    isOver: () => now === 'over',
    /** Why it will have ended; the first reason is the one. */
    because: (why: string) => void (reason ??= why),
    up() {
      if (now !== 'dialling') return
      now = 'up'
      events.up()
    },
    over(why: string) {
      if (now === 'over') return
      now = 'over'
      resolve()
      events.down(reason ?? why)
    },
  }
}

interface Dialling extends Pick<LineEvents, 'take'> {
  state: ReturnType<typeof stateOf>
  greet: () => Promise<void>
}

/** Everything is in place before the first byte leaves: what waited at the broker comes at once, and unheard it would be lost. */
function dial(client: MqttClient, filters: readonly string[], { state, take, greet }: Dialling): void {
  const drop = (error: unknown) => {
    state.because(messageOf(error))
    client.stream.destroy()
  }
  const handle = inOrder<IPublishPacket>({
    take: packet => take(packet).catch((error: unknown) => (packet.qos === 0 ? undefined : Promise.reject(error))),
    acknowledge({ qos, messageId }) {
      // A client dials once: an answer that comes late finds its connection gone, and acknowledges nothing on another.
      if (qos !== 0 && messageId !== undefined && !state.isOver() && client.stream.writable) client.stream.write(puback(messageId))
    },
    failed: drop,
    most: mostUnderWay,
  })
  // Called back with an error, the client acknowledges nothing and reads on: what was not kept yet is not to be acknowledged.
  client.handleMessage = (packet, done) => handle(packet, () => done(laterAcknowledged))
  const subscribe = async (isKnown: boolean) => {
    // The session that was kept hears devices already, and what waited in it comes before the answer to the subscription.
    if (isKnown) state.up()
    await client.subscribeAsync([...filters], { qos: 1 })
    state.up()
    await greet()
  }
  client.on('connect', ({ sessionPresent }) => void subscribe(sessionPresent).catch(drop))
  client.on('error', drop)
  client.on('close', () => state.over('the connection ended'))
  client.connect()
}

/** PUBACK of MQTT 3.1.1, section 3.4: packet type 4, two more bytes, the packet's number. */
function puback(messageId: number): Buffer {
  return Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff])
}

/** Waits until the work has ended, well or badly, and not for ever. */
function patiently(clock: Clock, work: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = clock.after(farewellMs, resolve)
  const settled = () => {
    timer.cancel()
    resolve()
  }
  work.then(settled, settled)
  return promise
}

function clientOptions({ url, ca, clientId, statusTopic }: LineOptions): IClientOptions {
  const { protocol, hostname, port, username, password } = new URL(url)
  const isSecure = protocol === 'mqtts:'
  return {
    protocol: isSecure ? 'mqtts' : 'mqtt',
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? (isSecure ? 8883 : 1883) : Number(port),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    // Read anew for every connection, so that an authority that was renewed is taken.
    ...(isSecure ? { ca: ca === undefined ? systemAuthorities() : readFileSync(ca, 'utf8') } : {}),
    clientId: clientId(),
    clean: false,
    keepalive: keepaliveS,
    connectTimeout: patienceMs,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    manualConnect: true,
    will: { topic: statusTopic, payload: Buffer.from(offline), qos: 1, retain: true },
  }
}

/** What this computer trusts, beside what Node brings along. */
function systemAuthorities(): string[] {
  return [...new Set([...getCACertificates('default'), ...getCACertificates('system')])]
}
