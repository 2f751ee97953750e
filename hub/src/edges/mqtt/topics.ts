/**
 * Which topics are whose: a device may publish and subscribe only under its own id. Pure: everything
 * follows from the patterns, so that mappings of a site file can take the place of the shipped ones.
 */

export const deviceMessageKinds = ['event', 'status', 'heartbeat', 'command_reply'] as const
export type DeviceMessageKind = (typeof deviceMessageKinds)[number]

/** The topics of one kind of unit. In every pattern one level is `{device_id}`; none has wildcards. */
export interface TopicMapping {
  name: string
  /** Where its units publish, by what they say there. */
  publish: Readonly<Partial<Record<DeviceMessageKind, string>>>
  /** Where its units hear commands; absent for units that take none. */
  command?: string
}

/** The two mappings that are shipped; docs/protocols/mqtt.md. */
const shippedMappings: readonly TopicMapping[] = [
  {
    name: 'ozon',
    publish: {
      event: 'ozon/device/{device_id}/event',
      status: 'ozon/device/{device_id}/status',
      heartbeat: 'ozon/device/{device_id}/heartbeat',
      command_reply: 'ozon/device/{device_id}/command/reply',
    },
    command: 'ozon/device/{device_id}/command',
  },
  { name: 'telemetry', publish: { event: 'telemetry/events/{device_id}', status: 'telemetry/status/{device_id}' } },
]

export interface TopicRules {
  /** What the device says on `topic` and by which mapping; nothing when the topic is not its own. */
  published(deviceId: string, topic: string): { kind: DeviceMessageKind; mapping: string } | undefined
  /**
   * Whether the device may subscribe to `filter`: it must hear the device's own commands and spell out every level up to
   * and including its id, so that wildcards reach nobody else's topics and never `$SYS`.
   */
  maySubscribe(deviceId: string, filter: string): boolean
  /** Every topic on which the device may hear commands. */
  commandTopics(deviceId: string): string[]
}

/** The rules of `mappings`. Device ids are slugs: no `/`, `+`, `#` or `$`. */
export function topicRules(mappings: readonly TopicMapping[] = shippedMappings): TopicRules {
  const patterns = mappings.flatMap(({ name: mapping, publish }) =>
    deviceMessageKinds.flatMap(kind => (publish[kind] === undefined ? [] : [{ kind, mapping, pattern: publish[kind] }])),
  )
  const commands = mappings.flatMap(({ command }) => (command === undefined ? [] : [command]))
  return {
    published(deviceId, topic) {
      const found = patterns.find(({ pattern }) => own(pattern, deviceId) === topic)
      return found === undefined ? undefined : { kind: found.kind, mapping: found.mapping }
    },
    maySubscribe: (deviceId, filter) =>
      commands.some(pattern => spellsOutId(filter, pattern, deviceId) && matches(filter, own(pattern, deviceId))),
    commandTopics: deviceId => commands.map(pattern => own(pattern, deviceId)),
  }
}

const idLevel = '{device_id}'

function own(pattern: string, deviceId: string): string {
  return levels(pattern)
    .map(level => (level === idLevel ? deviceId : level))
    .join('/')
}

function spellsOutId(filter: string, pattern: string, deviceId: string): boolean {
  const [given, wanted] = [levels(filter), levels(own(pattern, deviceId))]
  return levels(pattern)
    .slice(0, levels(pattern).indexOf(idLevel) + 1)
    .every((_level, at) => given[at] === wanted[at])
}

/** Whether a subscription to `filter` hears `topic` (MQTT 3.1.1 section 4.7). */
function matches(filter: string, topic: string): boolean {
  const [given, wanted] = [levels(filter), levels(topic)]
  const rest = given.indexOf('#')
  if (rest !== -1 && rest !== given.length - 1) return false
  const exact = rest === -1 ? given : given.slice(0, rest)
  return (
    (rest === -1 ? wanted.length === exact.length : wanted.length >= exact.length) &&
    exact.every((level, at) => level === '+' || level === wanted[at])
  )
}

function levels(topic: string): string[] {
  return topic.split('/')
}
