/** The MQTT side of the hub, as the site wants it: the hub's own broker, one elsewhere, or none. */
import { mappingsOf } from '@palang/config'
import { CodedError, type Log, type Part } from '@palang/kit'
import type { DeviceAuthenticator } from '../../access/device-access.ts'
import type { Broker } from '../../services.ts'
import { embeddedBroker, type BrokerParts, type DeviceBroker } from './broker.ts'
import { clientIdIn } from './client-id.ts'
import { createHeard } from './heard.ts'
import { mqttSwitch, type SwitchParts } from './mqtt-switch.ts'
import { outsideBroker } from './outside-broker.ts'
import { topicRules } from './topics.ts'

export interface MqttEdgeParts extends SwitchParts {
  devices: DeviceAuthenticator
  /** What becomes of a message of a device; see {@link BrokerParts}. */
  receive: BrokerParts['receive']
}

/**
 * Hears devices from `start` to `stop`, where the site has MQTT and nobody stopped it by hand. `start` throws `port_taken` for the
 * hub's own broker.
 */
export function mqttEdge(parts: MqttEdgeParts): Part & Broker {
  return mqttSwitch(parts, brokerOf(parts))
}

/** The broker the site wants; nothing where it wants none. */
function brokerOf({ site, clock, log, devices, receive }: MqttEdgeParts): DeviceBroker | undefined {
  const { hub, outlet, telemetry, dataDir } = site
  const rules = topicRules(mappingsOf(telemetry))
  const common = { clock, log, rules, heard: createHeard(clock, telemetry.silent_minutes * 60_000), receive }
  if (hub.mqtt.kind === 'embedded') return embeddedBroker({ ...common, host: hub.host, port: hub.mqtt.port, devices })
  if (hub.mqtt.kind === 'off') return undefined
  return outsideBroker({
    ...common,
    url: hub.mqtt.url,
    ca: hub.mqttCa,
    clientId: clientIdIn(dataDir, outlet.id),
    statusTopic: `palang/hub/${outlet.id}/status`,
  })
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
