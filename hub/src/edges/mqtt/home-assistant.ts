/**
 * How a treatment device appears in Home Assistant by itself. Pure. Device-based discovery as documented at
 * https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload, in its full names where there is a choice.
 */
import type { DeviceStatus } from '@palang/protocol'

/** A device as the hub knows it. What is not known is absent. */
export interface KnownDevice {
  deviceId: string
  /** Of the machine it is assigned to, else its own id. */
  name: string
  /** Name of its outlet. */
  area?: string | undefined
  isOnline: boolean
  /** ISO 8601 in UTC. */
  lastSeen?: string | undefined
  /** The newest of everything it ever said of itself. */
  status: Partial<DeviceStatus>
}

/** What is published, retained. */
export interface Announcement {
  topic: string
  payload: string
}

export interface DiscoverySite {
  /** Where Home Assistant looks, `homeassistant` unless it was changed there. */
  prefix: string
  /** Tells retained whether the hub is there: without it, what is published of a device may be of any age. */
  hubTopic: string
  version: string
}

const counts = { count_basic: 'Basic', count_standard: 'Standard', count_premium: 'Premium' } as const
/** With what `on` means to Home Assistant. */
const flags = {
  wifi_connected: { name: 'Wi-Fi', device_class: 'connectivity', entity_category: 'diagnostic' },
  rtc_available: { name: 'Clock', device_class: 'connectivity', entity_category: 'diagnostic' },
  sd_available: { name: 'SD card', device_class: 'connectivity', entity_category: 'diagnostic' },
  door_open: { name: 'Door', device_class: 'door' },
  emergency_stop: { name: 'Emergency stop', device_class: 'safety' },
} as const
const words = {
  last_seen: { name: 'Last seen', device_class: 'timestamp', entity_category: 'diagnostic' },
  firmware: { name: 'Firmware', entity_category: 'diagnostic' },
} as const

/** The retained message that makes the device appear, and with it everything the hub knows of it. */
export function discoveryOf({ deviceId, name, area, status }: KnownDevice, { prefix, hubTopic, version }: DiscoverySite): Announcement {
  const id = objectIdOf(deviceId)
  const entity = (key: string) => ({ unique_id: `${id}_${key}`, value_template: `{{ value_json.${key} }}` })
  const payload = {
    dev: {
      ids: [id],
      name,
      mf: 'Palang',
      mdl: 'Ozone treatment',
      sn: deviceId,
      ...(status.firmware === undefined ? {} : { sw: status.firmware }),
      ...(area === undefined ? {} : { suggested_area: area }),
    },
    o: { name: 'Palang', sw: version },
    cmps: {
      ...mapped(counts, (key, label) => ({ p: 'sensor', ...entity(key), name: label, state_class: 'total_increasing' })),
      ...mapped(flags, (key, about) => ({ p: 'binary_sensor', ...entity(key), ...about, payload_on: 'ON', payload_off: 'OFF' })),
      ...mapped(words, (key, about) => ({ p: 'sensor', ...entity(key), ...about })),
    },
    state_topic: stateTopicOf(deviceId),
    availability: [{ topic: hubTopic }, { topic: availabilityTopicOf(deviceId) }],
    availability_mode: 'all',
    qos: 1,
  }
  return { topic: discoveryTopicOf(deviceId, prefix), payload: JSON.stringify(payload) }
}

/** The retained messages that make the device disappear. */
export function withdrawalOf(deviceId: string, prefix: string): Announcement[] {
  return [discoveryTopicOf(deviceId, prefix), stateTopicOf(deviceId), availabilityTopicOf(deviceId)].map(topic => ({ topic, payload: '' }))
}

/** How the device is. Home Assistant takes `None`, which is how it writes null, for unknown. */
export function stateOf({ deviceId, isOnline, lastSeen, status }: KnownDevice): Announcement[] {
  const payload = {
    ...mapped(counts, key => status[key] ?? null),
    ...mapped(flags, key => (status[key] === undefined ? null : status[key] ? 'ON' : 'OFF')),
    firmware: status.firmware ?? null,
    last_seen: lastSeen ?? null,
  }
  return [
    { topic: stateTopicOf(deviceId), payload: JSON.stringify(payload) },
    { topic: availabilityTopicOf(deviceId), payload: isOnline ? 'online' : 'offline' },
  ]
}

/**
 * Object ids may have letters, digits, `_` and `-` alone. Every other character of a device id is `_` and a letter, so that no two
 * devices have one object id.
 */
export function objectIdOf(deviceId: string): string {
  return `palang-${deviceId.replaceAll('_', '__').replaceAll(':', '_c').replaceAll('.', '_d')}`
}

function discoveryTopicOf(deviceId: string, prefix: string): string {
  return `${prefix}/device/${objectIdOf(deviceId)}/config`
}

function stateTopicOf(deviceId: string): string {
  return `palang/device/${deviceId}/state`
}

function availabilityTopicOf(deviceId: string): string {
  return `palang/device/${deviceId}/availability`
}

function mapped<Key extends string, From, To>(from: Readonly<Record<Key, From>>, to: (key: Key, value: From) => To): Record<string, To> {
  const all: Record<string, To> = {}
  for (const key in from) all[key] = to(key, from[key])
  return all
}
