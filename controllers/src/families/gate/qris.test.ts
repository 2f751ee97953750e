/** Paying by QRIS at the exit: the code, the race with cash, and a hub that goes away in between. */
import type { OnlinePaymentResult, OnlinePaymentState } from '@palang/protocol'
import { expect, test } from 'vitest'
import { laneOf } from './lane.ts'
import { gateDelays } from './delays.ts'
import type { GateConfig, GateInput } from './state.ts'
import { card, command, loop1, quietInputs, session, testLane, timer } from './test-lane.ts'

const choose: GateInput = { kind: 'qris', act: 'start' }
const cancel: GateInput = { kind: 'qris', act: 'cancel' }
const expiresAt = '2026-01-20T00:05:00.000Z'

/** A vehicle that owes 8000, at a gate whose hub offers QRIS. */
function owing({ offered = true, config = {} }: { offered?: boolean; config?: Partial<GateConfig> } = {}) {
  const lane = testLane({ config: { direction: 'out', ...config } })
  lane.send(loop1(true), card())
  lane.owe(8000, 0, offered)
  const asked = () => lane.effects().flatMap(effect => (effect.do === 'ask_online' ? [effect.request] : []))
  const answer = (state: OnlinePaymentState, over: Partial<OnlinePaymentResult> = {}) => {
    const { request } = lane.last('ask_online')
    return lane.send({ kind: 'online_answered', requestId: request.request_id, result: { payment_id: request.payment_id, state, ...over } })
  }
  const silence = () => lane.send({ kind: 'online_unanswered', requestId: lane.last('ask_online').request.request_id }, timer('qris'))
  const show = () => {
    lane.send(choose)
    answer('created')
    lane.send(timer('qris'))
    return answer('shown', { code: '000201QR', expires_at: expiresAt })
  }
  return { ...lane, asked, answer, silence, show, qris: () => laneOf(lane.state()).qris, cash: () => lane.last('cash').act }
}

test('QRIS is offered where the hub says so, and nowhere else', () => {
  expect(owing().qris()).toEqual({ state: 'offered' })
  const without = owing({ offered: false })
  without.send(choose)
  expect([without.qris(), without.asked()]).toEqual([undefined, []])
})

test('the code is shown while no cash is taken; paid, it is written down as QRIS and the barrier is ordered', () => {
  const lane = owing()
  lane.show()
  expect(lane.qris()).toEqual({ state: 'shown', amount: 8000, code: '000201QR', expires_at: expiresAt })
  expect([lane.cash(), lane.timers().paying, lane.timers().qris]).toEqual(['disable', undefined, gateDelays.qrisLookMs])
  lane.send(timer('qris'))
  const step = lane.answer('paid')
  const kinds = step.flatMap(effect => (effect.do === 'record' ? [effect.fact.type] : effect.do === 'move' ? ['move'] : []))
  expect(kinds).toEqual(['payment_completed', 'access_decided', 'barrier_ordered', 'move'])
  const [{ payment_id: paymentId } = { payment_id: '' }] = lane.asked()
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({
    method: 'qris',
    payment_id: paymentId,
    amount: 8000,
    paid_amount: 8000,
    change_amount: 0,
  })
  expect(lane.asked().map(({ act }) => act)).toEqual(['start', 'start', 'look'])
  expect(new Set(lane.asked().map(({ payment_id: id }) => id)).size).toBe(1)
})

test('the receipt names QRIS', () => {
  const lane = owing({ config: { printsReceipts: true } })
  lane.show()
  lane.send(timer('qris'))
  lane.answer('paid')
  expect(lane.last('print').paper).toMatchObject({ kind: 'receipt', method: 'qris', quote: { paidAmount: 8000 } })
})

test('pressed twice, it is one payment', () => {
  const lane = owing()
  lane.send(choose, choose)
  expect(lane.asked()).toHaveLength(1)
})

test('after some cash the code asks for the rest', () => {
  const lane = owing()
  lane.send({ kind: 'escrow', amount: 5000 }, choose)
  expect(lane.asked()).toEqual([])
  lane.send({ kind: 'stacked', amount: 5000 }, choose)
  expect(lane.asked()).toMatchObject([{ act: 'start', amount: 3000, session_id: session }])
})

test('who goes back to cash has the code ended first; only then the slot opens', () => {
  const lane = owing()
  lane.show()
  lane.send(cancel)
  expect([lane.qris()?.state, lane.cash(), lane.asked().at(-1)?.act]).toEqual(['cancelling', 'disable', 'cancel'])
  lane.answer('shown', { code: '000201QR' })
  expect(lane.qris()?.state).toBe('cancelling')
  lane.send(timer('qris'))
  lane.answer('cancelled', { reason: 'cancelled' })
  expect([lane.qris(), lane.cash(), lane.timers().paying]).toEqual([{ state: 'offered' }, 'enable', gateDelays.payingMs])
})

test('paid in the moment of going back to cash, it is paid', () => {
  const lane = owing()
  lane.show()
  lane.send(cancel)
  lane.answer('paid')
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ method: 'qris' })
})

test('a note pushed in beside the code comes back; a coin that cannot come back ends the code', () => {
  const lane = owing()
  lane.show()
  lane.send({ kind: 'escrow', amount: 5000 })
  expect(lane.cash()).toBe('give_back')
  lane.send({ kind: 'counted', since: 1, amount: 0, perPulse: 1000, torn: 0 })
  lane.send({ kind: 'counted', since: 1, amount: 1000, perPulse: 1000, torn: 0 })
  expect([lane.qris()?.state, lane.asked().at(-1)?.act]).toEqual(['cancelling', 'cancel'])
})

test('what came to nothing is told, and what would fail again is not offered again', () => {
  const over = owing()
  over.show()
  over.send(timer('qris'))
  over.answer('expired', { reason: 'expired' })
  expect(over.qris()).toEqual({ state: 'offered', reason: 'expired' })
  const down = owing()
  down.send(choose)
  down.answer('failed', { reason: 'provider_unreachable' })
  expect([down.qris(), down.cash()]).toEqual([{ state: 'withdrawn', reason: 'provider_unreachable' }, 'enable'])
})

test('a hub that goes away before there is a code keeps nobody waiting', () => {
  const lane = owing()
  lane.send(choose)
  for (let times = 0; times < 5; times++) lane.silence()
  expect([lane.qris(), lane.cash()]).toEqual([{ state: 'withdrawn', reason: 'offline' }, 'enable'])
})

test('a hub that goes away while a code is shown is waited for as long as the code may have been paid', () => {
  const lane = owing()
  lane.show()
  for (let times = 0; times < 20; times++) lane.silence()
  expect(lane.qris()?.state).toBe('shown')
  lane.after(5 * 60_000 + gateDelays.qrisAfterExpiryMs + 1)
  lane.silence()
  lane.silence()
  expect(lane.qris()).toEqual({ state: 'withdrawn', reason: 'offline' })
})

test('an answer about an earlier payment is void', () => {
  const lane = owing()
  lane.show()
  const old = lane.last('ask_online').request
  lane.send(cancel)
  lane.answer('cancelled', { reason: 'cancelled' })
  lane.send(choose)
  lane.send({ kind: 'online_answered', requestId: old.request_id, result: { payment_id: old.payment_id, state: 'paid' } })
  expect(lane.phase()).toBe('paying')
})

test.each([
  ['disputed', undefined],
  ['failed', 'paid_already'],
  ['failed', 'price_changed'],
] as const)('money the lane did not see (%s %s) has the price asked anew', (state, reason) => {
  const lane = owing()
  lane.show()
  lane.send(timer('qris'))
  lane.answer(state, reason === undefined ? {} : { reason })
  expect([lane.phase(), lane.cash()]).toEqual(['authorizing', 'disable'])
  lane.owe(8000, 4000, true)
  expect(lane.qris()).toEqual({ state: 'offered' })
})

test('a vehicle that leaves, or is let out by hand, leaves no code behind', () => {
  const left = owing()
  left.show()
  left.send(loop1(false), timer('left'))
  expect([left.asked().at(-1)?.act, left.state().visit, left.timers().qris]).toEqual(['cancel', null, undefined])
  const helped = owing()
  helped.show()
  helped.send({ kind: 'command', id: 'c1', control: { action: 'open', session_id: session } })
  expect([helped.asked().at(-1)?.act, helped.state().visit?.online]).toEqual(['cancel', null])
})

test('after a restart the vehicle begins anew; the hub knows whether it has paid', () => {
  const lane = owing()
  lane.show()
  const next = lane.restart()
  next.send({ kind: 'started' }, { kind: 'board', inputs: { ...quietInputs, loop1: true } })
  expect(next.state().visit).toMatchObject({ stage: 'waiting', online: null })
})

test('the emergency stop takes the code back; who had paid it already is written down', () => {
  const lane = owing()
  lane.show()
  lane.send({ kind: 'input', input: 'estop', on: true })
  expect(lane.last('ask_online').request.act).toBe('cancel')
  expect(lane.qris()).toMatchObject({ state: 'cancelling' })
  lane.answer('paid')
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ method: 'qris', paid_amount: 8000 })
})

test('no code is made while the emergency stop is pressed', () => {
  const lane = owing()
  lane.send({ kind: 'input', input: 'estop', on: true }, choose)
  expect(lane.asked()).toEqual([])
})

test('an operator who lets another stay out with this vehicle has the code ended, of the stay it was asked for', () => {
  const lane = owing()
  lane.show()
  lane.send(command('c1', { action: 'open', session_id: '019be7a0-0000-7000-8000-00000000bbbb' }))
  expect(lane.asked().at(-1)).toMatchObject({ act: 'cancel', session_id: session })
})
