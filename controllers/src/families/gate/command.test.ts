import { expect, test } from 'vitest'
import { gateDelays } from './delays.ts'
import { boardGone, beam, card, command, loop1, loop2, session, testLane, timer } from './test-lane.ts'

test('a manual opening is accepted, proven by the limit switch, and lets traffic through under its id', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open', duration: 10 }))
  expect(lane.last('move')).toMatchObject({ action: 'open', holdMs: 10_000 })
  expect(lane.states('c1')).toEqual(['accepted'])
  lane.obey()
  expect(lane.states('c1')).toEqual(['accepted', 'succeeded'])
  expect(lane.last('answer').result.evidence).toMatchObject({ kind: 'limit_switch', gate_status: 'open', after_ms: 800 })
  lane.send(loop1(true), loop1(false), loop2(true), loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ command_id: 'c1' })
  expect(lane.facts('alarm_raised')).toHaveLength(0)
  expect(lane.last('move').action).toBe('open')
})

test('without a duration the barrier is held open', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }))
  expect(lane.last('move').holdMs).toBe(0)
})

test.each([
  ['without an end is left as it is', {}, undefined, 'open'],
  ['for a shorter time is held on for who is let in, and closes behind them', { duration: 1 }, gateDelays.holdMs, 'close'],
  ['for a longer time stays open as long', { duration: 600 }, 600_000, 'open'],
] as const)('a barrier opened by hand %s', (_how, duration, holdMs, lastMove) => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open', ...duration }))
  lane.obey()
  const before = lane.effects().filter(effect => effect.do === 'move').length
  lane.send(loop1(true), card())
  lane.approve()
  const moves = lane.effects().filter(effect => effect.do === 'move')
  expect(moves.slice(before).map(move => move.holdMs)).toEqual(holdMs === undefined ? [] : [holdMs])
  if (holdMs !== undefined) lane.obey()
  expect(lane.phase()).toBe('passing')
  lane.send(loop1(false), loop2(true), loop2(false))
  expect(lane.last('move').action).toBe(lastMove)
})

test('opening an open barrier succeeds as soon as the board took the order', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }))
  lane.obey()
  lane.send(command('c2', { action: 'open', duration: 5 }))
  lane.send({ kind: 'moved', orderId: lane.last('move').orderId, result: { ok: true, position: 'open' } })
  expect(lane.states('c2')).toEqual(['accepted', 'succeeded'])
})

test('nothing closes on something under the barrier', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }))
  lane.obey()
  lane.send(beam(true), command('c2', { action: 'close' }))
  expect(lane.states('c2')).toEqual(['accepted', 'failed'])
  expect(lane.last('answer').result.error?.code).toBe('barrier_blocked')
  expect(lane.last('move').action).toBe('open')
})

test('stop ends where the barrier stands', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }), command('c2', { action: 'stop' }))
  expect(lane.states('c1')).toEqual(['accepted', 'failed'])
  lane.obey()
  expect(lane.states('c2')).toEqual(['accepted', 'succeeded'])
})

test('without the board a command is rejected and nothing is recorded', () => {
  const lane = testLane()
  lane.send(boardGone)
  const before = lane.facts().length
  lane.send(command('c1', { action: 'open' }))
  expect(lane.states('c1')).toEqual(['rejected'])
  expect(lane.facts()).toHaveLength(before)
})

test.each([
  {
    what: 'the order surely did not leave',
    result: { ok: false, code: 'device_unavailable', message: 'closed port', moved: 'no' },
    state: 'failed',
  },
  { what: 'the board reports a fault', result: { ok: false, code: 'barrier_fault', message: 'fault', moved: 'no' }, state: 'failed' },
] as const)('$what: $state', ({ result, state }) => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }), { kind: 'moved', orderId: 1, result })
  expect(lane.states('c1')).toEqual(['accepted', state])
})

test('no answer from the board is not the end: the limit switch decides', () => {
  const lane = testLane()
  const silence = { ok: false, code: 'timeout', message: 'silence', moved: 'maybe' } as const
  lane.send(command('c1', { action: 'open' }), { kind: 'moved', orderId: 1, result: silence })
  expect(lane.states('c1')).toEqual(['accepted'])
  lane.send({ kind: 'barrier', position: 'open', positionKnown: true })
  expect(lane.states('c1')).toEqual(['accepted', 'succeeded'])
})

test('a board that leaves in the middle of an order makes its outcome unknown', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }), boardGone, timer('barrier'))
  expect(lane.states('c1')).toEqual(['accepted', 'unknown'])
})

test('an operator’s opening for a stay lets exactly that stay through', () => {
  const lane = testLane()
  lane.send(loop1(true), command('c1', { action: 'open', duration: 30, session_id: session }))
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({
    session_id: session,
    decided_by: 'operator',
    approved: true,
    credential: 'operator',
  })
  lane.obey()
  expect(lane.states('c1')).toEqual(['accepted', 'succeeded'])
  lane.send(loop1(false), loop2(true), loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, command_id: 'c1' })
  expect(lane.last('move').action).toBe('close')
})

test('an opening for a stay may come before its vehicle', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open', duration: 30, session_id: session }))
  lane.obey()
  lane.send(loop1(true), loop1(false), loop2(true), loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session })
  expect(
    new Set(lane.facts('vehicle_detected', 'vehicle_passed').map(fact => ('visit_id' in fact.payload ? fact.payload.visit_id : ''))),
  ).toHaveProperty('size', 1)
})

test('an opening for a stay nobody uses turns back', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open', duration: 30, session_id: session }))
  lane.obey()
  lane.send(timer('passage'))
  expect(lane.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ session_id: session, reason: 'timeout' })
})

test('another stay is not let in between', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.send(command('c1', { action: 'open', session_id: '019be7a0-0000-7000-8000-00000000bbbb' }))
  expect(lane.states('c1')).toEqual(['rejected'])
  expect(lane.last('answer').result.error?.code).toBe('machine_busy')
})

test('a payment taken by the operator lets the paying vehicle out', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(loop1(true), card())
  lane.owe(8000)
  lane.send(command('c1', { action: 'open', duration: 30, session_id: session }))
  expect(lane.last('cash').act).toBe('disable')
  lane.obey()
  expect(lane.phase()).toBe('passing')
})

test('the operator may retry after a fault, and the admitted vehicle keeps its session', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.send(timer('barrier'), command('c1', { action: 'open', duration: 30 }))
  lane.obey()
  expect(lane.states('c1')).toEqual(['accepted', 'succeeded'])
  lane.send(loop1(false), loop2(true), loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session })
})

test('an opening by hand without a picture says so, and an ordinary passage without one does not', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open', duration: 10 }))
  const { reason, cause } = lane.last('photograph')
  lane.send({ kind: 'photo', imageId: null, reason, cause })
  expect(lane.facts('image_missing')[0]?.payload).toEqual({ command_id: 'c1', reason: 'override' })
  lane.send({ kind: 'photo', imageId: null, reason: 'entry', cause: {} })
  expect(lane.facts('image_missing')).toHaveLength(1)
})
