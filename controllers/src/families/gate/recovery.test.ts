import { describe, expect, test } from 'vitest'
import { gateDelays } from './delays.ts'
import { readSaved } from './saved.ts'
import { savedPart } from './machine.ts'
import type { GateInput } from './state.ts'
import { boardGone, beam, card, command, loop1, loop2, quietInputs, session, testLane, timer, type TestLane } from './test-lane.ts'

const admitted = (opened: boolean): TestLane => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  if (opened) lane.obey()
  return lane
}

test('a waiting vehicle’s visit ends as restarted and begins anew', () => {
  const lane = testLane()
  lane.send(loop1(true))
  const next = lane.restart()
  next.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } })
  expect(next.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ reason: 'restarted' })
  expect(next.facts('vehicle_detected')).toHaveLength(1)
})

test('an admitted vehicle goes on through a barrier that still stands open', () => {
  const next = admitted(true).restart()
  next.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'open', loop1: true } })
  next.send(loop1(false), loop2(true), loop2(false))
  expect(next.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'loop_passed' } })
  expect(next.facts('vehicle_turned_back')).toHaveLength(0)
})

test('an opened barrier that is closed now, and nobody there: passed, and the evidence says assumed', () => {
  const next = admitted(true).restart()
  next.send({ kind: 'board', inputs: quietInputs })
  expect(next.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'assumed' } })
})

test.each([{ opened: false }, { opened: true }])(
  'barrier closed, opened before: $opened, the vehicle still there → turned back',
  ({ opened }) => {
    const next = admitted(opened).restart()
    next.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } })
    expect(next.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ session_id: session, reason: 'restarted' })
    expect(next.facts('vehicle_passed')).toHaveLength(0)
  },
)

test('killed between the order to open and its answer, and the vehicle gone: passed, assumed', () => {
  const next = admitted(false).restart()
  next.send({ kind: 'board', inputs: quietInputs })
  expect(next.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'assumed' } })
  expect(next.facts('vehicle_turned_back')).toEqual([])
})

test('unplugged from the order to open until the barrier is down again: nobody calls the barrier stuck', () => {
  const lane = admitted(false)
  lane.send({ kind: 'moved', orderId: lane.last('move').orderId, result: { ok: true, position: 'closed' } }, boardGone)
  lane.send({ kind: 'board', inputs: quietInputs }, timer('barrier'))
  expect(lane.facts('alarm_raised').map(({ payload }) => payload)).toMatchObject([{ code: 'board_disconnected' }])
  expect(lane.phase()).toBe('idle')
})

test('a vehicle on loop 2 before and gone after the restart has passed', () => {
  const lane = admitted(true)
  lane.send(loop1(false), loop2(true))
  const next = lane.restart()
  next.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'open' } })
  expect(next.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'assumed' } })
  expect(next.last('move').action).toBe('close')
})

test('a command under way is proven by the open barrier', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open', duration: 30 }))
  const next = lane.restart()
  next.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'open' } })
  expect(next.states('c1')).toEqual(['succeeded'])
})

test('a command under way that nothing proves stays unknown, without a false alarm', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open', duration: 30 }))
  const next = lane.restart()
  next.send({ kind: 'board', inputs: quietInputs }, timer('barrier'))
  expect(next.states('c1')).toEqual(['unknown'])
  expect(next.facts('alarm_raised')).toHaveLength(0)
  expect(next.phase()).toBe('idle')
})

test('a power cut while a ticket is printed: an alarm says that nobody knows, and it is not printed again', () => {
  const lane = testLane()
  lane.send(loop1(true), { kind: 'input', input: 'ticket_button', on: true })
  lane.approve({ ticket: 'A1B2C3' })
  const next = lane.restart()
  next.send({ kind: 'board', inputs: quietInputs })
  expect(next.facts('alarm_raised').map(fact => fact.payload)).toMatchObject([
    { code: 'printer_failed', message: 'Ticket A1B2C3 may not have been printed: the controller restarted' },
  ])
  expect(next.effects().some(effect => effect.do === 'print')).toBe(false)
  const third = next.restart()
  third.send({ kind: 'board', inputs: quietInputs })
  expect(third.facts('alarm_raised')).toEqual([])
})

test('money and paper of an earlier run are told also when the board never comes back', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(loop1(true), card())
  lane.owe(5_000)
  lane.send({ kind: 'escrow', amount: 5_000 })
  const next = lane.restart()
  next.send(boardGone)
  expect(next.facts('alarm_raised').map(fact => fact.payload)).toMatchObject([
    { code: 'note_unproven', amount: 5_000, session_id: session },
    { code: 'board_disconnected' },
  ])
  expect(next.state().note).toBeNull()
})

test('a ticket that came out before the power cut raises nothing', () => {
  const lane = testLane()
  lane.send(loop1(true), { kind: 'input', input: 'ticket_button', on: true })
  lane.approve({ ticket: 'A1B2C3' })
  lane.send({ kind: 'printed', name: 'Ticket A1B2C3', result: { ok: true } })
  const next = lane.restart()
  next.send({ kind: 'board', inputs: quietInputs })
  expect(next.facts('alarm_raised')).toEqual([])
})

test('before the board has spoken no card is taken', () => {
  const next = admitted(true).restart()
  next.send(card())
  expect(next.reason()).toBe('device_unavailable')
})

test('change under way during the restart is not claimed to be given', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(loop1(true), card())
  lane.owe(3000)
  lane.send({ kind: 'escrow', amount: 5000 }, { kind: 'stacked', amount: 5000 })
  const next = lane.restart()
  next.send({ kind: 'board', inputs: quietInputs })
  expect(next.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'change_not_given' })
  expect(next.facts('change_given')).toHaveLength(0)
})

test('a note on its way into the box during the restart is an alarm that names it, and the next note is taken', () => {
  const lane = testLane({ config: { direction: 'out' } })
  lane.send(loop1(true), card())
  lane.owe(3000)
  lane.send({ kind: 'escrow', amount: 2000 })
  const next = lane.restart()
  next.send({ kind: 'board', inputs: quietInputs })
  expect(next.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'note_unproven', severity: 'critical' })
  expect(next.facts('cash_received')).toHaveLength(0)
  next.send(loop1(true), card())
  next.owe(3000)
  next.send({ kind: 'escrow', amount: 5000 })
  expect(next.last('cash').act).toBe('accept')
})

test('a note lost in each of two restarts is told each time, also after a version that kept the first as standing', () => {
  let lane = testLane({ config: { direction: 'out' } })
  for (const amount of [2000, 5000]) {
    lane.send(loop1(true), card())
    lane.owe(8000)
    lane.send({ kind: 'escrow', amount })
    const saved = readSaved(JSON.stringify({ ...savedPart(lane.state()), alarms: ['note_unproven', 'help_requested'] }))
    lane = testLane({ config: { direction: 'out' }, saved, connect: false })
    lane.send({ kind: 'board', inputs: quietInputs })
    expect(lane.facts('alarm_raised').map(fact => fact.payload)).toMatchObject([{ code: 'note_unproven', amount, session_id: session }])
    expect(lane.state().alarms).toEqual(['help_requested'])
  }
})

test.each([
  { after: 'the barrier has closed', inputs: [{ kind: 'board', inputs: quietInputs }] },
  { after: 'its time is over and the board still away', inputs: [timer('passage')] },
  {
    after: 'the barrier that was still up has closed',
    inputs: [
      { kind: 'board', inputs: { ...quietInputs, barrier: 'open' } },
      { kind: 'barrier', position: 'closed', positionKnown: true },
    ],
  },
] satisfies { after: string; inputs: GateInput[] }[])(
  'driven through while the board was unplugged: passed, assumed, when $after',
  ({ inputs }) => {
    const lane = admitted(false)
    lane.send({ kind: 'moved', orderId: lane.last('move').orderId, result: { ok: true, position: 'closed' } }, boardGone, ...inputs)
    expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'assumed' } })
    expect(lane.facts('vehicle_turned_back')).toEqual([])
  },
)

test.each([
  { how: 'had left loop 1 before', leftBefore: true, awayMs: 100, passes: true },
  { how: 'had the time to drive on', leftBefore: false, awayMs: gateDelays.approachMs, passes: true },
  { how: 'stood there a moment ago', leftBefore: false, awayMs: 100, passes: false },
])('somebody on loop 1 when the board is back, and the admitted one $how: passed: $passes', ({ leftBefore, awayMs, passes }) => {
  const lane = admitted(true)
  if (leftBefore) lane.send(loop1(false))
  lane.send(boardGone)
  lane.after(awayMs)
  lane.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'open', loop1: true } })
  // Whoever stands there is the next, and announced as that; or still the one who was let in.
  expect(lane.facts('vehicle_detected')).toHaveLength(passes ? 2 : 1)
  expect(lane.facts('vehicle_passed').map(({ payload }) => payload)).toMatchObject(
    passes ? [{ session_id: session, evidence: { kind: 'assumed' } }] : [],
  )
})

test('a vehicle that still stands there when the board is back, and one whose order never left, have not passed', () => {
  const stood = admitted(true)
  stood.send(boardGone, { kind: 'board', inputs: { ...quietInputs, barrier: 'open', loop1: true } }, loop1(false), timer('left'))
  expect(stood.facts('vehicle_passed', 'vehicle_turned_back').map(({ type }) => type)).toEqual(['vehicle_turned_back'])
  const never = admitted(false)
  const refused = { ok: false, moved: 'no', code: 'device_unavailable', message: 'The board is away' } as const
  never.send({ kind: 'moved', orderId: never.last('move').orderId, result: refused }, boardGone)
  never.send({ kind: 'board', inputs: quietInputs }, timer('passage'))
  expect(never.facts('vehicle_passed', 'vehicle_turned_back').map(({ type }) => type)).toEqual(['vehicle_turned_back'])
})

test('a cable pulled for a moment leaves a waiting vehicle its visit', () => {
  const lane = testLane()
  lane.send(loop1(true), boardGone)
  expect([lane.phase(), lane.reason()]).toEqual(['fault', 'device_unavailable'])
  lane.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } })
  expect(lane.phase()).toBe('vehicle_waiting')
  expect(lane.facts('vehicle_turned_back')).toHaveLength(0)
  expect(lane.facts('device_disconnected', 'device_connected').map(fact => fact.type)).toEqual([
    'device_connected',
    'device_disconnected',
    'device_connected',
  ])
})

test('the alarm of a device that went says which, without the words of the system', () => {
  const lane = testLane()
  lane.send({ kind: 'device', device: 'reader', connected: true, reason: '' })
  lane.send({ kind: 'device', device: 'reader', connected: false, reason: 'unplugged: bad file descriptor' })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'reader_disconnected', message: 'The reader does not answer' })
})

test('what is saved reads back the same, and what is not ours is left', () => {
  const saved = savedPart(admitted(true).state())
  expect(readSaved(JSON.stringify(saved))).toEqual(saved)
  expect(readSaved('')).toBeNull()
  expect(readSaved('{"mode":')).toBeNull()
  expect(readSaved('{"mode":"active"}')).toBeNull()
})

test('what guards something still open runs again after a restart', () => {
  const moving = testLane()
  moving.send(command('c1', { action: 'open' }), { kind: 'help' }, loop2(true), loop2(false))
  const restarted = moving.restart()
  restarted.send({ kind: 'board', inputs: quietInputs })
  expect(restarted.timers()).toMatchObject({ barrier: gateDelays.barrierOpenMs, help: gateDelays.helpMs })
  const passing = admitted(true).restart()
  passing.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'open' } })
  expect(passing.timers().passage).toBe(gateDelays.passageMs)
})

describe('a closing of the lane’s own', () => {
  const leaving = (): TestLane => {
    const lane = admitted(true)
    lane.send(loop1(false), loop2(true), loop2(false))
    expect(lane.last('move').action).toBe('close')
    return lane
  }
  const up = { ...quietInputs, barrier: 'open', beam: true } as const

  test('that was under way has its full time after a restart, and is wanted again when the beam kept the boom up', () => {
    const next = leaving().restart()
    next.send({ kind: 'board', inputs: up })
    expect(next.timers().barrier).toBe(gateDelays.barrierCloseMs)
    next.send(timer('barrier'))
    expect(next.effects().filter(effect => effect.do === 'move')).toEqual([])
    next.send(loop2(true), beam(false))
    expect(next.effects().filter(effect => effect.do === 'move')).toEqual([])
    next.send(loop2(false))
    expect(next.last('move').action).toBe('close')
  })

  test('that waited for its next try is not forgotten over a restart', () => {
    const lane = leaving()
    const { orderId } = lane.last('move')
    lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'barrier_blocked', message: 'beam', moved: 'no' } })
    expect(lane.timers().close_retry).toBe(gateDelays.closeRetryMs)
    const next = lane.restart()
    next.send({ kind: 'board', inputs: up })
    expect(next.effects().filter(effect => effect.do === 'move')).toEqual([])
    next.send(beam(false))
    expect(next.last('move')).toMatchObject({ action: 'close', orderId: orderId + 1 })
  })

  test('that waits for its next try gives way to who is admitted meanwhile', () => {
    const lane = leaving()
    const { orderId } = lane.last('move')
    lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'barrier_blocked', message: 'beam', moved: 'no' } })
    lane.send(loop1(true), card('OTHER'))
    lane.approve()
    lane.send(timer('close_retry'))
    expect(lane.last('move').action).toBe('open')
    expect(lane.state().closeWanted).toBe(false)
  })
})

test('a restored opening whose boom is still rising leaves the admitted vehicle its passage', () => {
  const next = admitted(false).restart()
  next.send({ kind: 'board', inputs: { ...quietInputs, loop1: true, barrier: 'opening' } })
  next.send(timer('barrier'))
  expect(next.timers().barrier).toBe(gateDelays.barrierOpenMs)
  expect(next.state().visit?.stage).toBe('admitted')
  next.send({ kind: 'barrier', position: 'open', positionKnown: true }, loop1(false), loop2(true), loop2(false))
  expect(next.facts('vehicle_turned_back', 'alarm_raised')).toEqual([])
  expect(next.facts('vehicle_passed')).toHaveLength(1)
  expect(next.last('move').action).toBe('close')
})

test('a restored order whose boom arrives nowhere in twice its time is unknown, and the lane a fault until it does', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }))
  const next = lane.restart()
  next.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'opening' } }, timer('barrier'), timer('barrier'))
  expect([next.states('c1'), next.phase(), next.facts('alarm_raised')[0]?.payload['code']]).toEqual([['unknown'], 'fault', 'barrier_stuck'])
  next.send({ kind: 'barrier', position: 'open', positionKnown: true })
  expect([next.phase(), next.facts('alarm_cleared')[0]?.payload['code']]).toEqual(['passing', 'barrier_stuck'])
})

test('a closing by hand that a restart left unproven is unknown, and not ordered again', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open' }))
  lane.obey()
  lane.send(command('c2', { action: 'close' }))
  const next = lane.restart()
  next.send({ kind: 'board', inputs: { ...quietInputs, barrier: 'open' } }, timer('barrier'))
  expect(next.states('c2')).toEqual(['unknown'])
  expect(next.effects().filter(effect => effect.do === 'move')).toEqual([])
})

test('a stay let in before its vehicle came still has its time after a restart', () => {
  const lane = testLane()
  lane.send(command('c1', { action: 'open', duration: 30, session_id: session }))
  const next = lane.restart()
  next.send({ kind: 'board', inputs: quietInputs })
  expect(next.state().visit?.sessionId).toBe(session)
  expect(next.timers().passage).toBe(gateDelays.passageMs)
})
