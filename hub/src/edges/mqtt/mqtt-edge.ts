/** The MQTT side of the hub, as the site wants it: the hub's own broker, one elsewhere, or none. */
import { mappingsOf, type Site } from '@palang/config'
import { CodedError, type Log, type Part } from '@palang/kit'
import type { DeviceAuthenticator } from '../../access/device-access.ts'
import type { Broker } from '../../services.ts'
import { createAnnouncer, type KnownDevices } from './announcer.ts'
import { embeddedBroker, type BrokerParts, type DeviceBroker, type RetainingBroker } from './broker.ts'
import { clientIdIn } from './client-id.ts'
import { createHeard } from './heard.ts'
import { mqttSwitch, type SwitchParts } from './mqtt-switch.ts'
import { outsideBroker } from './outside-broker.ts'
import { topicRules } from './topics.ts'

export interface MqttEdgeParts extends SwitchParts {
  version: string
  devices: DeviceAuthenticator
  /** What becomes of a message of a device; see {@link BrokerParts}. */
  receive: BrokerParts['receive']
  /** What Home Assistant is told of, where the site wants that. */
  known?: KnownDevices | undefined
}

/**
 * Hears devices from `start` to `stop`, where the site has MQTT and nobody stopped it by hand. `start` throws `port_taken` for the
 * hub's own broker.
 */
export function mqttEdge(parts: MqttEdgeParts): Part & Broker {
  const { broker, retaining } = brokersOf(parts)
  const whole = mqttSwitch(parts, broker)
  const announcer = announcerOn(retaining, parts)
  return {
    ...whole,
    start() {
      announcer?.start()
      return whole.start()
    },
    stop() {
      announcer?.stop()
      return whole.stop()
    },
  }
}

/** The broker the site wants, and the same where others see what is left there; nothing where it wants none. */
function brokersOf(parts: MqttEdgeParts): { broker?: DeviceBroker; retaining?: RetainingBroker } {
  const { site, clock, log, devices, receive } = parts
  const { hub, outlet, telemetry, dataDir } = site
  const rules = topicRules(mappingsOf(telemetry))
  const common = { clock, log, rules, heard: createHeard(clock, telemetry.silent_minutes * 60_000), receive }
  if (hub.mqtt.kind === 'off') return {}
  if (hub.mqtt.kind === 'embedded') return { broker: embeddedBroker({ ...common, host: hub.host, port: hub.mqtt.port, devices }) }
  const outside = outsideBroker({
    ...common,
    url: hub.mqtt.url,
    ca: hub.mqttCa,
    clientId: clientIdIn(dataDir, outlet.id),
    statusTopic: hubTopicOf(site),
  })
  return { broker: outside, retaining: outside }
}

/** Tells Home Assistant of devices, where the site wants it; to the hub's own broker it has no way in. */
function announcerOn(broker: RetainingBroker | undefined, { site, clock, log, version, known }: MqttEdgeParts) {
  const { enabled, prefix } = site.telemetry.home_assistant
  if (!enabled || known === undefined) return undefined
  if (broker === undefined) {
    log.warn('Home Assistant is told of devices only on a broker elsewhere (hub.mqtt)')
    return undefined
  }
  return createAnnouncer({ broker, known, site: { prefix, hubTopic: hubTopicOf(site), version }, clock, log })
}

function hubTopicOf({ outlet }: Site): string {
  return `palang/hub/${outlet.id}/status`
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
