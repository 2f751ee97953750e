/**
 * A broker elsewhere, over which the hub hears devices as one client among many (docs/decisions/0024). The broker keeps the hub's
 * session: what devices say while the hub is away comes when it is back.
 */
import { backoff, CodedError, isCoded, messageOf, type Timer } from '@palang/kit'
import type { IPublishPacket } from 'mqtt'
import { notListening, type BrokerParts, type DeviceBroker, type RetainingBroker } from './broker.ts'
import { brokerLimits } from './limits.ts'
import { openLine, type Line, type LineOptions } from './outside-line.ts'

interface OutsideOptions extends BrokerParts, Pick<LineOptions, 'url' | 'ca' | 'clientId' | 'statusTopic'> {
  /** 0 ≤ x < 1; tests take the chance out of waiting. */
  random?: () => number
}

const [firstWaitMs, longestWaitMs] = [1000, 60_000]

/** Dials from `start` to `stop`, for ever; a broker that is away hinders nobody. */
export function outsideBroker(options: OutsideOptions): DeviceBroker & RetainingBroker {
  const { rules, heard } = options
  const ups = new Set<() => void>()
  const dialler = createDialler(options, () => ups.forEach(tell => tell()))
  return {
    name: 'MQTT broker elsewhere',
    start: dialler.start,
    stop: dialler.stop,
    state: () => (dialler.line() === undefined ? 'down' : 'ok'),
    connected: () => (dialler.line() === undefined ? [] : heard.recent()),
    isConnected: deviceId => dialler.line() !== undefined && heard.isRecent(deviceId),
    async publishCommand(deviceId, command) {
      const line = dialler.line()
      if (line === undefined || !heard.isRecent(deviceId)) throw notListening(deviceId)
      const [topics, payload] = [rules.commandTopics(deviceId, heard.mappingOf(deviceId)), JSON.stringify(command)]
      // Of QoS 0, because the broker would keep any other for a device that is away and start its treatment when it comes back.
      await Promise.all(topics.map(topic => line.publish(topic, payload, { qos: 0, retain: false }))).catch(() => {
        throw notListening(deviceId)
      })
    },
    async publishRetained(topic, payload) {
      const line = dialler.line()
      if (line === undefined) throw new CodedError('broker_unavailable', 'the MQTT broker is not there', { retryable: true })
      await line.publish(topic, payload, { qos: 1, retain: true })
    },
    onUp(listener) {
      ups.add(listener)
      return () => void ups.delete(listener)
    },
  }
}

/** One line after the other, as long as it is wanted. */
function createDialler(options: OutsideOptions, onUp: () => void) {
  const { clock, log } = options
  const waits = backoff(firstWaitMs, longestWaitMs, options.random)
  const broker = new URL(options.url).host
  const take = taking(options)
  const dialled = { ...options, filters: options.rules.filters() }
  let line: Line | undefined
  let retry: Timer | undefined
  let lastReason: string | undefined

  const dial = () => {
    retry = undefined
    const opened: Line = openLine(dialled, {
      async take(packet) {
        await take(packet)
        // Only what was taken proves that it goes on: a message refused again and again is asked for ever more seldom.
        waits.reset()
      },
      up() {
        lastReason = undefined
        log.info({ broker }, 'the hub hears devices on the MQTT broker')
        onUp()
      },
      down(why) {
        if (line !== opened) return
        line = undefined
        const waitMs = waits.next()
        const level = why === lastReason ? 'debug' : 'warn'
        lastReason = why
        log[level]({ broker, reason: why, wait_ms: waitMs }, 'the MQTT broker is not there; the hub tries again')
        retry = clock.after(waitMs, dial)
      },
    })
    line = opened
  }

  return {
    /** The one over which devices are heard now. */
    line: () => (line?.isUp() === true ? line : undefined),
    start() {
      if (line === undefined && retry === undefined) dial()
    },
    async stop() {
      retry?.cancel()
      const closing = line
      ;[line, retry] = [undefined, undefined]
      waits.reset()
      await closing?.close()
    },
  }
}

/** Takes what the broker hands over. What it rejects was not kept, and the broker has to send it again. */
function taking({ log, rules, heard, receive }: OutsideOptions): (packet: IPublishPacket) => Promise<void> {
  return async ({ topic, payload, retain, qos }) => {
    const said = rules.heard(topic)
    if (said === undefined) {
      log.warn({ topic: topic.slice(0, 200) }, 'a message on the MQTT broker is of no device; it is passed over')
      return
    }
    if (retain) {
      // Of any age, and handed over again at every subscription: what it tells was counted when it was news.
      log.info({ device: said.deviceId, kind: said.kind }, 'a message that the MQTT broker had kept is no news; it is passed over')
      return
    }
    heard.note(said.deviceId, said.mapping)
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
    try {
      // Cut off, it cannot be read, and is set aside as such. Refused, it would come for ever.
      await receive({ ...said, payload: bytes.subarray(0, brokerLimits.payloadBytes) })
    } catch (error) {
      const why = isCoded(error) ? { reason: error.message } : { err: error }
      log.warn({ device: said.deviceId, qos, ...why }, 'a message was not taken; the MQTT broker sends it again')
      throw error instanceof Error ? error : new Error(messageOf(error))
    }
  }
}
