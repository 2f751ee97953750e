import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { discoveryOf, objectIdOf, stateOf, withdrawalOf, type KnownDevice } from './home-assistant.ts'

const site = { prefix: 'homeassistant', hubTopic: 'palang/hub/pusat/status', version: '0.1.0' }
const device: KnownDevice = {
  deviceId: '3C:8A:1F:A4:3E:C4',
  name: 'Ozon Pintu 1',
  area: 'Cabang Selatan',
  isOnline: true,
  lastSeen: '2026-01-20T10:30:00.000Z',
  status: { count_basic: 12, count_premium: 3, wifi_connected: true, rtc_available: false, door_open: true, firmware: '1.4.0' },
}

const topic = z.string().regex(/^[^#+\0]+$/)
const entity = { unique_id: z.string().min(1), name: z.string().min(1), value_template: z.string().startsWith('{{ value_json.') }
const category = z.enum(['config', 'diagnostic']).optional()
/** As Home Assistant checks it: what is required at the top, of the device, of the origin and of each component. */
const documented = z.strictObject({
  dev: z.strictObject({
    ids: z.array(z.string()).min(1),
    name: z.string(),
    mf: z.string(),
    mdl: z.string(),
    sn: z.string(),
    sw: z.string().optional(),
    suggested_area: z.string().optional(),
  }),
  o: z.strictObject({ name: z.string().min(1), sw: z.string() }),
  cmps: z.record(
    z.string(),
    z.discriminatedUnion('p', [
      z.strictObject({
        p: z.literal('sensor'),
        ...entity,
        state_class: z.enum(['measurement', 'total', 'total_increasing']).optional(),
        device_class: z.enum(['timestamp']).optional(),
        entity_category: category,
      }),
      z.strictObject({
        p: z.literal('binary_sensor'),
        ...entity,
        device_class: z.enum(['connectivity', 'door', 'safety']),
        payload_on: z.literal('ON'),
        payload_off: z.literal('OFF'),
        entity_category: category,
      }),
    ]),
  ),
  state_topic: topic,
  availability: z.array(z.strictObject({ topic })).min(1),
  availability_mode: z.enum(['all', 'any', 'latest']),
  qos: z.union([z.literal(0), z.literal(1), z.literal(2)]),
})

test('a device is announced as Home Assistant documents it, with everything the hub knows', () => {
  const found = discoveryOf(device, site)
  expect(found.topic).toBe('homeassistant/device/palang-3C_c8A_c1F_cA4_c3E_cC4/config')
  const payload = documented.parse(JSON.parse(found.payload))
  expect(payload.dev).toMatchObject({ name: 'Ozon Pintu 1', sn: device.deviceId, sw: '1.4.0', suggested_area: 'Cabang Selatan' })
  expect(payload.availability).toEqual([{ topic: site.hubTopic }, { topic: `palang/device/${device.deviceId}/availability` }])
  expect(Object.entries(payload.cmps).map(([key, { p }]) => `${p} ${key}`)).toEqual([
    'sensor count_basic',
    'sensor count_standard',
    'sensor count_premium',
    'binary_sensor wifi_connected',
    'binary_sensor rtc_available',
    'binary_sensor sd_available',
    'binary_sensor door_open',
    'binary_sensor emergency_stop',
    'sensor last_seen',
    'sensor firmware',
  ])
  expect(payload.cmps['count_basic']).toMatchObject({ state_class: 'total_increasing', value_template: '{{ value_json.count_basic }}' })
  const ids = Object.values(payload.cmps).map(({ unique_id: id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('its state has every value that a component reads, and what is not known is null', () => {
  const [state, availability] = stateOf(device)
  const { cmps, state_topic: stateTopic } = documented.parse(JSON.parse(discoveryOf(device, site).payload))
  expect(state?.topic).toBe(stateTopic)
  const values = z.record(z.string(), z.unknown()).parse(JSON.parse(state?.payload ?? ''))
  expect(values).toEqual({
    ...{ count_basic: 12, count_standard: null, count_premium: 3 },
    ...{ wifi_connected: 'ON', rtc_available: 'OFF', sd_available: null, door_open: 'ON', emergency_stop: null },
    ...{ firmware: '1.4.0', last_seen: '2026-01-20T10:30:00.000Z' },
  })
  expect(Object.values(cmps).map(({ value_template: template }) => template)).toEqual(
    expect.arrayContaining(Object.keys(values).map(key => `{{ value_json.${key} }}`)),
  )
  expect(availability).toEqual({ topic: `palang/device/${device.deviceId}/availability`, payload: 'online' })
  expect(stateOf({ ...device, isOnline: false })[1]?.payload).toBe('offline')
})

test('a device that goes takes all three of its messages along', () => {
  const known = [discoveryOf(device, site), ...stateOf(device)].map(message => message.topic)
  expect(withdrawalOf(device.deviceId, site.prefix)).toEqual(known.map(gone => ({ topic: gone, payload: '' })))
})

test('object ids are taken by Home Assistant, and no two devices share one', () => {
  expect(['a:b', 'a.b', 'a_b', 'a_cb', 'a-b', 'a__b'].map(objectIdOf)).toEqual([
    'palang-a_cb',
    'palang-a_db',
    'palang-a__b',
    'palang-a__cb',
    'palang-a-b',
    'palang-a____b',
  ])
  const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,8}$/)
  fc.assert(
    fc.property(id, id, (one, other) => {
      expect(objectIdOf(one)).toMatch(/^[a-zA-Z0-9_-]+$/)
      expect(objectIdOf(one) === objectIdOf(other)).toBe(one === other)
    }),
  )
})
