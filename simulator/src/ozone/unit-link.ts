/** The connection of one unit to a broker: mqtt.js over plain TCP, opened again and again until it is closed. */
import type { DeviceMapping } from '@palang/config'
import { messageOf } from '@palang/kit/errors'
import type { Clock, Timer } from '@palang/kit/clock'
import { backoff } from '@palang/kit/retry'
import { connect, type MqttClient } from 'mqtt'
import type { Turnstile } from './turnstile.ts'
import type { Topic } from './unit-state.ts'

export interface Login {
  username: string
  password: string
}

/** Hears what becomes of the connection. */
export interface LinkListener {
  linked(): void
  unlinked(): void
  command(text: string): void
}

export interface UnitLink {
  open(): void
  /** QoS 1. `acknowledged` is called on the PUBACK, never when the connection ends first. */
  publish(topic: Topic, payload: string, acknowledged: () => void): void
  /** Breaks the connection and comes back after so long. */
  hangUp(awayMs: number): void
  /** For good. */
  close(): Promise<void>
  /** Why it is not connected, as far as it was told. */
  trouble(): string | undefined
}

export interface UnitLinkOptions {
  /** `mqtt://host:port`. */
  url: string
  deviceId: string
  login: Login | undefined
  mapping: DeviceMapping
  clock: Clock
  /** 0 ≤ x < 1, for the wait before the next try, so that thousands do not come back in the same moment. */
  jitter(): number
  /** Runs the work of connecting when it is this unit's turn; it calls back once the broker has answered or gone. */
  turnstile: Turnstile
  heard: LinkListener
}

const firstRetryMs = 1_000
const lastRetryMs = 30_000
const answerWithinMs = 15_000
const keepaliveS = 60

/** Does nothing before `open`. */
export function createUnitLink(options: UnitLinkOptions): UnitLink {
  const { heard } = options
  let client: MqttClient | undefined
  let trouble: string | undefined
  const tries = createTries(options, dial)

  function dial(done: () => void): void {
    const opened = dialed(options)
    client = opened
    attend(opened, options, {
      answered: done,
      trouble: why => (trouble = why),
      isIn() {
        if (client !== opened) return
        tries.succeeded()
        trouble = undefined
        heard.linked()
      },
      left() {
        if (client === opened) lost()
      },
    })
  }

  function lost(): void {
    drop()
    heard.unlinked()
    tries.failed()
  }

  function drop(): void {
    tries.cancel()
    const dropped = client
    client = undefined
    dropped?.end(true)
  }

  return {
    open: tries.open,
    publish(topic, payload, acknowledged) {
      if (client !== undefined) say(client, options, topic, payload, acknowledged)
    },
    hangUp(awayMs) {
      drop()
      tries.after(awayMs)
    },
    async close() {
      tries.close()
      if (client?.connected === true) await client.endAsync()
      drop()
    },
    trouble: () => trouble,
  }
}

interface Tries {
  /** The first, now. */
  open(): void
  after(ms: number): void
  failed(): void
  succeeded(): void
  cancel(): void
  /** None from now on. */
  close(): void
}

/** Each when it is this unit's turn, after longer and longer waits. */
function createTries({ clock, jitter, turnstile }: UnitLinkOptions, dial: (done: () => void) => void): Tries {
  const wait = backoff(firstRetryMs, lastRetryMs, jitter)
  let timer: Timer | undefined
  let isOpen = false
  /** Of those that stand at the turnstile only the last may go through. */
  let latest = 0

  function after(ms: number): void {
    if (!isOpen) return
    cancel()
    const number = latest
    timer = clock.after(ms, () => turnstile(done => (isOpen && number === latest ? dial(done) : done())))
  }

  function cancel(): void {
    timer?.cancel()
    latest += 1
  }

  return {
    after,
    cancel,
    open() {
      if (isOpen) return
      isOpen = true
      after(0)
    },
    failed: () => after(wait.next()),
    succeeded: () => wait.reset(),
    close() {
      isOpen = false
      cancel()
    },
  }
}

function say(client: MqttClient, options: UnitLinkOptions, topic: Topic, payload: string, acknowledged: () => void): void {
  const pattern = options.mapping.topics[topic]
  if (pattern === undefined) return
  client.publish(topicOf(pattern, options), payload, { qos: 1 }, error => {
    if (error === undefined || error === null) acknowledged()
  })
}

interface Attempt {
  /** The broker let it in, refused it or went away; may be called more than once. */
  answered(): void
  isIn(): void
  left(): void
  trouble(why: string): void
}

function attend(client: MqttClient, options: UnitLinkOptions, attempt: Attempt): void {
  const { command } = options.mapping.topics
  client.on('error', error => attempt.trouble(messageOf(error)))
  client.on('message', (_topic, payload) => options.heard.command(payload.toString('utf8')))
  client.once('close', () => {
    attempt.answered()
    attempt.left()
  })
  client.once('connect', () => {
    attempt.answered()
    if (command === undefined) return attempt.isIn()
    client.subscribe(topicOf(command, options), { qos: 1 }, error => {
      if (error === null) attempt.isIn()
      else attempt.trouble(messageOf(error))
    })
  })
}

function topicOf(pattern: string, { deviceId }: UnitLinkOptions): string {
  return pattern.replace('{device_id}', deviceId)
}

function dialed({ url, deviceId, login }: UnitLinkOptions): MqttClient {
  return connect(url, {
    clientId: deviceId,
    ...login,
    clean: true,
    keepalive: keepaliveS,
    connectTimeout: answerWithinMs,
    // The unit has a queue of its own and comes back by its own clock.
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
  })
}
