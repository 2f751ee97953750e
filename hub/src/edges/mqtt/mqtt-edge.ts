/** The MQTT side of the hub, as the site wants it: the hub's own broker, one elsewhere, or none. */
import type { Site } from '@palang/config'
import { CodedError, type Clock, type Log, type Part } from '@palang/kit'
import type { DeviceAuthenticator } from '../../access/device-access.ts'
import type { Broker } from '../../services.ts'
import { embeddedBroker, type BrokerOptions } from './broker.ts'

export interface MqttEdgeParts {
  site: Site
  clock: Clock
  log: Log
  devices: DeviceAuthenticator
}

/** Listens from `start` to `stop` where the site has an embedded broker. `start` throws `port_taken`. */
export function mqttEdge({ site: { hub }, clock, log, devices }: MqttEdgeParts): Part & Broker {
  const { mqtt } = hub
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
    receive: takeForNow(log),
  })
  return {
    name: broker.name,
    async start() {
      await broker.start()
      log.info({ port: broker.port() }, 'the MQTT broker listens; events of devices are refused, because nothing can keep them yet')
    },
    stop: () => broker.stop(),
    state: () => (broker.port() === undefined ? 'down' : 'ok'),
  }
}

/**
 * This version has no place for what devices count. An event is refused, so that the device keeps it and sends it to a hub
 * that has; a status is news of the moment and may pass unkept.
 */
export function takeForNow(log: Log): BrokerOptions['receive'] {
  return async ({ deviceId, kind }) => {
    if (kind === 'event') throw new CodedError('not_supported', 'this hub cannot keep events of devices')
    log.debug({ device: deviceId, kind }, 'a device spoke')
  }
}
