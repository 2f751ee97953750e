/** Paying by card at the exit: what the terminal says, loses and says later, and money that nobody waits for any more. */
import { expect, test } from 'vitest'
import type { ChargeResult } from '../../devices/terminal/port.ts'
import { gateDelays } from './delays.ts'
import { laneOf } from './lane.ts'
import type { GateConfig, GateInput } from './state.ts'
import { card, command, loop1, quietInputs, session, testLane, type TestLane, timer } from './test-lane.ts'

const choose: GateInput = { kind: 'pay_card', act: 'start' }
const cancel: GateInput = { kind: 'pay_card', act: 'cancel' }
const terminal = (connected: boolean): GateInput => ({ kind: 'device', device: 'terminal', connected, reason: 'test' })
const approved: ChargeResult = { ok: true, reference: 'SIM-1' }
const failed = (outcome: 'declined' | 'cancelled' | 'unknown'): ChargeResult => ({ ok: false, outcome, message: 'test' })

function seen(lane: TestLane) {
  const asked = () => lane.effects().flatMap(effect => (effect.do === 'charge' ? [effect] : []))
  return {
    ...lane,
    asked,
    answer: (result: ChargeResult) => lane.send({ kind: 'charged', paymentId: lane.last('charge').paymentId, result }),
    card: () => laneOf(lane.state()).card,
    cash: () => lane.last('cash').act,
    incidents: () => lane.facts('alarm_raised').map(({ payload }) => ('code' in payload ? payload.code : undefined)),
    ids: () => new Set(asked().map(({ paymentId }) => paymentId)).size,
    cancels: () => lane.effects().filter(effect => effect.do === 'cancel_charge').length,
  }
}

/** A vehicle that owes 8000 at a gate with a card terminal. */
interface Owing {
  qris?: boolean
  config?: Partial<GateConfig>
  isReady?: boolean
  untoldSinceMs?: number | null
}

function owing({ qris = false, config = {}, isReady = true, untoldSinceMs = null }: Owing = {}) {
  const lane = testLane({ config: { direction: 'out', ...config }, untoldSinceMs })
  if (isReady) lane.send(terminal(true))
  lane.send(loop1(true), card())
  lane.owe(8000, 0, qris, { grace_minutes: 15 })
  return seen(lane)
}

test('a card is offered where a terminal is ready, and nowhere else', () => {
  expect(owing().card()).toEqual({ state: 'offered' })
  const without = owing({ isReady: false })
  without.send(choose)
  expect([without.card(), without.asked()]).toEqual([undefined, []])
  without.send(terminal(true))
  expect(without.card()).toEqual({ state: 'offered' })
})

test('while the terminal waits for a card no cash is taken and no QRIS is to be had', () => {
  const lane = owing({ qris: true })
  lane.send(choose, { kind: 'qris', act: 'start' })
  expect(lane.card()).toEqual({ state: 'reading', amount: 8000 })
  expect([lane.cash(), lane.timers().paying, laneOf(lane.state()).qris, lane.state().visit?.online]).toEqual([
    'disable',
    undefined,
    undefined,
    null,
  ])
  lane.send({ kind: 'escrow', amount: 5000 }, timer('paying'))
  expect([lane.cash(), lane.phase()]).toEqual(['give_back', 'paying'])
})

test('while a QRIS code is under way the terminal is left alone', () => {
  const lane = owing({ qris: true })
  lane.send({ kind: 'qris', act: 'start' }, choose)
  expect([lane.card(), lane.asked()]).toEqual([undefined, []])
})

test('approved, it is written down with the reference and the barrier is ordered; pressed twice, it was one payment', () => {
  const lane = owing({ config: { printsReceipts: true } })
  lane.send(choose, choose)
  const step = lane.answer(approved)
  const kinds = step.flatMap(effect => (effect.do === 'record' ? [effect.fact.type] : effect.do === 'move' ? ['move'] : []))
  expect(kinds).toEqual(['payment_completed', 'access_decided', 'barrier_ordered', 'move'])
  const [asked] = lane.asked()
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({
    method: 'card',
    charge: { payment_id: asked?.paymentId, amount: 8000, reference: 'SIM-1' },
    paid_amount: 8000,
    change_amount: 0,
  })
  expect([lane.asked().length, lane.state().charge]).toEqual([1, null])
  expect(lane.last('print').paper).toMatchObject({ method: 'card', quote: { paidAmount: 8000 } })
  lane.answer(approved)
  expect(lane.facts('payment_completed')).toHaveLength(1)
})

test('after some cash the card pays the rest, and only that is its money', () => {
  const lane = owing()
  lane.send({ kind: 'escrow', amount: 5000 }, choose)
  expect(lane.asked()).toEqual([])
  lane.send({ kind: 'stacked', amount: 5000 }, choose)
  expect(lane.asked()).toMatchObject([{ amount: 3000, currency: 'IDR' }])
  lane.answer(approved)
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ amount: 8000, paid_amount: 8000, charge: { amount: 3000 } })
})

test.each([
  ['declined', 'declined'],
  ['cancelled', 'no_card'],
] as const)('%s: back to the choice, with the reason, and cash is taken again', (outcome, reason) => {
  const lane = owing()
  lane.send(choose)
  lane.answer(failed(outcome))
  expect([lane.card(), lane.cash(), lane.timers().paying]).toEqual([{ state: 'offered', reason }, 'enable', gateDelays.payingMs])
  lane.send(choose)
  expect([lane.ids(), lane.card()?.state]).toEqual([2, 'reading'])
})

test('who changes his mind has the terminal sent away first; only then the slot opens', () => {
  const lane = owing()
  lane.send(choose, cancel, cancel)
  expect([lane.card()?.state, lane.cash(), lane.cancels()]).toEqual(['cancelling', 'disable', 1])
  lane.send(timer('card'))
  expect([lane.cancels(), lane.asked().length]).toEqual([2, 1])
  lane.answer(failed('cancelled'))
  expect([lane.card(), lane.cash(), lane.timers().card]).toEqual([{ state: 'offered' }, 'enable', undefined])
})

test('a card that was read in the moment of cancelling has paid', () => {
  const lane = owing()
  lane.send(choose, cancel)
  lane.answer(approved)
  expect([lane.phase(), lane.facts('payment_completed').length]).toEqual(['opening', 1])
})

test('what nobody knows is asked again under the same id, with a person called after a while, and never another way', () => {
  const lane = owing()
  lane.send(choose)
  lane.answer(failed('unknown'))
  expect([lane.card(), lane.cash()]).toEqual([{ state: 'asking', amount: 8000 }, 'disable'])
  lane.send(choose, timer('card'))
  lane.answer(failed('unknown'))
  expect([lane.asked().length, lane.ids(), lane.incidents()]).toEqual([2, 1, []])
  lane.after(gateDelays.cardUnknownMs)
  lane.send(timer('card'))
  lane.answer(failed('unknown'))
  expect(lane.incidents()).toEqual(['card_charge_unknown'])
  lane.send(timer('card'))
  lane.answer(approved)
  expect([lane.ids(), lane.phase(), lane.facts('payment_completed').length, lane.state().alarms]).toEqual([1, 'opening', 1, []])
})

test('a question that is still under way is not asked twice', () => {
  const lane = owing()
  lane.send(choose, timer('card'), timer('card'))
  expect(lane.asked()).toHaveLength(1)
})

test('a vehicle that leaves has the charge cancelled; one that succeeded all the same is booked for its stay and told', () => {
  const lane = owing()
  lane.send(choose, loop1(false), timer('left'))
  expect([lane.state().visit, lane.cancels()]).toEqual([null, 1])
  lane.answer(approved)
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ session_id: session, amount: 8000, charge: { amount: 8000 } })
  expect(lane.incidents()).toEqual(['card_unclaimed'])
  expect(lane.effects().some(effect => effect.do === 'move')).toBe(false)
  expect(lane.state().settledStays).toMatchObject([{ sessionId: session }])
})

test('the next vehicle pays in another way while the terminal owes an answer about the one before', () => {
  const lane = owing()
  lane.send(choose)
  lane.answer(failed('unknown'))
  lane.send(loop1(false), timer('left'), loop1(true), card('CARD_002'))
  lane.owe(3000, 0, false, { session_id: '019be7a0-0000-7000-8000-00000000bbbb' })
  expect([lane.card(), lane.cash()]).toEqual([undefined, 'enable'])
  lane.answer(approved)
  expect([lane.phase(), lane.incidents(), lane.card()]).toEqual(['paying', ['card_unclaimed'], { state: 'offered' }])
})

test('let out by hand while the card is read: cancelled, and booked when it was read all the same', () => {
  const lane = owing()
  lane.send(choose, { kind: 'command', id: 'c1', control: { action: 'open', session_id: session } })
  expect(lane.cancels()).toBe(1)
  lane.answer(approved)
  expect([lane.facts('payment_completed').length, lane.incidents()]).toEqual([1, ['card_unclaimed']])
})

test('a coin beside the card cancels it; a card that paid all the same has the coin given back as change', () => {
  const lane = owing()
  lane.send(choose)
  lane.send({ kind: 'counted', since: 1, amount: 0, perPulse: 1000, torn: 0 })
  lane.send({ kind: 'counted', since: 1, amount: 1000, perPulse: 1000, torn: 0 })
  expect([lane.card()?.state, lane.cancels()]).toEqual(['cancelling', 1])
  lane.answer(approved)
  const paid = { amount: 8000, paid_amount: 9000, change_amount: 1000, charge: { amount: 8000 } }
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject(paid)
})

test('the intention is saved with the step that asks; after a restart it is asked about under the same id', () => {
  const lane = owing()
  lane.send(choose)
  const before = lane.last('charge').paymentId
  const next = seen(lane.restart())
  next.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } }, terminal(true), timer('card'))
  expect([next.last('charge').paymentId, next.asked()[0]?.amount, next.cancels() > 0]).toEqual([before, 8000, true])
  next.answer(approved)
  expect(next.facts('payment_completed')[0]?.payload).toMatchObject({ session_id: session, charge: { payment_id: before, amount: 8000 } })
  expect([next.state().charge, next.state().settledStays.length]).toEqual([null, 1])
})

test('who shows the ticket again after a restart is asked for no other money, and is let out when the card had paid', () => {
  const lane = owing()
  lane.send(choose)
  const next = seen(lane.restart())
  next.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } }, terminal(true), timer('card'), card())
  next.answer(approved)
  expect([next.facts('payment_completed'), next.timers().card]).toEqual([[], gateDelays.cardAgainMs])
  // The price has risen meanwhile.
  next.owe(10_000)
  expect([next.card()?.state, next.effects().some(effect => effect.do === 'cash' && effect.act === 'enable')]).toEqual(['asking', false])
  next.send(timer('card'))
  next.answer(approved)
  expect(next.facts('payment_completed')[0]?.payload).toMatchObject({ amount: 8000, paid_amount: 8000, change_amount: 0 })
  expect([next.phase(), next.ids(), next.incidents()]).toEqual(['opening', 1, []])
})

test.each([
  ['had not heard of it when it was asked', 0, 'opening'],
  ['has taken the fact, and still wants money', null, 'paying'],
  ['has taken it, and not what happened since', Date.UTC(2026, 0, 21), 'paying'],
] as const)('after a restart the card is found to have paid, and the hub asks for the money again: it %s', (_, untoldSinceMs, phase) => {
  const lane = owing({ untoldSinceMs })
  lane.send(choose)
  const next = seen(lane.restart())
  next.send({ kind: 'board', inputs: { ...quietInputs, loop1: true } }, terminal(true), timer('card'))
  next.answer(approved)
  next.send(card())
  next.owe(8_000, 0, false, { grace_minutes: 15 })
  expect(next.phase()).toBe(phase)
  expect(next.facts('payment_completed')).toHaveLength(1)
  const opens = next.effects().some(effect => effect.do === 'cash' && effect.act === 'enable')
  expect(opens).toBe(phase === 'paying')
})

test('the emergency stop takes the choice back', () => {
  const lane = owing()
  lane.send(choose, { kind: 'input', input: 'estop', on: true })
  expect([lane.card()?.state, lane.cancels()]).toEqual(['cancelling', 1])
  lane.answer(failed('cancelled'))
  lane.send(choose)
  expect(lane.asked()).toHaveLength(1)
})

test('an operator who lets another stay out with this vehicle has the terminal sent away', () => {
  const lane = owing()
  lane.send(choose, command('c1', { action: 'open', session_id: '019be7a0-0000-7000-8000-00000000bbbb' }))
  expect([lane.state().visit?.stage, lane.cancels()]).toEqual(['admitted', 1])
})
