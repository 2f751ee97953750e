import { describe, expect, test } from 'vitest'
import { catalogue, checkMessage } from './catalogue.ts'
import { parseEnvelope } from './envelope.ts'
import { factSchema, familyMessages } from './families/catalogue.ts'
import { normalizePlate } from './primitives.ts'

const fromScreen = (message: unknown) => {
  const parsed = parseEnvelope(typeof message === 'string' ? message : JSON.stringify(message))
  return parsed.ok ? checkMessage('screen→hub', parsed.message) : parsed
}
const faultOf = (message: unknown) => {
  const result = fromScreen(message)
  return result.ok ? undefined : result.fault
}

describe('a message', () => {
  test('of protocol 0 is understood unchanged', () => {
    expect(fromScreen({ type: 'gate_control', payload: { action: 'open', gate_id: 'gate_in', duration: 10 } }).ok).toBe(true)
    expect(fromScreen({ type: 'parking_entry', payload: { card_id: 'CARD_001', license_plate: 'B1234XYZ' } }).ok).toBe(true)
    expect(fromScreen({ type: 'parking_exit', payload: { card_id: 'CARD_001', payment_method: 'card' } }).ok).toBe(true)
  })

  test.each([
    ['is not JSON', '{"type":', undefined],
    ['is not an object', '[1]', undefined],
    ['has no type', { payload: {} }, 'type'],
    ['has an unknown type', { type: 'open_sesame' }, 'type'],
    ['travels the wrong way', { type: 'welcome', payload: {} }, 'type'],
    ['asks for a negative duration', { type: 'gate_control', payload: { action: 'open', duration: -1 } }, 'payload.duration'],
    ['asks for a duration in words', { type: 'gate_control', payload: { action: 'open', duration: '10' } }, 'payload.duration'],
    ['asks for eleven minutes', { type: 'gate_control', payload: { action: 'open', duration: 660 } }, 'payload.duration'],
    ['has an unknown action', { type: 'gate_control', payload: { action: 'explode' } }, 'payload.action'],
    ['asks for a copy without a reason', { type: 'reprint', payload: { job_id: 'T-01' } }, 'payload.reason'],
    ['names an impossible gate', { type: 'gate_control', payload: { action: 'open', gate_id: '../etc' } }, 'payload.gate_id'],
    ['carries a payload that is not an object', { type: 'gate_control', payload: 7 }, 'payload'],
    ['has a prototype member for a type', { type: 'toString', payload: {} }, 'type'],
  ])('that %s is refused and says where', (_name, message, path) => {
    expect(faultOf(message)).toMatchObject({ code: 'invalid_message', ...(path === undefined ? {} : { path }) })
  })

  test('keeps unknown fields', () => {
    const result = fromScreen({ type: 'gate_control', payload: { action: 'close', from: 'tablet' } })
    expect(result.ok && result.message.payload).toMatchObject({ from: 'tablet' })
  })
})

test('every command that goes to a machine has an answer in the catalogue', () => {
  const commands = Object.entries(catalogue).filter(
    ([, kind]) => kind.hops.some(hop => hop === 'hub→controller') && kind.hops.some(hop => hop === 'screen→hub'),
  )
  expect(commands.length).toBeGreaterThan(3)
  for (const [type] of commands) expect(Object.keys(catalogue)).toContain(`${type}_response`)
})

test('facts of a gate are known, those of nobody are not', () => {
  expect(factSchema('gate', 'vehicle_passed')).toBeDefined()
  expect(factSchema('water', 'vehicle_passed')).toBeUndefined()
  expect(factSchema('water', 'alarm_raised')).toBeDefined()
  expect(factSchema('gate', 'constructor')).toBeUndefined()
})

test.each(['--', '- -'])('%j is no plate: nothing of it would be left to compare', plate => {
  expect(faultOf({ type: 'parking_entry', payload: { license_plate: plate } })).toMatchObject({ path: 'payload.license_plate' })
})

test('plates are the same however they are written', () => {
  expect(normalizePlate('b 1234-xyz')).toBe('B1234XYZ')
})

test.each(Object.entries(familyMessages))('the messages of family %s travel', (_family, messages) => {
  expect(catalogue).toMatchObject(messages)
})
