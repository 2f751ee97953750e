import { expect, test } from 'vitest'
import type { GateInput } from './state.ts'
import { boardGone, card, command, loop1, quietInputs, testLane, timer } from './test-lane.ts'

const stop = (on: boolean): GateInput => ({ kind: 'input', input: 'estop', on })
const fault: GateInput = { kind: 'barrier', position: 'fault', positionKnown: true }

test('the lane says that it is pressed, and the alarm ends with it', () => {
  const lane = testLane()
  lane.send(stop(true), fault)
  expect([lane.phase(), lane.reason()]).toEqual(['fault', 'emergency_stop'])
  expect(lane.state().alarms).toEqual(['emergency_stop'])
  lane.send(stop(false), { kind: 'barrier', position: 'closed', positionKnown: true })
  expect(lane.phase()).toBe('idle')
  expect(lane.state().alarms).toEqual([])
})

test('no order is accepted, and the refusal has a code of its own', () => {
  const lane = testLane()
  lane.send(stop(true), command('c1', { action: 'open' }))
  expect(lane.states('c1')).toEqual(['rejected'])
  expect(lane.last('answer').result.error?.code).toBe('emergency_stop')
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(false)
})

test('an order under way fails as stopped, and not as a barrier that is broken', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }), stop(true), fault)
  expect(lane.states('c1')).toEqual(['accepted', 'failed'])
  expect(lane.last('answer').result.error?.code).toBe('emergency_stop')
  expect(lane.state().alarms).toEqual(['emergency_stop'])
})

test('no money is taken: the slot closes, a note goes back, and it opens again with the stop', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(loop1(true), card())
  lane.owe(5_000)
  lane.send(stop(true))
  expect(lane.last('cash').act).toBe('disable')
  lane.send({ kind: 'escrow', amount: 5_000 })
  expect(lane.last('cash').act).toBe('give_back')
  lane.send(stop(false))
  expect(lane.last('cash').act).toBe('enable')
})

test('a card is not taken while it is pressed, and the hub’s approval that comes then opens nothing', () => {
  const lane = testLane()
  lane.send(loop1(true), stop(true), card())
  expect(lane.effects().some(effect => effect.do === 'ask')).toBe(false)
  lane.send(stop(false), card(), stop(true))
  lane.approve()
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({ approved: false, reason: 'emergency_stop' })
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(false)
})

test('a board found with it pressed says so, also one that lost the word of its release', () => {
  const lane = testLane({ connect: false })
  lane.send({ kind: 'board', inputs: { ...quietInputs, estop: true } })
  expect(lane.state().alarms).toEqual(['emergency_stop'])
  lane.send(boardGone, { kind: 'board', inputs: quietInputs })
  expect(lane.state().alarms).toEqual([])
})

test('a gate that is held open stays where it is while pressed, and opens when released', () => {
  const lane = testLane()
  lane.send(stop(true), { kind: 'hub_hold', hold: { held: true, hold_id: '019be7a0-0000-7000-8000-0000000000f1' } })
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(false)
  lane.send(stop(false), timer('hold_again'))
  expect(lane.last('move')).toMatchObject({ action: 'open', holdMs: 0 })
})
