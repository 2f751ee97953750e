/** The MQTT side of the hub, as the site wants it: the hub's own broker, one elsewhere, or none. */
import { mappingsOf, type Site } from '@palang/config'
import { CodedError, type Clock, type Log, type Part } from '@palang/kit'
import type { DeviceAuthenticator } from '../../access/device-access.ts'
import type { Broker } from '../../services.ts'
import { embeddedBroker, type BrokerParts } from './broker.ts'
import { createHeard } from './heard.ts'
import { topicRules } from './topics.ts'

export interface MqttEdgeParts {
  site: Site
  clock: Clock
  log: Log
  devices: DeviceAuthenticator
  /** Keeps what a device said; resolves when it is safe to acknowledge it. */
  receive: (word: DeviceWord) => Promise<void>
}

/** Listens from `start` to `stop` where the site has an embedded broker. `start` throws `port_taken`. */
export function mqttEdge({ site: { hub, telemetry }, clock, log, devices }: MqttEdgeParts): Part & Broker {
  const { mqtt } = hub
  const mappings = mappingsOf(telemetry)
  if (mqtt.kind !== 'embedded') {
    return {
      name: 'MQTT',
      start() {
        if (mqtt.kind === 'outside') log.info({ broker: new URL(mqtt.url).host }, 'devices on an outside MQTT broker are not read yet')
      },
      stop: () => undefined,
      state: () => 'off',
    }
  }
  const broker = embeddedBroker({
    host: hub.host,
    port: mqtt.port,
    clock,
    log,
    devices,
    rules: topicRules(mappingsOf(telemetry)),
    heard: createHeard(clock, telemetry.silent_minutes * 60_000),
    receive: takeForNow(log),
  })
  return {
    name: broker.name,
    async start() {
      await broker.start()
      log.info({ port: broker.port() }, 'the MQTT broker listens')
    },
    stop: () => broker.stop(),
    state: () => broker.state(),
  }
}

/**
 * This version has no place for what devices count. An event is refused, so that the device keeps it and sends it to a hub
 * that has; a status is news of the moment and may pass unkept.
 */
export function takeForNow(log: Log): BrokerParts['receive'] {
  return async ({ deviceId, kind }) => {
    if (kind === 'event') throw new CodedError('not_supported', 'this hub cannot keep events of devices')
    log.debug({ device: deviceId, kind }, 'a device spoke')
  }
}
