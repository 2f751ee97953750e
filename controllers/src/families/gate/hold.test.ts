import { expect, test } from 'vitest'
import { gateDelays } from './delays.ts'
import type { GateInput } from './state.ts'
import {
  boardGone,
  card,
  command,
  loop1,
  loop2,
  pulseOnly,
  pulseOnlyInputs,
  quietInputs,
  session,
  testLane,
  type TestLane,
  timer,
} from './test-lane.ts'

const holdId = '019be7a0-0000-7000-8000-0000000000f1'
const held: GateInput = {
  kind: 'hub_hold',
  hold: { held: true, hold_id: holdId, since: '2026-01-20T00:00:00.000Z', by: 'user:a', reason: 'fire' },
}
const released: GateInput = { kind: 'hub_hold', hold: { held: false, reason: 'false alarm' } }
const laneHold = (id: string, on: boolean): GateInput => ({ kind: 'lane_hold', id, held: on, reason: 'smoke' })
const moves = (lane: TestLane) => lane.effects().flatMap(effect => (effect.do === 'move' ? [`${effect.action} ${effect.holdMs}`] : []))

/** Somebody the hub knows, while the barrier stands open. */
function drivesThrough(lane: TestLane): void {
  lane.send(loop1(true), card())
  lane.approve()
  lane.send(loop1(false), loop2(true), loop2(false))
}

test('the hold is in the journal before the barrier opens, and it opens without an end', () => {
  const lane = testLane()
  const effects = lane.send(held)
  expect(effects.findIndex(effect => effect.do === 'record')).toBeLessThan(effects.findIndex(effect => effect.do === 'move'))
  expect(lane.facts('hold_started')[0]?.payload).toEqual({ hold_id: holdId, source: 'hub', reason: 'fire' })
  lane.obey()
  expect(moves(lane)).toEqual(['open 0'])
  expect(lane.state().alarms).toContain('gate_held_open')
})

test('the same state told again changes nothing', () => {
  const lane = testLane()
  lane.send(held)
  lane.obey()
  expect(lane.send(held, held)).toEqual([])
})

test('a restart of the program, and of the board, opens again what is held', () => {
  const lane = testLane()
  lane.send(held)
  lane.obey()
  const again = lane.restart()
  expect(moves(again)).toEqual([])
  again.send({ kind: 'board', inputs: quietInputs })
  expect(moves(again)).toEqual(['open 0'])
  again.obey()
  again.send(timer('hold_again'), boardGone)
  again.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'open' } })
  expect(moves(again)).toEqual(['open 0', 'open 0'])
})

test('a gate whose board comes later opens when it comes', () => {
  const lane = testLane({ connect: false })
  lane.send(held)
  expect(moves(lane)).toEqual([])
  lane.send({ kind: 'board', inputs: quietInputs })
  expect(moves(lane)).toEqual(['open 0'])
})

test('a barrier that does not open is tried again, each time after a longer wait', () => {
  const lane = testLane()
  lane.send(held, timer('barrier'))
  expect(lane.state().barrier.at).toBe('failed')
  expect(lane.timers().hold_again).toBe(gateDelays.holdAgainMs)
  lane.send(timer('hold_again'), timer('barrier'))
  expect(moves(lane)).toEqual(['open 0', 'open 0'])
  expect(lane.timers().hold_again).toBe(2 * gateDelays.holdAgainMs)
})

test('a boom that somebody pulls down is opened again, but not more often than the wait allows', () => {
  const lane = testLane()
  lane.send(held)
  lane.obey()
  const closed: GateInput = { kind: 'barrier', position: 'closed', positionKnown: true }
  lane.send(closed)
  expect(moves(lane)).toHaveLength(1)
  lane.send(timer('hold_again'))
  expect(moves(lane)).toHaveLength(2)
})

test('a board that closes by its own rule is opened again each time', () => {
  const lane = testLane({ config: pulseOnly, connect: false })
  lane.send({ kind: 'board', inputs: pulseOnlyInputs }, held)
  lane.send({ kind: 'moved', orderId: 1, result: { ok: true, position: 'unknown', assumed: true } })
  lane.send(timer('hold_again'), timer('assumed_closed'))
  expect(moves(lane)).toEqual([`open ${gateDelays.holdMs}`, `open ${gateDelays.holdMs}`])
})

test('a barrier open for somebody already is told to stay open', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.obey()
  lane.send(held)
  expect(moves(lane)).toEqual([`open ${gateDelays.holdMs}`, 'open 0'])
})

test('nothing closes while it is held: not after a passage, not by hand, not by the time for passing', () => {
  const lane = testLane()
  lane.send(held)
  lane.obey()
  drivesThrough(lane)
  lane.send(command('c1', { action: 'close' }))
  expect(lane.states('c1')).toEqual(['rejected'])
  expect(lane.last('answer').result.error?.code).toBe('held_open')
  lane.send(command('c2', { action: 'open', duration: 5 }))
  expect(moves(lane)).toEqual(['open 0', 'open 0'])
})

test('who is known passes under the hold with the own stay, who is not is a stay of nobody, and neither is an intruder', () => {
  const lane = testLane()
  lane.send(held)
  lane.obey()
  drivesThrough(lane)
  lane.send(loop1(true), loop1(false), loop2(true))
  lane.after(1_000)
  lane.send(loop2(false))
  const [known, unknown] = lane.facts('vehicle_passed')
  expect(known?.payload).toMatchObject({ session_id: session, hold_id: holdId })
  expect(known?.payload).not.toHaveProperty('unidentified')
  expect(unknown?.payload).toMatchObject({
    hold_id: holdId,
    unidentified: true,
    session_id: lane.facts('vehicle_detected')[1]?.payload.visit_id,
  })
  expect(lane.state().alarms).toEqual(['gate_held_open'])
})

test('at an exit nothing is asked: who owes is let out with what would have been owed', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(held)
  lane.obey()
  lane.send(loop1(true), card())
  lane.owe(5_000)
  expect(lane.effects().some(effect => effect.do === 'cash' && effect.act === 'enable')).toBe(false)
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({ approved: true, reason: 'held_open', session_id: session })
  lane.send(loop1(false), loop2(true), loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, hold_id: holdId })
  expect(lane.facts('payment_completed')).toEqual([])
})

test('who is paying when the hold begins pays no more, and a note in the slot goes back', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(loop1(true), card())
  lane.owe(5_000)
  lane.send(held)
  expect(lane.last('cash').act).toBe('disable')
  lane.send({ kind: 'escrow', amount: 5_000 })
  expect(lane.last('cash').act).toBe('give_back')
  expect(lane.facts('cash_received')).toEqual([])
})

test('letting go closes, keeps what was opened by hand before closed too, and is written down', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }))
  lane.obey()
  lane.send(held)
  lane.obey()
  lane.send(released)
  expect(lane.facts('hold_ended')[0]?.payload).toEqual({ hold_id: holdId, source: 'hub', reason: 'false alarm' })
  expect(lane.last('move').action).toBe('close')
  expect(lane.state().alarms).toEqual([])
})

test('a lane held at its machine stays so when the hub says that it holds nothing, and is let go of there', () => {
  const lane = testLane()
  lane.send(laneHold('h1', true))
  lane.obey()
  expect(lane.states('h1')).toEqual(['succeeded'])
  lane.send(released)
  expect(lane.state().holds.machine).not.toBeNull()
  lane.send(laneHold('h2', false))
  expect(lane.last('move').action).toBe('close')
})

test('the hold of the site is let go of at the machine only while the hub cannot be heard; its word counts again when it comes back', () => {
  const linked = testLane()
  linked.send(held, laneHold('h1', false))
  expect(linked.states('h1')).toEqual(['rejected'])
  expect(linked.last('answer').result.error?.code).toBe('held_open')
  const alone = testLane({ hubOnline: false })
  alone.send(held)
  alone.obey()
  alone.send(laneHold('h1', false))
  expect(alone.last('move').action).toBe('close')
  alone.obey()
  alone.send(held)
  expect(alone.last('move')).toMatchObject({ action: 'open', holdMs: 0 })
})
