import { expect, test } from 'vitest'
import { usualPassage as usual } from './delays.ts'
import type { GateInput } from './state.ts'
import { card, command, loop1, loop2, session, testLane, type TestLane, timer } from './test-lane.ts'

/** Over loop 2, as long as a car takes. */
function passes(lane: TestLane, onMs = 800): void {
  lane.send(loop2(true))
  lane.after(onMs)
  lane.send(loop2(false))
  lane.after(1_000)
}

function letIn(lane: TestLane, who?: string): void {
  lane.send(loop1(true), card(who))
  lane.approve()
  lane.obey()
  lane.send(loop1(false))
}

/** Pulses of loop 2, as a torn cable makes them. */
function chatters(lane: TestLane, times: number, onMs: number, offMs: number): void {
  for (let pulse = 0; pulse < times; pulse++) {
    lane.send(loop2(true))
    lane.after(onMs)
    lane.send(loop2(false))
    lane.after(offMs)
  }
}

test('the second vehicle on one opening is seen as following, with a picture while it still stands there', () => {
  const lane = testLane({ config: { passage: usual } })
  letIn(lane)
  passes(lane)
  lane.send(loop1(true), loop1(false), loop2(true))
  expect(lane.last('photograph')).toMatchObject({ reason: 'tailgating' })
  lane.after(800)
  lane.send(loop2(false))
  expect(lane.state().alarms).toEqual(['tailgating'])
  expect(lane.facts('vehicle_passed')).toHaveLength(2)
})

test('who follows in is inside without a name: a session of its own, which the picture shows', () => {
  const lane = testLane({ config: { passage: usual } })
  letIn(lane)
  passes(lane)
  lane.send(loop1(true), loop1(false))
  passes(lane)
  const second = lane.facts('vehicle_passed')[1]?.payload
  expect(second).toMatchObject({ tailgated: true, unidentified: true, direction: 'in' })
  expect(lane.facts('vehicle_detected')[1]?.payload).toEqual({ visit_id: second?.session_id })
  expect(lane.last('photograph').cause.session_id).toBe(second?.session_id)
  expect(second?.session_id).not.toBe(session)
})

test('who follows out while owing is named by the stay, and nothing is paid; who never showed anything is nobody', () => {
  const lane = testLane({ config: { direction: 'out', passage: usual } })
  letIn(lane)
  passes(lane)
  lane.send(loop1(true), card('CARD_002'))
  lane.owe(5_000)
  lane.send(loop1(false))
  passes(lane)
  lane.send(loop1(true), loop1(false))
  passes(lane)
  const [, owing, unknown] = lane.facts('vehicle_passed')
  expect(owing?.payload).toMatchObject({ session_id: session, tailgated: true })
  expect(unknown?.payload).toMatchObject({ tailgated: true })
  expect(unknown?.payload).not.toHaveProperty('session_id')
  expect(lane.facts('payment_completed')).toEqual([])
})

test('once the barrier stood closed again, whoever goes through is an intruder and follows nobody', () => {
  const lane = testLane({ config: { passage: usual } })
  letIn(lane)
  passes(lane)
  lane.obey()
  expect(lane.state().barrier.at).toBe('rest')
  lane.send(loop1(true), loop1(false))
  passes(lane)
  expect(lane.state().alarms).toEqual(['passage_without_permission'])
})

test('a gate opened by hand lets everybody through, and nobody follows', () => {
  const lane = testLane({ config: { passage: usual } })
  lane.send(command('c1', { action: 'open', duration: 60 }))
  lane.obey()
  lane.send(loop1(true), loop1(false))
  passes(lane)
  lane.send(loop1(true), loop1(false))
  passes(lane)
  expect(lane.state().alarms).toEqual([])
})

test.each([
  ['short pulses', 50, 50, 0],
  ['long pulses close together', 150, 50, 1],
])('fifty of them in some seconds are one alarm of a bad loop: %s', (_how, onMs, offMs, passages) => {
  const lane = testLane({ config: { passage: usual } })
  chatters(lane, 50, onMs, offMs)
  expect(lane.facts('vehicle_passed')).toHaveLength(passages)
  const raised = lane.facts('alarm_raised').map(({ payload }) => payload)
  expect(raised.filter(payload => 'code' in payload && payload.code === 'loop_unsteady')).toHaveLength(1)
})

test('a bad loop is over when it has been quiet, and a few odd pulses are none', () => {
  const lane = testLane({ config: { passage: usual } })
  chatters(lane, 5, 50, 400)
  expect(lane.state().alarms).toEqual([])
  chatters(lane, 1, 50, 400)
  expect(lane.state().alarms).toEqual(['loop_unsteady'])
  lane.send(timer('loop_quiet'))
  expect(lane.state().alarms).toEqual([])
})

test('odd pulses spread over the day are no bad loop', () => {
  const lane = testLane({ config: { passage: usual } })
  chatters(lane, 20, 50, 60_000)
  expect(lane.facts('alarm_raised')).toEqual([])
})

test('a trailer on its hitch is one passage', () => {
  const lane = testLane({ config: { passage: usual } })
  letIn(lane)
  chatters(lane, 2, 800, 200)
  expect(lane.facts('vehicle_passed')).toHaveLength(1)
  expect(lane.state().alarms).toEqual([])
})

test('a flicker before the vehicle comes costs it nothing', () => {
  const lane = testLane({ config: { passage: usual } })
  letIn(lane)
  chatters(lane, 1, 20, 400)
  expect(lane.timers().left).toBeDefined()
  passes(lane)
  expect(lane.facts('vehicle_passed').map(({ payload }) => payload)).toMatchObject([{ session_id: session }])
})

test('who was let in and drove on over a bad loop has passed, and that is said to be assumed', () => {
  const lane = testLane({ config: { passage: usual } })
  chatters(lane, 10, 50, 50)
  letIn(lane)
  lane.send(timer('left'))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'assumed' } })
})

test('a crossing of an earlier run counts as long enough', () => {
  const lane = testLane({ config: { passage: usual } })
  letIn(lane)
  lane.send(loop2(true))
  const again = lane.restart()
  const onLoop: GateInput = {
    kind: 'board',
    inputs: { barrier: 'open', positionKnown: true, loop1: false, loop2: true, beam: false, estop: false },
  }
  again.send(onLoop, loop2(false))
  expect(again.facts('vehicle_passed').map(({ payload }) => payload)).toMatchObject([{ session_id: session }])
})
