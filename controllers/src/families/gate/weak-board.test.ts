/** The lane with boards that cannot prove where the barrier stands: it works, hangs nowhere, and claims nothing it does not know. */
import { describe, expect, test } from 'vitest'
import { gateDelays } from './delays.ts'
import { gateStatusOf } from './lane.ts'
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
  reckoning,
  session,
  testLane,
  timer,
  type TestLane,
} from './test-lane.ts'

const moves = (lane: TestLane) => lane.effects().flatMap(effect => (effect.do === 'move' ? [effect.action] : []))
const alarms = (lane: TestLane) => lane.facts('alarm_raised').map(fact => fact.payload['code'])
const evidences = (lane: TestLane) => lane.facts('barrier_opened', 'barrier_closed').map(fact => fact.payload['evidence'])

describe('a board that only opens, and tells nothing of the barrier', () => {
  const connected: GateInput = { kind: 'board', inputs: pulseOnlyInputs }
  const started = (): TestLane => {
    const lane = testLane({ config: pulseOnly, connect: false })
    lane.send(connected)
    return lane
  }
  const pulsed = (lane: TestLane): void => {
    lane.send({ kind: 'moved', orderId: lane.last('move').orderId, result: { ok: true, position: 'unknown', assumed: true } })
  }
  const admitted = (): TestLane => {
    const lane = started()
    lane.send(loop1(true), card())
    lane.approve()
    pulsed(lane)
    return lane
  }

  test('lets a vehicle through: opened and closed are assumed, the passage is proven by its loop, and nothing is an alarm', () => {
    const lane = admitted()
    expect(lane.phase()).toBe('passing')
    lane.send(loop1(false), loop2(true), loop2(false))
    expect(lane.phase()).toBe('closing')
    expect(lane.timers().assumed_closed).toBe(gateDelays.assumedClosedMarginMs)
    lane.send(timer('assumed_closed'))
    expect(lane.phase()).toBe('idle')
    expect(moves(lane)).toEqual(['open'])
    expect(lane.factTypes()).toEqual([
      'device_connected',
      'vehicle_detected',
      'access_decided',
      'barrier_ordered',
      'barrier_opened',
      'vehicle_passed',
      'barrier_closed',
    ])
    expect(evidences(lane)).toEqual([{ kind: 'assumed' }, { kind: 'assumed' }])
    expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'loop_passed' } })
  })

  test('serves the next vehicle while the barrier is left to close', () => {
    const lane = admitted()
    lane.send(loop1(false), loop2(true), loop2(false), loop1(true))
    expect(lane.phase()).toBe('vehicle_waiting')
    lane.send(card('NEXT'))
    lane.approve()
    pulsed(lane)
    expect(moves(lane)).toEqual(['open', 'open'])
    expect(lane.timers().assumed_closed).toBe(gateDelays.holdMs + gateDelays.assumedClosedMarginMs)
    expect(lane.phase()).toBe('passing')
  })

  test('a vehicle that never drives on has turned back, and the barrier is taken for closed', () => {
    const lane = admitted()
    lane.send(timer('passage'), timer('assumed_closed'))
    expect(lane.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ reason: 'timeout' })
    expect([lane.state().barrier.at, alarms(lane)]).toEqual(['rest', []])
  })

  test('is not taken for closed while a vehicle stands behind it', () => {
    const lane = admitted()
    lane.send(loop1(false), loop2(true), timer('assumed_closed'))
    expect(lane.facts('barrier_closed')).toEqual([])
    expect(lane.timers().assumed_closed).toBe(gateDelays.assumedClosedMarginMs)
  })

  test('an opening by hand succeeds, assumed, for no longer than such a barrier stays open, and lets nobody in afterwards', () => {
    for (const duration of [undefined, 600]) {
      const lane = started()
      lane.send(command('c1', { action: 'open', ...(duration === undefined ? {} : { duration }) }))
      expect(lane.last('move').holdMs).toBe(gateDelays.holdMs)
      pulsed(lane)
      expect(lane.states('c1')).toEqual(['accepted', 'succeeded'])
      expect(lane.last('answer').result.evidence).toEqual({ kind: 'assumed' })
      lane.send(timer('assumed_closed'))
      expect(lane.state().manual).toBeNull()
      lane.send(loop2(true), loop2(false))
      expect(alarms(lane)).toEqual(['passage_without_permission'])
    }
  })

  test('what it cannot do is refused at once, without an order, a fact or an alarm', () => {
    const lane = started()
    lane.send(command('c1', { action: 'close' }), command('c2', { action: 'stop' }))
    expect([lane.states('c1'), lane.states('c2')]).toEqual([['rejected'], ['rejected']])
    expect(lane.last('answer').result.error).toMatchObject({ code: 'not_supported' })
    expect([moves(lane), lane.factTypes()]).toEqual([[], ['device_connected']])
  })

  test('an order that nobody can say left is unknown, and needs a person', () => {
    const lane = started()
    lane.send(command('c1', { action: 'open' }))
    const { orderId } = lane.last('move')
    lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' } })
    expect([lane.states('c1'), alarms(lane)]).toEqual([['accepted', 'unknown'], ['barrier_stuck']])
  })

  test('a cable pulled for a moment changes nothing for who is passing', () => {
    const lane = admitted()
    lane.send(boardGone, { kind: 'board', inputs: { ...pulseOnlyInputs, loop1: true } })
    expect(lane.state().visit?.stage).toBe('admitted')
    lane.send(loop1(false), loop2(true), loop2(false))
    expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'loop_passed' } })
  })

  test('a restored order is unknown, and the barrier taken for closed after a hold, not at once', () => {
    const lane = started()
    lane.send(command('c1', { action: 'open', duration: 5 }))
    const next = lane.restart()
    next.send(connected, timer('barrier'))
    expect([next.states('c1'), next.phase(), next.timers().assumed_closed]).toEqual([['unknown'], 'closing', gateDelays.holdMs])
    next.send(timer('assumed_closed'))
    expect(next.phase()).toBe('idle')
  })

  test('found open after a restart it is taken for closed after a hold', () => {
    const lane = started()
    lane.send(command('c1', { action: 'open', duration: 5 }))
    pulsed(lane)
    expect(lane.timers().assumed_closed).toBe(5_000 + gateDelays.assumedClosedMarginMs)
    const next = lane.restart()
    next.send(connected)
    expect(next.timers().assumed_closed).toBe(gateDelays.holdMs)
  })

  test('tells where it takes the barrier to be, never as proven, and no sensor that is not fitted', () => {
    const lane = started()
    const told = () => gateStatusOf(lane.state(), pulseOnly.lacks)
    expect(told()).toEqual({ status: 'closed', loop1: false, loop2: false, position_known: false, cannot: ['close', 'stop'] })
    lane.send(command('c1', { action: 'open' }))
    expect(told().status).toBe('unknown')
    pulsed(lane)
    expect(told()).toMatchObject({ status: 'open', position_known: false })
    lane.send(boardGone)
    expect(told().status).toBe('unknown')
  })
})

describe('a board that reckons where the barrier stands, with one sensor', () => {
  const resting = { ...quietInputs, positionKnown: false } as const
  const says = (position: 'closed' | 'opening' | 'open' | 'closing', positionKnown = false): GateInput => ({
    kind: 'barrier',
    position,
    positionKnown,
  })
  const started = (): TestLane => {
    const lane = testLane({ config: reckoning, connect: false })
    lane.send({ kind: 'board', inputs: resting })
    return lane
  }
  const took = (lane: TestLane): void => {
    lane.send({ kind: 'moved', orderId: lane.last('move').orderId, result: { ok: true, position: lane.state().inputs.barrier } })
  }
  const opened = (lane: TestLane, positionKnown = false): void => {
    lane.send(says('opening'))
    took(lane)
    lane.after(3_000)
    lane.send(says('open', positionKnown))
  }
  const admitted = (): TestLane => {
    const lane = started()
    lane.send(loop1(true), card())
    lane.approve()
    opened(lane)
    return lane
  }

  test('its word is waited for, and counts as assumed; where its sensor moved with the boom, as proven', () => {
    for (const [isProven, kind] of [
      [false, 'assumed'],
      [true, 'limit_switch'],
    ] as const) {
      const lane = started()
      lane.send(command('c1', { action: 'open' }), says('opening'))
      took(lane)
      expect(lane.states('c1')).toEqual(['accepted'])
      lane.after(3_000)
      lane.send(says('open', isProven))
      expect(lane.states('c1')).toEqual(['accepted', 'succeeded'])
      expect(lane.last('answer').result.evidence).toEqual({ kind, gate_status: 'open', after_ms: 3_000 })
      expect(gateStatusOf(lane.state(), reckoning.lacks)).toEqual({ status: 'open', loop1: false, position_known: isProven })
    }
  })

  test('who leaves the sensor while the barrier is open for it has passed, assumed, and the barrier is told to close', () => {
    const lane = admitted()
    lane.send(loop1(false))
    expect(lane.timers().left).toBe(gateDelays.loopReleaseMs)
    lane.send(timer('left'))
    expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({
      session_id: session,
      direction: 'in',
      evidence: { kind: 'assumed' },
    })
    expect(lane.last('move').action).toBe('close')
    lane.send(says('closing'))
    took(lane)
    lane.send(says('closed'))
    expect([lane.phase(), alarms(lane)]).toEqual(['idle', []])
    expect(evidences(lane)).toMatchObject([{ kind: 'assumed' }, { kind: 'assumed' }])
  })

  test('who leaves before the barrier is open has turned back', () => {
    const lane = started()
    lane.send(loop1(true), card())
    lane.approve()
    lane.send(says('opening'), loop1(false))
    expect(lane.timers().left).toBe(gateDelays.loopReleaseMs)
    lane.send(timer('left'), says('open'))
    expect(lane.facts('vehicle_turned_back')).toHaveLength(1)
    expect(lane.facts('vehicle_passed')).toEqual([])
  })

  test('who leaves while an operator holds it open has passed with permission', () => {
    const lane = started()
    lane.send(command('c1', { action: 'open' }))
    opened(lane)
    lane.send(loop1(true), loop1(false), timer('left'))
    expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ command_id: 'c1', evidence: { kind: 'assumed' } })
    expect(alarms(lane)).toEqual([])
  })

  test('nothing is closed while something stands on its only sensor, whoever asks', () => {
    const lane = admitted()
    lane.send(timer('passage'))
    expect(lane.facts('vehicle_turned_back')).toHaveLength(1)
    expect(moves(lane)).toEqual(['open'])
    lane.send(command('c2', { action: 'close' }))
    expect(lane.states('c2')).toEqual(['accepted', 'failed'])
    lane.send(loop1(false), timer('left'))
    expect(moves(lane)).toEqual(['open', 'close'])
  })

  test('one that closes by itself under a hold by hand is closed, and the hold is over', () => {
    const lane = started()
    lane.send(command('c1', { action: 'open' }))
    opened(lane)
    lane.send(says('closing'), says('closed'))
    expect([lane.phase(), lane.state().manual, alarms(lane)]).toEqual(['idle', null, []])
  })

  test('one that forgot where its open barrier stands is told to close after a hold, and says what becomes of it', () => {
    const lane = started()
    lane.send(command('c1', { action: 'open' }))
    opened(lane)
    lane.send({ kind: 'board', inputs: { ...resting, barrier: 'unknown' } })
    expect(lane.timers().assumed_closed).toBe(gateDelays.holdMs)
    lane.send(timer('assumed_closed'))
    expect(lane.last('move').action).toBe('close')
    const { orderId } = lane.last('move')
    lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'barrier_fault', message: 'restarted', moved: 'no' } })
    expect([lane.phase(), alarms(lane)]).toEqual(['fault', ['barrier_stuck']])
  })

  test('an order it did not confirm is waited for, and unknown without its word', () => {
    const lane = started()
    lane.send(command('c1', { action: 'open' }))
    const { orderId } = lane.last('move')
    lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' } })
    expect(lane.states('c1')).toEqual(['accepted'])
    lane.send(timer('barrier'))
    expect([lane.states('c1'), alarms(lane)]).toEqual([['accepted', 'unknown'], []])
  })
})

test('a board that tells no position and lost an answer is out of service for one hold only, also over a restart', () => {
  const lane = testLane({ config: pulseOnly, connect: false })
  lane.send({ kind: 'board', inputs: pulseOnlyInputs }, command('c1', { action: 'open' }))
  const { orderId } = lane.last('move')
  lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'timeout', message: 'no answer', moved: 'maybe' } })
  expect([lane.states('c1'), lane.phase()]).toEqual([['accepted', 'unknown'], 'fault'])
  const again = lane.restart()
  again.send({ kind: 'board', inputs: pulseOnlyInputs })
  for (const one of [lane, again]) {
    expect(one.timers().assumed_closed).toBeGreaterThan(0)
    one.send(timer('assumed_closed'))
    expect([one.phase(), one.state().alarms]).toEqual(['idle', []])
  }
  expect(gateStatusOf(lane.state(), pulseOnly.lacks)).toMatchObject({ status: 'closed', cannot: ['close', 'stop'] })
})

test('a board with a voice says what matters to the driver, once each; one without says nothing', () => {
  for (const speaks of [true, false]) {
    const lane = testLane({ config: { speaks } })
    lane.send(loop1(true), card('BLOCKED'))
    lane.refuse('card_blocked')
    lane.send(timer('refused'), card())
    lane.approve()
    lane.obey()
    lane.send({ kind: 'help' })
    const said = lane.effects().flatMap(effect => (effect.do === 'speak' ? [effect.saying] : []))
    expect(said).toEqual(speaks ? ['welcome', 'refused', 'go', 'help'] : [])
  }
})
