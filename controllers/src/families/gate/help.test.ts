import type { HelpReply } from '@palang/protocol'
import { expect, test } from 'vitest'
import { gateDelays } from './delays.ts'
import { laneOf } from './lane.ts'
import type { GateInput } from './state.ts'
import { card, command, loop1, loop2, quietInputs, testLane, type TestLane, timer } from './test-lane.ts'

const press: GateInput = { kind: 'help' }
const callId = (lane: TestLane) => lane.state().help?.id ?? 'none'
const replied = (lane: TestLane, id: string, reply: Pick<HelpReply, 'act'> & Partial<HelpReply>): GateInput => ({
  kind: 'help_reply',
  id,
  reply: { call_id: callId(lane), by: 'user:op', ...reply },
})

test('a call is written down with what the lane was doing, shown, photographed and told as an alarm', () => {
  const lane = testLane()
  lane.send(loop1(true), press)
  const visit = lane.state().visit?.id
  expect(lane.facts('help_called')[0]?.payload).toEqual({ call_id: callId(lane), visit_id: visit, phase: 'vehicle_waiting' })
  expect(laneOf(lane.state()).help).toMatchObject({ call_id: callId(lane) })
  expect(lane.last('photograph')).toMatchObject({ reason: 'help', cause: { visit_id: visit } })
  expect(lane.state().alarms).toEqual(['help_requested'])
})

test('pressing again while it stands is the same call', () => {
  const lane = testLane()
  lane.send(press, press, { kind: 'input', input: 'help_button', on: true })
  expect(lane.facts('help_called')).toHaveLength(1)
})

test('who answers, and after how long, is written down; the screen is told and the alarm is over', () => {
  const lane = testLane()
  lane.send(press)
  lane.after(12_000)
  lane.send(replied(lane, 'h1', { act: 'answer' }))
  expect(lane.states('h1')).toEqual(['succeeded'])
  expect(lane.facts('help_answered')[0]?.payload).toEqual({ call_id: callId(lane), by: 'user:op', after_ms: 12_000 })
  expect(laneOf(lane.state()).help).toMatchObject({ answered_by: 'user:op' })
  expect(lane.state().alarms).toEqual([])
})

test('a call that nobody takes is told to others, and no longer once it is taken', () => {
  const lane = testLane()
  lane.send(press)
  expect(lane.timers().help_unanswered).toBe(gateDelays.helpUnansweredMs)
  lane.send(timer('help_unanswered'))
  expect(lane.state().alarms).toEqual(['help_requested', 'help_unanswered'])
  lane.send(replied(lane, 'h1', { act: 'answer' }))
  expect(lane.state().alarms).toEqual([])
  lane.send(timer('help_unanswered'))
  expect(lane.state().alarms).toEqual([])
})

test('the first who answers has answered; the second takes nothing over', () => {
  const lane = testLane()
  lane.send(press)
  lane.send(replied(lane, 'h1', { act: 'answer' }))
  lane.send(replied(lane, 'h2', { act: 'answer', by: 'user:other' }))
  expect(lane.states('h2')).toEqual(['succeeded'])
  expect(lane.facts('help_answered').map(({ payload }) => payload)).toMatchObject([{ by: 'user:op' }])
})

test('what is said is shown, takes the call, and the next words replace it', () => {
  const lane = testLane()
  lane.send(press)
  lane.send(replied(lane, 'h1', { act: 'say', phrase: 'coming' }))
  expect(laneOf(lane.state()).help).toMatchObject({ phrase: 'coming', answered_by: 'user:op' })
  lane.send(replied(lane, 'h2', { act: 'say', text: 'Mundur dua meter' }))
  expect(laneOf(lane.state()).help).toMatchObject({ text: 'Mundur dua meter' })
  expect(laneOf(lane.state()).help).not.toHaveProperty('phrase')
})

test('it ends with how it ended, and what is said to a call that is over is refused', () => {
  const lane = testLane()
  lane.send(press)
  const id = callId(lane)
  lane.send(replied(lane, 'h1', { act: 'end', outcome: 'helped' }))
  expect(lane.facts('help_ended')[0]?.payload).toMatchObject({ call_id: id, outcome: 'helped', by: 'user:op' })
  expect(laneOf(lane.state())).not.toHaveProperty('help')
  lane.send(replied(lane, 'h2', { act: 'answer', call_id: id }))
  expect(lane.states('h2')).toEqual(['rejected'])
  expect(lane.last('answer').result.error?.code).toBe('not_found')
})

test.each([
  ['the vehicle drives through', 'left', (lane: TestLane) => letThrough(lane)],
  ['the vehicle backs out', 'left', (lane: TestLane) => lane.send(loop1(false), timer('left'))],
  ['somebody opens by hand', 'operated', (lane: TestLane) => lane.send(command('c1', { action: 'open', duration: 5 }))],
])('it ends by itself when %s', (_how, outcome, work) => {
  const lane = testLane()
  lane.send(loop1(true), press)
  work(lane)
  expect(lane.facts('help_ended')[0]?.payload).toMatchObject({ outcome })
  expect(lane.state().alarms).toEqual([])
})

function letThrough(lane: TestLane): void {
  lane.send(card())
  lane.approve()
  lane.obey()
  lane.send(loop1(false), loop2(true), loop2(false))
}

test('without a vehicle it expires; with one it stands as long as the vehicle does', () => {
  const alone = testLane()
  alone.send(press, timer('help'))
  expect(alone.facts('help_ended')[0]?.payload).toMatchObject({ outcome: 'expired' })
  const waiting = testLane()
  waiting.send(loop1(true), press, timer('help'))
  expect(waiting.facts('help_ended')).toEqual([])
})

test('the vehicle that called still stands there after a restart, and so does its call; it ends with that vehicle', () => {
  const lane = testLane()
  lane.send(loop1(true), press)
  const again = lane.restart()
  again.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } })
  expect(callId(again)).toBe(callId(lane))
  again.send(loop1(false), timer('left'))
  expect(again.facts('help_ended')[0]?.payload).toMatchObject({ outcome: 'left' })
})

test('a call outlives a restart of the program, and is still told when nobody answers', () => {
  const lane = testLane()
  lane.send(press)
  const again = lane.restart()
  again.send({ kind: 'board', inputs: quietInputs })
  expect(callId(again)).toBe(callId(lane))
  expect(again.timers().help_unanswered).toBe(gateDelays.helpUnansweredMs)
  again.send(replied(again, 'h1', { act: 'say', phrase: 'wait' }))
  expect(laneOf(again.restart().state()).help).toMatchObject({ phrase: 'wait' })
})

test('a call at a gate whose board is gone for good outlives a restart as well', () => {
  const lane = testLane()
  lane.send(press)
  expect(lane.restart().timers()).toMatchObject({ help: gateDelays.helpMs, help_unanswered: gateDelays.helpUnansweredMs })
})
