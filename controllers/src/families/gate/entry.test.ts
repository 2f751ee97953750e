import { expect, test } from 'vitest'
import { gateDelays } from './delays.ts'
import { beam, card, loop1, loop2, session, testLane, timer } from './test-lane.ts'

test('a card at the entry leads through every fact of a passage, in order', () => {
  const lane = testLane()
  lane.send(loop1(true))
  expect(lane.phase()).toBe('vehicle_waiting')
  lane.send(card())
  expect(lane.phase()).toBe('authorizing')
  expect(lane.last('ask')).toMatchObject({ purpose: 'entry', request: { card_id: 'CARD_001', visit_id: lane.state().visit?.id } })
  lane.approve()
  expect(lane.phase()).toBe('opening')
  lane.obey()
  expect(lane.phase()).toBe('passing')
  lane.send(loop1(false), loop2(true), beam(true), beam(false), loop2(false))
  expect(lane.phase()).toBe('closing')
  lane.obey()
  expect(lane.phase()).toBe('idle')
  expect(lane.factTypes()).toEqual([
    'device_connected',
    'vehicle_detected',
    'access_decided',
    'barrier_ordered',
    'barrier_opened',
    'vehicle_passed',
    'barrier_ordered',
    'barrier_closed',
  ])
  expect(lane.facts('barrier_opened')[0]?.payload).toMatchObject({ session_id: session, evidence: { kind: 'limit_switch', after_ms: 800 } })
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({
    session_id: session,
    direction: 'in',
    evidence: { kind: 'loop_passed' },
  })
})

test('the decision and the order are recorded in the step that moves the barrier, before it', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  const { requestId } = lane.last('ask')
  const step = lane.send({ kind: 'answered', requestId, decision: { purpose: 'entry', result: { approved: true, session_id: session } } })
  const kinds = step.map(effect => (effect.do === 'record' ? effect.fact.type : effect.do))
  expect(kinds.indexOf('access_decided')).toBeLessThan(kinds.indexOf('barrier_ordered'))
  expect(kinds.indexOf('barrier_ordered')).toBeLessThan(kinds.indexOf('move'))
  expect(kinds).toContain('photograph')
})

test('the ticket button gives a ticket that is printed and shown', () => {
  const lane = testLane()
  lane.send(loop1(true), { kind: 'input', input: 'ticket_button', on: true })
  lane.approve({ ticket: 'A1B2C3' })
  expect(lane.last('print').paper).toMatchObject({ kind: 'ticket', ticket: 'A1B2C3' })
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({ credential: 'ticket_button', ticket: 'A1B2C3', approved: true })
  lane.send({ kind: 'printed', name: 'Ticket A1B2C3', result: { ok: false, code: 'device_unavailable', message: 'no paper', moved: 'no' } })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({
    code: 'printer_failed',
    severity: 'warning',
    message: 'Ticket A1B2C3 was not printed: no paper',
  })
  lane.send({ kind: 'printed', name: 'Ticket A1B2C4', result: { ok: true } })
  expect(lane.facts('alarm_cleared')[0]?.payload).toMatchObject({ code: 'printer_failed' })
})

test('each ticket that was not printed is told by its number, also while the alarm of the one before stands', () => {
  const lane = testLane()
  for (const name of ['Ticket A1B2C3', 'Ticket A1B2C4'])
    lane.send({ kind: 'printed', name, result: { ok: false, code: 'device_unavailable', message: 'no paper', moved: 'no' } })
  expect(lane.facts('alarm_raised').map(fact => fact.payload['message'])).toEqual([
    'Ticket A1B2C3 was not printed: no paper',
    'Ticket A1B2C4 was not printed: no paper',
  ])
  expect(lane.state().alarms).toEqual(['printer_failed'])
})

test('a ticket of which nobody knows whether it came out is told as such', () => {
  const lane = testLane()
  lane.send({
    kind: 'printed',
    name: 'Ticket A1B2C3',
    result: { ok: false, code: 'device_unavailable', message: 'no paper', moved: 'maybe' },
  })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ message: 'Ticket A1B2C3 may not have been printed: no paper' })
})

test('without a vehicle a card is shown as such and asks nobody', () => {
  const lane = testLane()
  lane.send(card())
  expect(lane.reason()).toBe('no_vehicle')
  expect(lane.effects().some(effect => effect.do === 'ask')).toBe(false)
  lane.send(timer('notice'))
  expect(lane.reason()).toBeUndefined()
})

test('a refused card keeps the barrier closed, shows why, and may be followed by another', () => {
  const lane = testLane()
  lane.send(loop1(true), card('BAD'))
  lane.refuse('card_blocked')
  expect([lane.phase(), lane.reason()]).toEqual(['refused', 'card_blocked'])
  expect(lane.facts('access_decided')[0]?.payload).toMatchObject({ approved: false, reason: 'card_blocked', decided_by: 'hub' })
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(false)
  lane.send(timer('refused'))
  expect(lane.phase()).toBe('vehicle_waiting')
  lane.send(loop1(false), timer('left'))
  expect(lane.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ reason: 'refused' })
  expect(lane.facts('vehicle_turned_back')[0]?.payload).not.toHaveProperty('session_id')
})

test('a vehicle that backs out after approval turns back with its session and the barrier closes', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.obey()
  lane.send(loop1(false), timer('left'))
  expect(lane.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ session_id: session, reason: 'left' })
  expect(lane.last('move').action).toBe('close')
  expect(lane.facts('vehicle_passed')).toHaveLength(0)
})

test('a flicker of loop 1 does not end a visit', () => {
  const lane = testLane()
  lane.send(loop1(true), loop1(false), loop1(true), timer('left'))
  expect(lane.phase()).toBe('vehicle_waiting')
  expect(lane.facts('vehicle_detected')).toHaveLength(1)
})

test('a vehicle that does not drive on in time turns back by timeout, not while it is just passing', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.obey()
  lane.send(loop2(true), timer('passage'))
  expect(lane.facts('vehicle_turned_back')).toHaveLength(0)
  const other = testLane()
  other.send(loop1(true), card())
  other.approve()
  other.obey()
  other.send(timer('passage'))
  expect(other.facts('vehicle_turned_back')[0]?.payload).toMatchObject({ reason: 'timeout', session_id: session })
  expect(other.facts('vehicle_detected')).toHaveLength(2)
})

test('the barrier waits for a clear beam before it is told to close', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.obey()
  lane.send(loop1(false), loop2(true), beam(true), loop2(false))
  expect(lane.last('move').action).toBe('open')
  lane.send(beam(false))
  expect(lane.last('move').action).toBe('close')
})

test('closing that the board finds blocked is tried again, without an alarm', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.obey()
  lane.send(loop1(false), loop2(true), loop2(false))
  const { orderId } = lane.last('move')
  lane.send({ kind: 'moved', orderId, result: { ok: false, code: 'barrier_blocked', message: 'beam', moved: 'no' } })
  expect(lane.last('move').orderId).toBe(orderId)
  lane.send(timer('close_retry'))
  expect(lane.last('move').orderId).toBe(orderId + 1)
  expect(lane.facts('alarm_raised')).toHaveLength(0)
})

test('a second vehicle behind the first follows it, with alarm and photo, and is not its stay', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  lane.obey()
  lane.send(loop1(false), loop2(true), loop1(true), loop2(false), loop1(false), loop2(true), loop2(false))
  const [first, second] = lane.facts('vehicle_passed')
  expect(first?.payload).toMatchObject({ session_id: session })
  expect(second?.payload).not.toMatchObject({ session_id: session })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'tailgating', severity: 'warning' })
  expect(lane.last('photograph').reason).toBe('tailgating')
  lane.send(timer('intrusion'))
  expect(lane.facts('alarm_cleared')[0]?.payload).toMatchObject({ code: 'tailgating' })
})

test('the wrong way through an entry is told as such', () => {
  const lane = testLane()
  lane.send(loop2(true), loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ direction: 'out' })
})

test('a barrier that does not open is a fault, raised once and cleared when it reaches a position', () => {
  const lane = testLane()
  lane.send(loop1(true), card())
  lane.approve()
  const { orderId } = lane.last('move')
  lane.send({ kind: 'moved', orderId, result: { ok: true, position: 'closed' } }, timer('barrier'))
  expect(lane.phase()).toBe('fault')
  expect(lane.facts('barrier_failed')[0]?.payload).toMatchObject({ action: 'open', reason: 'timeout', session_id: session })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'barrier_stuck', severity: 'critical' })
  lane.send(card('OTHER'))
  expect(lane.last('move').orderId).toBe(orderId)
  lane.send({ kind: 'barrier', position: 'open', positionKnown: true })
  expect(lane.facts('alarm_cleared')[0]?.payload).toMatchObject({ code: 'barrier_stuck' })
  lane.send(loop1(false), loop2(true), loop2(false))
  expect(lane.facts('vehicle_passed')[0]?.payload).toMatchObject({ session_id: session })
})

test('a barrier that opens without an order raises an alarm until it is closed', () => {
  const lane = testLane()
  lane.send({ kind: 'barrier', position: 'open', positionKnown: true })
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'barrier_forced' })
  lane.send({ kind: 'barrier', position: 'closed', positionKnown: true })
  expect(lane.facts('alarm_cleared')[0]?.payload).toMatchObject({ code: 'barrier_forced' })
})

test('the help button raises an alarm once', () => {
  const lane = testLane()
  lane.send({ kind: 'input', input: 'help_button', on: true }, { kind: 'input', input: 'help_button', on: false }, { kind: 'help' })
  expect(lane.facts('alarm_raised')).toHaveLength(1)
  expect(lane.facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'help_requested', severity: 'info' })
})

test('out of service no card is taken', () => {
  const lane = testLane()
  lane.send({ kind: 'set_mode', id: 'mode-1', mode: 'disabled' }, loop1(true), card())
  expect([lane.phase(), lane.reason()]).toEqual(['disabled', 'disabled'])
  expect(lane.effects().some(effect => effect.do === 'ask')).toBe(false)
  expect(lane.states('mode-1')).toEqual(['succeeded'])
})

test('one credential at a time, and none when the vehicle has rolled off the loop', () => {
  const lane = testLane()
  lane.send(loop1(true), card(), card('SECOND'))
  expect(lane.reason()).toBe('machine_busy')
  expect(lane.effects().filter(effect => effect.do === 'ask')).toHaveLength(1)
  const other = testLane()
  other.send(loop1(true), loop1(false), card())
  expect(other.reason()).toBe('no_vehicle')
  expect(other.effects().some(effect => effect.do === 'ask')).toBe(false)
})

test('an entry answers no exit, and only entries give tickets', () => {
  const lane = testLane()
  lane.send(loop1(true), { kind: 'presented', purpose: 'exit', credential: { kind: 'card', cardId: 'C' }, replyId: 'r1' })
  expect(lane.last('reply').reply).toEqual({ ok: false, code: 'wrong_direction' })
  const exit = testLane({ config: { direction: 'out' } })
  exit.send(loop1(true), { kind: 'input', input: 'ticket_button', on: true })
  expect([...lane.effects(), ...exit.effects()].some(effect => effect.do === 'ask')).toBe(false)
})

test('whoever waits at the panel is told when the vehicle leaves', () => {
  const lane = testLane()
  lane.send(loop1(true), { kind: 'presented', purpose: 'entry', credential: { kind: 'card', cardId: 'C' }, replyId: 'r1' })
  lane.send(loop1(false), timer('left'))
  expect(lane.last('reply')).toMatchObject({ replyId: 'r1', reply: { ok: false, code: 'no_vehicle' } })
})

test('an admitted vehicle has longer from loop 1 to loop 2 than one that waits may be off its loop', () => {
  const lane = testLane()
  lane.send(loop1(true), loop1(false))
  expect(lane.timers().left).toBe(gateDelays.loopReleaseMs)
  lane.send(loop1(true), card())
  lane.approve()
  lane.send(loop1(false))
  expect(lane.timers().left).toBe(gateDelays.approachMs)
})

test('a device that connects is a fact once, and coming back clears its alarm', () => {
  const reader = (connected: boolean) => ({ kind: 'device', device: 'reader', connected, reason: 'unplugged' }) as const
  const lane = testLane()
  lane.send(reader(true), reader(true), reader(false), reader(false), reader(true))
  expect(lane.factTypes().slice(1)).toEqual([
    'device_connected',
    'device_disconnected',
    'alarm_raised',
    'device_connected',
    'alarm_cleared',
  ])
})
