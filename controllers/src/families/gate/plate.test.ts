import { describe, expect, test } from 'vitest'
import { gateDelays } from './delays.ts'
import type { GateInput } from './state.ts'
import { card, loop1, loop2, testLane, timer, type TestLane, type TestLaneOptions } from './test-lane.ts'

const plate = (text = 'B1234XYZ', confidence = 0.97): GateInput => ({ kind: 'plate', plate: text, confidence })
const asked = (lane: TestLane) => lane.effects().flatMap(effect => (effect.do === 'ask' ? [effect.request] : []))

function withVehicle(options: TestLaneOptions = {}): TestLane {
  const lane = testLane(options)
  lane.send(loop1(true))
  return lane
}

describe.each(['in', 'out'] as const)('a plate read at a gate %s', direction => {
  const options = { config: { direction } }

  test('is presented once for a vehicle, however often it is read', () => {
    const lane = withVehicle(options)
    lane.send(plate(), plate(), plate('B1234XY', 0.99))
    expect(asked(lane)).toMatchObject([{ license_plate: 'B1234XYZ', plate_read: { plate: 'B1234XYZ', confidence: 0.97 } }])
    lane.approve()
    lane.obey()
    lane.send(plate())
    expect(asked(lane)).toHaveLength(1)
    expect(lane.factTypes().filter(type => type === 'access_decided')).toHaveLength(1)
  })

  test('is a note beside the card when the camera is not sure', () => {
    const lane = withVehicle(options)
    lane.send(plate('B1234XYZ', 0.89))
    expect(lane.phase()).toBe('vehicle_waiting')
    lane.send(card())
    expect(asked(lane)).toMatchObject([{ card_id: 'CARD_001', plate_read: { plate: 'B1234XYZ', confidence: 0.89 } }])
    expect(asked(lane)[0]).not.toHaveProperty('license_plate')
  })

  test('that the hub does not know is no refusal: the driver goes on with a card', () => {
    const lane = withVehicle(options)
    lane.send(plate())
    lane.refuse(direction === 'in' ? 'plate_unknown' : 'no_open_session')
    expect(lane.phase()).toBe('vehicle_waiting')
    expect(lane.factTypes()).not.toContain('access_decided')
    lane.send(plate(), card())
    expect(asked(lane)).toMatchObject([{ license_plate: 'B1234XYZ' }, { card_id: 'CARD_001', plate_read: { plate: 'B1234XYZ' } }])
  })

  test('of nobody the hub told of lets nobody through while it is silent, whatever the policy', () => {
    const lane = withVehicle({ config: { direction, offline: { entry: 'all', exit: 'all' } }, plates: ['D88QA'] })
    lane.send(plate(), timer('request'))
    expect(lane.phase()).toBe('vehicle_waiting')
    expect(lane.factTypes()).not.toContain('access_decided')
  })

  test('before the vehicle comes is kept for it, and void after a while', () => {
    const soon = testLane(options)
    soon.send(plate())
    soon.after(gateDelays.plateKeptMs)
    soon.send(loop1(true))
    expect(asked(soon)).toMatchObject([{ license_plate: 'B1234XYZ' }])

    const late = testLane(options)
    late.send(plate())
    late.after(gateDelays.plateKeptMs + 1)
    late.send(loop1(true), card())
    expect(asked(late)[0]).not.toHaveProperty('plate_read')
  })
})

test('a member the hub refuses by his plate is told so', () => {
  const lane = withVehicle()
  lane.send(plate())
  lane.refuse('already_inside')
  expect([lane.phase(), lane.reason()]).toEqual(['refused', 'already_inside'])
})

describe.each([
  { direction: 'in', policy: { entry: 'members', exit: 'refuse' }, opens: true },
  { direction: 'in', policy: { entry: 'all', exit: 'refuse' }, opens: true },
  { direction: 'in', policy: { entry: 'refuse', exit: 'all' }, opens: false },
  { direction: 'out', policy: { entry: 'refuse', exit: 'all' }, opens: true },
  { direction: 'out', policy: { entry: 'all', exit: 'signed-ticket' }, opens: false },
  { direction: 'out', policy: { entry: 'all', exit: 'refuse' }, opens: false },
] as const)('a member’s plate read at a gate $direction that is alone, policy $policy', ({ direction, policy, opens }) => {
  const options = { config: { direction, offline: policy }, plates: ['B1234XYZ'] } satisfies TestLaneOptions

  test(opens ? 'opens' : 'opens nothing, and the driver may show something', () => {
    const lane = withVehicle(options)
    lane.send(plate(), timer('request'))
    expect(lane.effects().some(effect => effect.do === 'move')).toBe(opens)
    expect(lane.phase()).toBe(opens ? 'opening' : 'vehicle_waiting')
    const decided = { approved: true, decided_by: 'machine', credential: 'plate', license_plate: 'B1234XYZ' }
    expect(lane.facts('access_decided').map(({ payload }) => payload)).toMatchObject(opens ? [decided] : [])
  })

  test('opens nothing while the camera is not sure', () => {
    const lane = withVehicle(options)
    lane.send(plate('B1234XYZ', 0.89), timer('request'))
    expect([lane.phase(), asked(lane)]).toEqual(['vehicle_waiting', []])
  })
})

test('alone, a member’s plate that came in does not come in again where the rule is hard, nor beyond the last place', () => {
  const twice = withVehicle({ plates: ['B1234XYZ'], passback: { mode: 'hard' } })
  twice.send(plate(), timer('request'))
  twice.obey()
  twice.send(loop1(false), loop2(true), loop2(false))
  twice.obey()
  twice.after(gateDelays.plateKeptMs + 1)
  twice.send(loop1(true), plate(), timer('request'))
  expect([twice.phase(), twice.reason()]).toEqual(['refused', 'already_inside'])

  const full = withVehicle({ plates: ['B1234XYZ'] })
  const places = { vehicle_class: 'car', left: 0, reserved: 0, members_guaranteed: false }
  full.send({ kind: 'places', places, goodForMs: null }, plate(), timer('request'))
  expect([full.phase(), full.reason()]).toEqual(['refused', 'lot_full'])
})

test('alone, the card of a membership opens where its plate was not read', () => {
  const lane = withVehicle({ members: ['CARD_077'], plates: ['B1234XYZ'] })
  lane.send(plate('B9999ZZ'), timer('request'), card('CARD_077'), timer('request'))
  expect(lane.facts('access_decided').map(({ payload }) => payload)).toMatchObject([{ approved: true, card_id: 'CARD_077' }])
})

test('who did not drive through does not open a second time by being read again', () => {
  const lane = withVehicle()
  lane.send(plate())
  lane.approve()
  lane.obey()
  lane.send(timer('passage'))
  lane.obey()
  lane.send(plate())
  expect(lane.factTypes()).toContain('vehicle_turned_back')
  expect(asked(lane)).toHaveLength(1)
})

test('the plate of who just went through is not that of the next vehicle', () => {
  const lane = withVehicle()
  lane.send(plate())
  lane.approve()
  lane.obey()
  lane.send(loop1(false), loop2(true), loop2(false), plate(), loop1(true), plate(), card())
  expect(lane.factTypes()).toContain('vehicle_passed')
  expect(asked(lane)).toHaveLength(2)
  expect(asked(lane)[1]).not.toHaveProperty('plate_read')
})

test('a gate out of service and one in an emergency ask nothing', () => {
  const off = withVehicle()
  off.send({ kind: 'set_mode', id: 'c1', mode: 'disabled' }, plate())
  const stopped = withVehicle()
  stopped.send({ kind: 'input', input: 'estop', on: true }, plate())
  expect([...asked(off), ...asked(stopped)]).toEqual([])
})

test('a restart keeps what was read', () => {
  const lane = withVehicle()
  lane.send(plate('B1234XYZ', 0.5))
  expect(lane.restart().state().visit?.plate).toEqual({ plate: 'B1234XYZ', confidence: 0.5, isPresented: false })
})
