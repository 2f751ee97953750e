import { expect, test } from 'vitest'
import { stationDelays } from './delays.ts'
import { laneOf } from './lane.ts'
import type { GateConfig, GateInput } from './state.ts'
import { beam, card, command, loop1, session, testLane, timer, type TestLane } from './test-lane.ts'

const other = '019be7a0-0000-7000-8000-00000000bbbb'

/** A pay station: nothing is ever heard of a board. */
const station = (config: Partial<GateConfig> = {}) =>
  testLane({ config: { direction: 'pay', delays: stationDelays, ...config }, connect: false })

/** Somebody showed a ticket that owes. */
const asked = (amount = 8000, more: Parameters<TestLane['owe']>[3] = { grace_minutes: 15 }) => {
  const lane = station()
  lane.send(card())
  lane.owe(amount, 0, false, more)
  return lane
}

const note = (amount: number): GateInput[] => [
  { kind: 'escrow', amount },
  { kind: 'stacked', amount },
]

test('a card begins the visit, cash pays it, change comes back, and the customer is told until when to leave', () => {
  const lane = station({ printsReceipts: true })
  expect(lane.phase()).toBe('idle')
  lane.send(card())
  expect(lane.last('ask')).toMatchObject({ purpose: 'exit', request: { card_id: 'CARD_001' } })
  lane.owe(8000, 0, false, { grace_minutes: 15 })
  expect([lane.phase(), lane.last('cash').act, lane.timers().paying]).toEqual(['paying', 'enable', stationDelays.payingMs])
  lane.send(...note(5000))
  expect(laneOf(lane.state())).toMatchObject({ phase: 'paying', amount: 8000, paid_amount: 5000 })
  lane.send(...note(5000))
  lane.send({ kind: 'change_paid', paymentId: lane.last('give_change').paymentId, result: { ok: true } })
  expect(laneOf(lane.state())).toMatchObject({ phase: 'paid', change_amount: 2000, leave_by: '2026-01-20T00:15:00.000Z' })
  expect(lane.last('print').paper).toMatchObject({
    kind: 'receipt',
    reference: 'CARD_001',
    changeAmount: 2000,
    leaveByMs: Date.UTC(2026, 0, 20, 0, 15),
  })
  expect(lane.factTypes()).toEqual(['cash_received', 'cash_received', 'payment_completed', 'change_given'])
  expect(lane.effects().filter(({ do: what }) => what === 'move' || what === 'photograph')).toEqual([])
  lane.send(timer('passage'))
  expect([lane.phase(), lane.state().visit]).toEqual(['idle', null])
})

test.each([
  ['paid at another place', { amount: 8000, paid_amount: 8000, paid: true }, 'already_paid'],
  ['still within the free minutes', { amount: 0, paid_amount: 0, paid: true }, 'nothing_to_pay'],
])('a stay that is %s is told so, with what is left of its grace', (_name, result, reason) => {
  const lane = station()
  lane.send(card())
  lane.approve({ ...result, paid_at: '2026-01-19T23:55:00.000Z', grace_minutes: 15 })
  expect(laneOf(lane.state())).toMatchObject({ phase: 'paid', reason, leave_by: '2026-01-20T00:10:00.000Z' })
  expect(lane.facts()).toEqual([])
})

test('a stay nobody knows is refused without a word about entry or exit, and the screen goes back by itself', () => {
  const lane = station()
  lane.send(card())
  lane.refuse('no_open_session')
  expect([lane.phase(), lane.reason()]).toEqual(['refused', 'no_open_session'])
  lane.send(timer('refused'))
  expect([lane.phase(), lane.facts()]).toEqual(['idle', []])
})

test('whoever walked away without paying anything gives way to the next, and so does who has paid', () => {
  const lane = asked()
  lane.send(card('CARD_002'))
  expect(lane.last('ask').request).toMatchObject({ card_id: 'CARD_002' })
  lane.owe(3000, 0, false, { grace_minutes: 15, session_id: other })
  lane.send(...note(5000))
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ session_id: other, amount: 3000 })
  lane.send(card('CARD_003'))
  expect([lane.phase(), lane.last('ask').request]).toMatchObject(['authorizing', { card_id: 'CARD_003' }])
})

test.each<[string, (lane: TestLane) => void]>([
  ['a part is paid', lane => lane.send(...note(5000))],
  ['a note is on its way into the box', lane => lane.send({ kind: 'escrow', amount: 5000 })],
  [
    'a card is being charged',
    lane => lane.send({ kind: 'device', device: 'terminal', connected: true, reason: '' }, { kind: 'pay_card', act: 'start' }),
  ],
])('while %s nobody else is served', (_name, begin) => {
  const lane = asked()
  begin(lane)
  const visit = lane.state().visit?.id
  lane.send(card('CARD_002'))
  expect([lane.phase(), lane.reason(), lane.state().visit?.id]).toEqual(['paying', 'machine_busy', visit])
})

test('who puts in a part and goes is not let out for it: the money is the stay’s, and the slots close', () => {
  const lane = asked()
  lane.send(...note(5000), timer('paying'))
  expect([lane.phase(), lane.reason(), lane.last('cash').act]).toEqual(['refused', 'payment_timeout', 'disable'])
  lane.send(timer('refused'), card())
  lane.owe(8000, 5000, false, { grace_minutes: 15 })
  lane.send(...note(5000))
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ paid_amount: 10_000, change_amount: 2000 })
})

test('after a power cut in the middle of a payment nobody is asked for money, and the ticket shown again tells what is left', () => {
  const lane = asked()
  lane.send(...note(5000))
  const again = lane.restart()
  expect([again.phase(), again.state().visit, again.facts('alarm_raised')]).toEqual(['idle', null, []])
  again.send(card())
  again.owe(8000, 5000)
  expect(laneOf(again.state())).toMatchObject({ phase: 'paying', paid_amount: 5000 })
})

test('a note under way at the power cut is told as one that may be in the box', () => {
  const lane = asked()
  lane.send({ kind: 'escrow', amount: 5000 })
  expect(lane.restart().facts('alarm_raised')[0]?.payload).toMatchObject({ code: 'note_unproven', session_id: session, amount: 5000 })
})

test('a card that was charged over a restart is booked for its stay', () => {
  const lane = asked()
  lane.send({ kind: 'device', device: 'terminal', connected: true, reason: '' }, { kind: 'pay_card', act: 'start' })
  const { paymentId } = lane.last('charge')
  const again = lane.restart()
  again.send(timer('card'), { kind: 'charged', paymentId, result: { ok: true, reference: 'R1' } })
  expect(again.facts('payment_completed')[0]?.payload).toMatchObject({ session_id: session, method: 'card', charge: { reference: 'R1' } })
})

test('with the hub away it knows no price and sends people to the exit, but for those it has just taken money from', () => {
  const lane = asked(5000)
  lane.send(...note(5000), timer('passage'))
  lane.after(60_000)
  lane.send(card(), timer('request'))
  expect(laneOf(lane.state())).toMatchObject({ phase: 'paid', reason: 'already_paid', leave_by: '2026-01-20T00:15:00.000Z' })
  lane.send(card('CARD_002'), timer('request'))
  expect([lane.phase(), lane.reason()]).toEqual(['refused', 'pay_at_exit'])
})

test.each<[string, GateInput]>([
  ['opened', command('C1', { action: 'open' })],
  ['opened for a stay', command('C1', { action: 'open', session_id: session })],
  ['closed', command('C1', { action: 'close' })],
  ['stopped', command('C1', { action: 'stop' })],
  ['held open', { kind: 'lane_hold', id: 'C1', held: true, reason: 'test' }],
])('it cannot be %s', (_name, input) => {
  const lane = asked()
  lane.send(input)
  expect(lane.last('answer').result).toMatchObject({ command_id: 'C1', state: 'rejected', error: { code: 'no_barrier' } })
  expect(lane.phase()).toBe('paying')
})

test('holding all gates open, a loop or a barrier never touches it', () => {
  const lane = asked()
  lane.send({ kind: 'hub_hold', hold: { held: true, hold_id: other } }, loop1(true), beam(true))
  lane.send({ kind: 'barrier', position: 'open', positionKnown: true }, loop1(false))
  expect([lane.phase(), lane.facts()]).toEqual(['paying', []])
  expect(laneOf(lane.state())).not.toHaveProperty('hold')
})

test('out of service it asks nothing and takes nothing', () => {
  const lane = station()
  lane.send({ kind: 'set_mode', id: 'C1', mode: 'maintenance' }, card())
  expect([lane.phase(), lane.effects().some(({ do: what }) => what === 'ask')]).toEqual(['disabled', false])
})

test('a call for help outlives the visit it came from, and expires when nobody is there', () => {
  const lane = asked()
  lane.send({ kind: 'help', about: 'ticket' }, timer('paying'), timer('refused'))
  expect(laneOf(lane.state()).help).toBeDefined()
  lane.send(timer('help'))
  expect(lane.facts('help_ended')[0]?.payload).toMatchObject({ outcome: 'expired' })
})

test('an entry is not asked of it', () => {
  const lane = station()
  lane.send(
    { kind: 'presented', purpose: 'entry', credential: { kind: 'ticket_button' }, replyId: 'R1' },
    { kind: 'input', input: 'ticket_button', on: true },
  )
  expect(lane.last('reply').reply).toEqual({ ok: false, code: 'wrong_direction' })
  expect(lane.effects().some(({ do: what }) => what === 'ask')).toBe(false)
})
