/** The MQTT side of the hub, as the site wants it: the hub's own broker, one elsewhere, or none. */
import { mappingsOf, type Site } from '@palang/config'
import { CodedError, type Part } from '@palang/kit'
import type { DeviceAuthenticator } from '../../access/device-access.ts'
import type { Broker } from '../../services.ts'
import { createAnnouncer, type KnownDevices } from './announcer.ts'
import type { DeviceWord } from '../../families/ozone/device-word.ts'
import { embeddedBroker, type DeviceBroker, type DeviceMessage, type RetainingBroker } from './broker.ts'
import { clientIdIn } from './client-id.ts'
import { wordOf } from './device-payload.ts'
import { createHeard } from './heard.ts'
import { mqttSwitch, type SwitchParts } from './mqtt-switch.ts'
import { outsideBroker } from './outside-broker.ts'
import { readerRules } from './readers.ts'
import { topicRules } from './topics.ts'

export interface MqttEdgeParts extends SwitchParts {
  version: string
  devices: DeviceAuthenticator
  /** Keeps what a device said; resolves when it is safe to acknowledge it, and rejects when it has to come again. */
  receive: (word: DeviceWord) => Promise<void>
  /** What Home Assistant is told of, where the site wants that. */
  known?: KnownDevices | undefined
}

/**
 * Hears devices from `start` to `stop`, where the site has MQTT and nobody stopped it by hand. `start` throws `port_taken` for the
 * hub's own broker.
 */
export function mqttEdge(parts: MqttEdgeParts): Part & Broker & Pick<DeviceBroker, 'isConnected' | 'publishCommand'> {
  const { broker, retaining } = brokersOf(parts)
  const whole = mqttSwitch(parts, broker)
  const announcer = announcerOn(retaining, parts)
  return {
    ...whole,
    isConnected: deviceId => broker?.isConnected(deviceId) === true,
    publishCommand: async (deviceId, command) => {
      if (broker === undefined) throw new CodedError('machine_offline', `device ${deviceId} is not heard: MQTT is off`)
      await broker.publishCommand(deviceId, command)
    },
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
  const mappings = mappingsOf(telemetry)
  const common = {
    clock,
    log,
    rules: topicRules(mappings),
    heard: createHeard(clock, telemetry.silent_minutes * 60_000),
    receive: (message: DeviceMessage) => receive(wordOf(message, mappings)),
  }
  if (hub.mqtt.kind === 'off') return {}
  if (hub.mqtt.kind === 'embedded') {
    const { enabled, prefix } = telemetry.home_assistant
    const readers = enabled ? { rules: readerRules(prefix), hubTopic: hubTopicOf(site) } : undefined
    const embedded = embeddedBroker({ ...common, host: hub.host, port: hub.mqtt.port, devices, readers })
    return { broker: embedded, retaining: embedded }
  }
  const outside = outsideBroker({
    ...common,
    url: hub.mqtt.url,
    ca: hub.mqttCa,
    clientId: clientIdIn(dataDir, outlet.id),
    statusTopic: hubTopicOf(site),
  })
  return { broker: outside, retaining: outside }
}

/** Tells Home Assistant of devices, where the site wants it. */
function announcerOn(broker: RetainingBroker | undefined, { site, clock, log, version, known }: MqttEdgeParts) {
  const { enabled, prefix } = site.telemetry.home_assistant
  if (!enabled || known === undefined || broker === undefined) return undefined
  return createAnnouncer({ broker, known, site: { prefix, hubTopic: hubTopicOf(site), version }, clock, log })
}

function hubTopicOf({ outlet }: Site): string {
  return `palang/hub/${outlet.id}/status`
}
