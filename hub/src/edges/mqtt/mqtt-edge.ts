/** The MQTT side of the hub, as the site wants it: the hub's own broker, one elsewhere, or none. */
import { mappingsOf, type Site } from '@palang/config'
import { type Clock, type Log, type Part } from '@palang/kit'
import type { DeviceAuthenticator } from '../../access/device-access.ts'
import type { Broker } from '../../services.ts'
import type { DeviceWord } from '../../families/ozone/device-word.ts'
import { embeddedBroker } from './broker.ts'
import { wordOf } from './device-payload.ts'

export interface MqttEdgeParts {
  site: Site
  clock: Clock
  log: Log
  devices: DeviceAuthenticator
  /** Keeps what a device said; resolves when it is safe to acknowledge it. */
  receive: (word: DeviceWord) => Promise<void>
}

/** Listens from `start` to `stop` where the site has an embedded broker. `start` throws `port_taken`. */
export function mqttEdge({ site: { hub, telemetry }, clock, log, devices, receive }: MqttEdgeParts): Part & Broker {
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
    receive: message => receive(wordOf(message, mappings)),
  })
  return {
    name: broker.name,
    async start() {
      await broker.start()
      log.info({ port: broker.port() }, 'the MQTT broker listens')
    },
    stop: () => broker.stop(),
    state: () => (broker.port() === undefined ? 'down' : 'ok'),
  }
}
