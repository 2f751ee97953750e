import { shippedMappings } from '@palang/config'
import { expect, test } from 'vitest'
import { wordOf } from './device-payload.ts'
import type { DeviceMessageKind } from './topics.ts'

const mac = '3C:8A:1F:A4:3E:C4'

function word(payload: unknown, { kind = 'event', mapping = 'ozon' }: { kind?: DeviceMessageKind; mapping?: string } = {}) {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
  return wordOf({ deviceId: mac, kind, mapping, payload: Buffer.from(text) }, shippedMappings)
}

/** As the source document prints it. */
const printed = {
  device_id: mac,
  event_type: 'BASIC',
  timestamp: '2024-01-15T10:30:00Z',
  count_basic: 1,
  count_standard: 0,
  count_premium: 0,
}

test('the message of the document is an event, and so is that of the second mapping', () => {
  expect(word(printed)).toEqual({ deviceId: mac, mapping: 'ozon', kind: 'event', event: printed })
  const other = { timestamp: '2024-01-15T10:30:00Z', data: { event_type: 'premium', count: 7 } }
  expect(word(other, { mapping: 'telemetry' })).toEqual({
    deviceId: mac,
    mapping: 'telemetry',
    kind: 'event',
    event: { timestamp: '2024-01-15T10:30:00Z', event_type: 'PREMIUM', count_premium: 7 },
  })
})

test('a status is read by its mapping, from its own topic, the heartbeat, and as an event of type status', () => {
  const status = { basic_count: 4, standard_count: 2, premium_count: 1, wifi_connected: true, rtc_available: false }
  expect(word({ data: status }, { kind: 'status', mapping: 'telemetry' })).toMatchObject({
    kind: 'status',
    status: { count_basic: 4, count_standard: 2, count_premium: 1, wifi_connected: true, rtc_available: false },
  })
  const said = { device_id: mac, sd_available: null, firmware: '1.4.0' }
  expect(word(said, { kind: 'heartbeat' })).toMatchObject({ kind: 'status', status: { device_id: mac, firmware: '1.4.0' } })
  expect(word({ ...printed, event_type: 'status' })).toMatchObject({ kind: 'status', status: { count_basic: 1 } })
})

test('an answer to a command is read as it comes', () => {
  expect(word({ id: 'c1', result: 'done' }, { kind: 'command_reply' })).toMatchObject({
    kind: 'reply',
    reply: { id: 'c1', result: 'done' },
  })
  expect(word({ id: 'c1' }, { kind: 'command_reply' })).toMatchObject({ kind: 'unreadable', code: 'invalid_message' })
})

test('what cannot be read says why and keeps its beginning', () => {
  expect(word('{"event_type":')).toMatchObject({ kind: 'unreadable', said: 'event', code: 'not_json', text: '{"event_type":' })
  expect(word('[1]')).toMatchObject({ code: 'not_json' })
  expect(word({ ...printed, event_type: 'GOLD' })).toMatchObject({
    code: 'invalid_message',
    message: expect.stringContaining('event_type'),
  })
  expect(word({ ...printed, count_basic: '1' })).toMatchObject({ code: 'invalid_message', message: expect.stringContaining('count_basic') })
  expect(word({ ...printed, count_basic: -1 })).toMatchObject({ code: 'invalid_message' })
  expect(word({ ...printed, device_id: '3C:8A:1F:A4:3E:C5' })).toMatchObject({ code: 'device_mismatch' })
  const long = word({ ...printed, note: 'x'.repeat(9_000) })
  expect(long).toMatchObject({ code: 'payload_too_large' })
  expect(long.kind === 'unreadable' && long.text.length).toBe(2_000)
  expect(word(printed, { mapping: 'unheard' })).toMatchObject({ code: 'unknown_mapping' })
  expect(word(JSON.stringify(printed).replace('{', '{"__proto__":{"count_basic":9},'))).toMatchObject({ event: { count_basic: 1 } })
})
