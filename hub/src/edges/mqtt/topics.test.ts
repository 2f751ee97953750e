import { shippedMappings, type DeviceMapping } from '@palang/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hears, topicRules } from './topics.ts'

const rules = topicRules(shippedMappings)
const mapping = (name: string, topics: DeviceMapping['topics']): DeviceMapping => ({ name, topics, event: {}, status: {} })

test.each([
  ['ozon/device/a/event', 'event', 'ozon'],
  ['ozon/device/a/status', 'status', 'ozon'],
  ['ozon/device/a/heartbeat', 'heartbeat', 'ozon'],
  ['ozon/device/a/command/reply', 'command_reply', 'ozon'],
  ['telemetry/events/a', 'event', 'telemetry'],
  ['telemetry/status/a', 'status', 'telemetry'],
])('a device publishes %s as %s of %s', (topic, kind, mapping) => {
  expect(rules.published('a', topic)).toEqual({ kind, mapping })
  expect(rules.published('b', topic)).toBeUndefined()
})

test.each([
  ['a command to itself', 'ozon/device/a/command'],
  ['another device', 'ozon/device/b/event'],
  ['a longer id', 'ozon/device/ab/event'],
  ['a level too many', 'ozon/device/a/event/x'],
  ['a level too few', 'ozon/device/a'],
  ['an empty last level', 'ozon/device/a/event/'],
  ['an empty first level', '/ozon/device/a/event'],
  ['an id in upper case, which is another', 'ozon/device/A/event'],
  ['an unknown kind', 'ozon/device/a/other'],
  ['an inherited name', 'ozon/device/a/constructor'],
  ['the pattern itself', 'ozon/device/{device_id}/event'],
  ['telemetry of another', 'telemetry/events/b'],
  ['below telemetry', 'telemetry/events/a/x'],
  ['the broker', '$SYS/broker/uptime'],
  ['a share', '$share/g/ozon/device/a/event'],
  ['a wildcard', 'ozon/device/a/+'],
  ['nothing', ''],
])('a device may not publish %s', (_what, topic) => {
  expect(rules.published('a', topic)).toBeUndefined()
})

test.each(['ozon/device/a/command', 'ozon/device/a/+', 'ozon/device/a/#', 'ozon/device/a/command/#', 'ozon/device/a/+/#'])(
  'a device may subscribe to %s, which hears its commands and nobody else',
  filter => {
    expect(rules.maySubscribe('a', filter)).toBe(true)
    expect(rules.maySubscribe('b', filter)).toBe(false)
  },
)

test.each([
  ['everything', '#'],
  ['every level', '+/+/+/+'],
  ['all devices', 'ozon/#'],
  ['all devices', 'ozon/device/#'],
  ['all devices by level', 'ozon/device/+/command'],
  ['its id under any root', '+/device/a/command'],
  ['its id under any parent', 'ozon/+/a/command'],
  ['another device', 'ozon/device/b/command'],
  ['a longer id', 'ozon/device/ab/#'],
  ['its own events', 'ozon/device/a/event'],
  ['its own telemetry', 'telemetry/events/a'],
  ['a wildcard inside a level', 'ozon/device/a/com+'],
  ['a level after all', 'ozon/device/a/#/command'],
  ['the broker', '$SYS/#'],
  ['a share of all', '$share/g/ozon/device/+/command'],
  ['a share of its own', '$share/g/ozon/device/a/command'],
  ['too short', 'ozon/device/a'],
  ['nothing', ''],
])('a device may not subscribe to %s: %s', (_what, filter) => {
  expect(rules.maySubscribe('a', filter)).toBe(false)
})

test('no filter a device is allowed reaches a topic with another id', () => {
  const level = fc.constantFrom('ozon', 'device', 'a', 'b', 'command', 'event', '+', '#', '', '$SYS')
  fc.assert(
    fc.property(fc.array(level, { minLength: 1, maxLength: 6 }), parts => {
      const filter = parts.join('/')
      if (rules.maySubscribe('a', filter)) expect(filter.startsWith('ozon/device/a/')).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('a command goes by the mapping its device was last heard by, by every one when that is not known', () => {
  const two = topicRules([...shippedMappings, mapping('shop', { event: 'shop/{device_id}', command: 'shop/{device_id}/do' })])
  expect(two.commandTopics('a', 'shop')).toEqual(['shop/a/do'])
  expect(two.commandTopics('a', 'ozon')).toEqual(['ozon/device/a/command'])
  expect(two.commandTopics('a')).toEqual(['ozon/device/a/command', 'shop/a/do'])
  expect(two.commandTopics('a', 'telemetry')).toEqual(['ozon/device/a/command', 'shop/a/do'])
  expect(two.commandTopics('a', 'of an earlier site file')).toHaveLength(2)
})

test.each([
  ['ozon/device/3C:8A:1F:A4:3E:C4/event', { deviceId: '3C:8A:1F:A4:3E:C4', kind: 'event', mapping: 'ozon' }],
  ['ozon/device/a/command/reply', { deviceId: 'a', kind: 'command_reply', mapping: 'ozon' }],
  ['telemetry/status/unit.7', { deviceId: 'unit.7', kind: 'status', mapping: 'telemetry' }],
  ['ozon/device/a/command', undefined],
  ['ozon/device//event', undefined],
  ['ozon/device/a b/event', undefined],
  ['ozon/device/a/b/event', undefined],
  ['ozon/device/event', undefined],
  [`ozon/device/${'a'.repeat(129)}/event`, undefined],
  ['telemetry/events/', undefined],
])('on %s speaks %o', (topic, who) => {
  expect(rules.heard(topic)).toEqual(who)
})

test('one subscription per topic of the mappings hears every device', () => {
  expect(rules.filters()).toEqual([
    'ozon/device/+/event',
    'ozon/device/+/status',
    'ozon/device/+/heartbeat',
    'ozon/device/+/command/reply',
    'telemetry/events/+',
    'telemetry/status/+',
  ])
})

test.each([
  ['ozon/device/a/command', 'a'],
  ['ozon/device/3C:8A:1F:A4:3E:C4/#', '3C:8A:1F:A4:3E:C4'],
  ['ozon/device/+/command', undefined],
  ['ozon/device/#', undefined],
  ['ozon/device/a/event', undefined],
  ['#', undefined],
])('only one device may subscribe to %s: %s', (filter, deviceId) => {
  expect(rules.subscriber(filter)).toBe(deviceId)
})

test('a filter hears what MQTT says it hears', () => {
  expect(['a/b', 'a/+', '+/b', 'a/#', '#', 'a/b/#'].filter(filter => !hears(filter, 'a/b'))).toEqual([])
  expect(['a', 'a/c', 'a/b/c', 'a/#/b', '+', 'a/b/+'].filter(filter => hears(filter, 'a/b'))).toEqual([])
})

test('a mapping of the site takes the place of the shipped ones', () => {
  const own = topicRules([mapping('shop', { event: 'shop/{device_id}/sold', command: 'shop/{device_id}/do' })])
  expect(own.published('a', 'shop/a/sold')).toEqual({ kind: 'event', mapping: 'shop' })
  expect(own.published('a', 'ozon/device/a/event')).toBeUndefined()
  expect(own.maySubscribe('a', 'shop/a/#')).toBe(true)
  expect(own.maySubscribe('a', 'shop/#')).toBe(false)
})
