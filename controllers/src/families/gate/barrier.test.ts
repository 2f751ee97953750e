import { expect, test } from 'vitest'
import { gateDelays } from './delays.ts'
import type { GateInput } from './state.ts'
import { boardGone, beam, card, command, loop1, loop2, quietInputs, testLane, timer, type TestLane } from './test-lane.ts'

const at = (position: 'open' | 'closed' | 'closing' | 'opening' | 'fault'): GateInput => ({
  kind: 'barrier',
  position,
  positionKnown: true,
})
const back = (barrier: 'open' | 'closed'): GateInput => ({ kind: 'board', inputs: { ...quietInputs, barrier } })
const alarms = (lane: TestLane) => lane.facts('alarm_raised').map(fact => ('code' in fact.payload ? fact.payload.code : ''))
const tookIt = (lane: TestLane, position: 'open' | 'opening' | 'closing'): GateInput => ({
  kind: 'moved',
  orderId: lane.last('move').orderId,
  result: { ok: true, position },
})
const silence = (lane: TestLane): GateInput => ({
  kind: 'moved',
  orderId: lane.last('move').orderId,
  result: { ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' },
})

/** Opened by hand and held open. */
function open(): TestLane {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }))
  lane.obey()
  return lane
}

/** One vehicle was let in, and the barrier stands open for it. */
function admitted(): TestLane {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.obey()
  return lane
}

/** The vehicle has passed, and the board found something in the way of the boom. */
function blocked(): TestLane {
  const lane = admitted()
  lane.send(loop1(false), loop2(true), loop2(false))
  const { orderId } = lane.last('move')
  lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'barrier_blocked', message: 'beam', moved: 'no' } })
  return lane
}

test('an open barrier opened again that has closed before the answer was told: it was opened, and the lane is free', () => {
  const lane = open()
  lane.send(command('c2', { action: 'open', duration: 1 }), at('closing'), at('closed'))
  expect(lane.states('c2')).toEqual(['accepted'])
  lane.send(tookIt(lane, 'open'))
  expect(lane.states('c2')).toEqual(['accepted', 'succeeded'])
  expect(lane.factTypes().slice(-2)).toEqual(['barrier_opened', 'barrier_closed'])
  expect([lane.phase(), alarms(lane), lane.timers().barrier]).toEqual(['idle', [], undefined])
})

test('an order that crosses the closing of the boom is proven by its opening, not by where it stood before', () => {
  const lane = open()
  lane.send(command('c2', { action: 'open', duration: 1 }), at('closing'), tookIt(lane, 'closing'))
  expect(lane.states('c2')).toEqual(['accepted'])
  lane.send(at('opening'), at('open'))
  expect(lane.states('c2')).toEqual(['accepted', 'succeeded'])
})

test('an opening nobody answered, and the barrier is found closed: unknown, no fault, and the vehicle may ask again', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.send(command('c1', { action: 'open' }))
  lane.send(silence(lane), boardGone)
  lane.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } })
  expect(lane.states('c1')).toEqual(['accepted'])
  lane.send(timer('barrier'))
  expect(lane.states('c1')).toEqual(['accepted', 'unknown'])
  expect(lane.facts('vehicle_turned_back')).toHaveLength(1)
  expect([lane.phase(), alarms(lane)]).toEqual(['vehicle_waiting', ['board_disconnected']])
  expect(lane.state().manual).toBeNull()
})

test('an opening nobody answered whose place another takes is unknown', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }))
  lane.send(silence(lane), command('c2', { action: 'open' }))
  expect(lane.states('c1')).toEqual(['accepted', 'unknown'])
})

test('a closing nobody answered that does not come to pass is unknown, with an alarm', () => {
  const lane = open()
  lane.send(command('c2', { action: 'close' }))
  lane.send(silence(lane), timer('barrier'))
  expect(lane.states('c2')).toEqual(['accepted', 'unknown'])
  expect(alarms(lane)).toEqual(['barrier_stuck'])
})

test('when the time is over the switch decides: an open barrier is not called failed', () => {
  const lane = open()
  lane.send(command('c2', { action: 'open' }), timer('barrier'))
  expect(lane.states('c2')).toEqual(['accepted', 'succeeded'])
  expect(alarms(lane)).toEqual([])
})

test('an answer counts for its own order only', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }), command('c2', { action: 'open' }))
  lane.send({ kind: 'moved', orderId: 1, result: { ok: false, code: 'barrier_fault', message: 'the first', moved: 'no' } })
  expect([lane.states('c1'), lane.states('c2')]).toEqual([['accepted', 'failed'], ['accepted']])
})

test('closing that was blocked waits a moment, and while a vehicle is on loop 2', () => {
  const lane = blocked()
  expect(lane.timers().close_retry).toBe(gateDelays.closeRetryMs)
  const { orderId } = lane.last('move')
  lane.send(loop2(true), timer('close_retry'))
  expect(lane.last('move').orderId).toBe(orderId)
  lane.send(loop2(false))
  expect(lane.last('move')).toMatchObject({ action: 'close', orderId: orderId + 1 })
})

test('nothing is ordered of a board that is away; once it is back the barrier is closed', () => {
  const lane = blocked()
  const { orderId } = lane.last('move')
  lane.send(boardGone, timer('close_retry'))
  expect(lane.last('move').orderId).toBe(orderId)
  lane.send(back('open'))
  expect(lane.last('move')).toMatchObject({ action: 'close', orderId: orderId + 1 })
})

test('the end of another’s passage does not close the barrier before an admitted vehicle', () => {
  const lane = testLane()
  lane.send(loop2(true), loop1(true), card())
  lane.approve()
  lane.obey()
  lane.send(loop2(false))
  expect(lane.last('move').action).toBe('open')
  expect(lane.state().visit?.stage).toBe('admitted')
})

test('a barrier that failed is not ordered again by itself', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.send(timer('barrier'), loop1(false), loop2(true), loop2(false))
  expect(lane.effects().filter(effect => effect.do === 'move')).toHaveLength(1)
  lane.send(loop1(true), card())
  expect([lane.phase(), lane.reason()]).toEqual(['fault', 'barrier_fault'])
  expect(lane.effects().filter(effect => effect.do === 'ask')).toHaveLength(1)
})

test('a fault the board reports ends the order, and is an alarm also at rest', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }), at('fault'))
  expect(lane.states('c1')).toEqual(['accepted', 'failed'])
  expect(lane.facts('barrier_failed')[0]?.payload).toMatchObject({ action: 'open', reason: 'barrier_fault' })
  const resting = testLane()
  resting.send(at('fault'))
  expect(alarms(resting)).toEqual(['barrier_stuck'])
})

test.each([
  ['before', [at('fault'), 'answer']],
  ['after', ['answer', at('fault')]],
] as const)('a boom stopped between its switches: the stop succeeded, the lane is a fault, told %s the answer', (_when, told) => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }), at('opening'), command('c2', { action: 'stop' }))
  for (const input of told) lane.send(input === 'answer' ? tookIt(lane, 'opening') : input)
  expect(lane.states('c2')).toEqual(['accepted', 'succeeded'])
  expect([lane.phase(), alarms(lane), lane.facts('barrier_failed')]).toEqual(['fault', ['barrier_stuck'], []])
})

test('a closing by hand that the board finds blocked has failed, as a fact too', () => {
  const lane = open()
  lane.send(command('c2', { action: 'close' }))
  const { orderId } = lane.last('move')
  lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'barrier_blocked', message: 'beam', moved: 'no' } })
  expect(lane.states('c2')).toEqual(['accepted', 'failed'])
  expect(lane.facts('barrier_failed')[0]?.payload).toMatchObject({ command_id: 'c2', reason: 'barrier_blocked' })
})

test('a closing that takes too long over a broken beam is tried again, and is no fault', () => {
  const lane = admitted()
  lane.send(loop1(false), loop2(true), loop2(false), beam(true), timer('barrier'))
  expect([lane.phase(), alarms(lane)]).toEqual(['passing', []])
  expect(lane.timers().close_retry).toBe(gateDelays.closeRetryMs)
})

test('an admission ends when the barrier has closed again', () => {
  const lane = admitted()
  lane.send(at('closing'), at('closed'))
  expect(lane.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ reason: 'timeout' })
})

test('once it is told to close, an opening by hand lets nobody through any more', () => {
  const lane = open()
  lane.send(command('c2', { action: 'close' }), loop2(true), loop2(false))
  expect(alarms(lane)).toEqual(['passage_without_permission'])
})

test('a vehicle that began to pass with permission keeps it over a cable pulled for a moment', () => {
  const lane = open()
  lane.send(loop2(true), command('c2', { action: 'close' }), boardGone)
  lane.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'open', loop2: true } }, loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ command_id: 'c1' })
  expect(alarms(lane)).toEqual(['board_disconnected'])
})

test('a board that has not told how it stands proves nothing, and what moved unseen is not called forced', () => {
  const lane = testLane({ connect: false })
  lane.send(at('open'), loop2(true), loop2(false))
  expect(lane.facts()).toEqual([])
  const other = testLane()
  other.send(boardGone)
  expect(other.state().inputs.barrier).toBe('unknown')
  other.send(back('open'))
  expect(other.facts('barrier_opened')).toHaveLength(1)
  expect(alarms(other)).toEqual(['board_disconnected'])
  expect(other.facts('alarm_cleared')[0]?.payload).toMatchObject({ code: 'board_disconnected' })
})
