/**
 * Which topics are whose: a device may publish and subscribe only under its own id. Pure: everything
 * follows from the patterns of the site's mappings (config/device-mapping.ts).
 */
import type { DeviceMapping } from '@palang/config'
import { deviceId as deviceIdForm } from '@palang/protocol'

export const deviceMessageKinds = ['event', 'status', 'heartbeat', 'command_reply'] as const
export type DeviceMessageKind = (typeof deviceMessageKinds)[number]

/** What is said on a topic, and by which of the site's mappings. */
interface Said {
  kind: DeviceMessageKind
  mapping: string
}

export interface TopicRules {
  /** Who says what on `topic`; nothing when no device of any mapping speaks there. */
  heard(topic: string): (Said & { deviceId: string }) | undefined
  /** What the device says on `topic`; nothing when the topic is not its own. */
  published(deviceId: string, topic: string): Said | undefined
  /**
   * Whether the device may subscribe to `filter`: it must hear the device's own commands and spell out every level up to
   * and including its id, so that wildcards reach nobody else's topics and never `$SYS`.
   */
  maySubscribe(deviceId: string, filter: string): boolean
  /** The one device that may subscribe to `filter`; nothing when nobody may. */
  subscriber(filter: string): string | undefined
  /**
   * Where the device hears commands: on the topic of the mapping it was last heard by, where that has one, else on every
   * command topic there is.
   */
  commandTopics(deviceId: string, heardBy?: string): string[]
  /** What to subscribe to, to hear every device of every mapping. */
  filters(): string[]
}

/** A pattern on both sides of its level `{device_id}`. */
interface Pattern {
  before: string
  after: string
}

/** The rules of `mappings`. A device id has no `/`, `+`, `#` or `$`. */
export function topicRules(mappings: readonly DeviceMapping[]): TopicRules {
  const patterns = mappings.flatMap(({ name: mapping, topics }) =>
    deviceMessageKinds.flatMap(kind => {
      const pattern = topics[kind]
      return pattern === undefined ? [] : [{ said: { kind, mapping }, pattern: split(pattern) }]
    }),
  )
  const commands = mappings.flatMap(({ name: mapping, topics: { command } }) =>
    command === undefined ? [] : [{ mapping, pattern: split(command) }],
  )
  return {
    heard(topic) {
      for (const { said, pattern } of patterns) {
        const deviceId = idIn(pattern, topic)
        if (deviceId !== undefined) return { ...said, deviceId }
      }
      return undefined
    },
    published: (deviceId, topic) => patterns.find(({ pattern }) => own(pattern, deviceId) === topic)?.said,
    maySubscribe: (deviceId, filter) => commands.some(({ pattern }) => isOwnFilter(filter, pattern, deviceId)),
    subscriber(filter) {
      for (const { pattern } of commands) {
        const deviceId = filter.startsWith(pattern.before) ? filter.slice(pattern.before.length).split('/')[0] : undefined
        if (deviceId !== undefined && isDeviceId(deviceId) && isOwnFilter(filter, pattern, deviceId)) return deviceId
      }
      return undefined
    },
    commandTopics(deviceId, heardBy) {
      const lastHeard = commands.filter(({ mapping }) => mapping === heardBy)
      return [...new Set((lastHeard.length > 0 ? lastHeard : commands).map(({ pattern }) => own(pattern, deviceId)))]
    },
    filters: () => [...new Set(patterns.map(({ pattern }) => own(pattern, '+')))],
  }
}

/** Whether a subscription to `filter` hears `topic` (MQTT 3.1.1 section 4.7). */
export function hears(filter: string, topic: string): boolean {
  const [given, wanted] = [filter.split('/'), topic.split('/')]
  const rest = given.indexOf('#')
  if (rest !== -1 && rest !== given.length - 1) return false
  const exact = rest === -1 ? given : given.slice(0, rest)
  return (
    (rest === -1 ? wanted.length === exact.length : wanted.length >= exact.length) &&
    exact.every((level, at) => level === '+' || level === wanted[at])
  )
}

function split(pattern: string): Pattern {
  const [before = '', after = ''] = pattern.split('{device_id}')
  return { before, after }
}

function own({ before, after }: Pattern, deviceId: string): string {
  return before + deviceId + after
}

function idIn({ before, after }: Pattern, topic: string): string | undefined {
  if (!topic.startsWith(before) || !topic.endsWith(after) || topic.length <= before.length + after.length) return undefined
  const deviceId = topic.slice(before.length, topic.length - after.length)
  return isDeviceId(deviceId) ? deviceId : undefined
}

function isOwnFilter(filter: string, pattern: Pattern, deviceId: string): boolean {
  return filter.startsWith(pattern.before + deviceId) && hears(filter, own(pattern, deviceId))
}

function isDeviceId(text: string): boolean {
  return deviceIdForm.safeParse(text).success
}
