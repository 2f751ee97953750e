import { digestOf, sealOf } from '@palang/kit'
import { ticketCode } from '@palang/protocol'
import { tariff, type PriceList } from '@palang/tariff'
import { expect, test } from 'vitest'
import type { PricesAlone } from '../machine.ts'
import type { GateConfig } from './state.ts'
import { loop1, loop2, session, testLane, timer, type TestLane, type TestLaneOptions } from './test-lane.ts'

const startMs = Date.UTC(2026, 0, 20)
const hourMs = 3_600_000
const key = 'the key of this site'

const flat = (version: number, first: number) =>
  tariff.parse({
    id: 'standard',
    version,
    currency: 'IDR',
    classes: { car: { first: { minutes: 60, amount: first }, following: { minutes: 60, amount: 3000 } } },
  })
const list: PriceList = {
  timezone: 'Asia/Jakarta',
  tariffs: [flat(1, 5000), flat(2, 9000)],
  periods: [
    { from: '2026-01-01T00:00:00.000Z', id: 'standard', version: 1 },
    { from: '2026-01-19T23:30:00.000Z', id: 'standard', version: 2 },
  ],
}
const prices: PricesAlone = { list, digest: digestOf(JSON.stringify(list)), ticketKey: key, at: '2026-01-19T12:00:00.000Z' }

/** The ticket of a car that came in so long before the lane began. */
function code(agoMs: number, { sealedBy = key, ticket = 'T-7KQ2MX9' } = {}): string {
  const facts = { ticket, sessionId: session, enteredAtMs: startMs - agoMs, vehicleClass: 'car' }
  return ticketCode(facts, text => sealOf(sealedBy, text)) ?? ''
}

const exitLane = (exit: GateConfig['offline']['exit'] = 'signed-ticket', told: TestLaneOptions = {}) =>
  testLane({ prices, hubOnline: false, ...told, config: { direction: 'out', offline: { entry: 'refuse', exit }, ...told.config } })

function scan(lane: TestLane, text: string): void {
  lane.send(loop1(true), { kind: 'card', cardId: text, raw: text }, timer('request'))
}
function leave(lane: TestLane): void {
  lane.obey()
  lane.send(loop1(false), loop2(true), loop2(false))
  lane.send({ kind: 'barrier', position: 'closing', positionKnown: true }, { kind: 'barrier', position: 'closed', positionKnown: true })
}
const note = (amount: number) => [{ kind: 'escrow', amount } as const, { kind: 'stacked', amount } as const]
const devices = (...names: ('cash' | 'terminal')[]) =>
  names.map(device => ({ kind: 'device', device, connected: true, reason: '' }) as const)

test('a sealed ticket is priced by the version in force at its entry, shown with its lines, paid in cash with change, and opens', () => {
  const lane = exitLane()
  lane.send(...devices('cash'))
  scan(lane, code(hourMs + 1))
  expect(lane.phase()).toBe('paying')
  expect(lane.facts('priced_alone')[0]?.payload).toMatchObject({
    session_id: session,
    ticket: 'T-7KQ2MX9',
    tariff_version: 1,
    duration_minutes: 60,
    amount: 5000,
    due: 5000,
    prices_digest: prices.digest,
  })
  lane.send(...note(10_000))
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({
    session_id: session,
    amount: 5000,
    change_amount: 5000,
    alone: { tariff_id: 'standard', tariff_version: 1, entered_at: '2026-01-19T23:00:00.000Z' },
  })
  expect(lane.last('give_change').amount).toBe(5000)
  expect(lane.facts('access_decided').at(-1)?.payload).toMatchObject({ approved: true, decided_by: 'machine', session_id: session })
  expect(lane.last('move').action).toBe('open')
})

test('the driver sees that the gate counted by itself; a code for QRIS is not offered, a card is where a terminal is', () => {
  const lane = exitLane()
  lane.send(...devices('cash', 'terminal'))
  scan(lane, code(hourMs))
  expect(lane.state().visit?.takesQris).toBe(false)
  lane.send({ kind: 'pay_card', act: 'start' })
  const { paymentId, amount } = lane.last('charge')
  lane.send({ kind: 'charged', paymentId, result: { ok: true, reference: '0815' } })
  expect(lane.facts('payment_completed')[0]?.payload).toMatchObject({ method: 'card', amount, alone: { tariff_version: 1 } })
})

test.each([
  ['sealed by nobody of this site', () => exitLane(), code(hourMs, { sealedBy: 'another key' })],
  ['of which only the number was typed', () => exitLane('signed-ticket', { config: { readerScansTickets: true } }), 'T-7KQ2MX9'],
  ['from before the tariffs it was handed', () => exitLane(), code(60 * 24 * hourMs)],
  ['with a clock it cannot be sure of', () => exitLane('signed-ticket', { isClockSure: false }), code(hourMs)],
  ['with no tariffs', () => testLane({ config: { direction: 'out' } }), code(hourMs)],
  ['of tomorrow', () => exitLane(), code(-2 * hourMs)],
  ['at a gate that refuses everybody', () => exitLane('refuse'), code(hourMs)],
])('a ticket %s is not priced: somebody is called', (_name, laneOf, text) => {
  const lane = laneOf()
  scan(lane, text)
  expect([lane.reason(), lane.facts('priced_alone')]).toEqual(['call_attendant', []])
})

test('a gate that lets everybody out alone asks for nothing', () => {
  const lane = exitLane('all')
  scan(lane, code(hourMs))
  expect([lane.phase(), lane.facts('priced_alone')]).toEqual(['opening', []])
})

test('a ticket that left here does not leave a second time, nor after a restart', () => {
  const lane = exitLane()
  scan(lane, code(hourMs))
  lane.send(...note(5000))
  leave(lane)
  scan(lane, code(hourMs))
  expect(lane.reason()).toBe('already_outside')
  const again = lane.restart()
  again.send({ kind: 'board', inputs: { barrier: 'closed', positionKnown: true, loop1: false, loop2: false, beam: false, estop: false } })
  scan(again, code(hourMs))
  expect(again.reason()).toBe('already_outside')
})

test('a restart in the middle of a payment keeps the money that fell: only the rest is asked', () => {
  const lane = exitLane()
  scan(lane, code(2 * hourMs))
  lane.send(...note(5000))
  const again = lane.restart()
  again.send({ kind: 'board', inputs: { barrier: 'closed', positionKnown: true, loop1: true, loop2: false, beam: false, estop: false } })
  again.send({ kind: 'card', cardId: code(2 * hourMs), raw: '' }, timer('request'))
  expect(again.facts('priced_alone').at(-1)?.payload).toMatchObject({ amount: 8000, due: 3000 })
  again.send(...note(5000))
  expect(again.facts('payment_completed')[0]?.payload).toMatchObject({ amount: 8000, paid_amount: 10_000, change_amount: 2000 })
})

test('what was paid while the hub asked for it counts when the gate goes on alone', () => {
  const lane = exitLane()
  lane.send(loop1(true), { kind: 'card', cardId: code(2 * hourMs), raw: '' })
  lane.owe(8000, 2000)
  lane.send(...note(5000), timer('paying'), timer('refused'))
  scan(lane, code(2 * hourMs))
  expect(lane.facts('priced_alone')[0]?.payload).toMatchObject({ amount: 8000, due: 1000 })
})

test('who paid alone and turned back leaves within the grace, and pays only the further time after it', () => {
  const lane = exitLane()
  scan(lane, code(hourMs))
  lane.send(...note(5000))
  lane.obey()
  lane.send(loop1(false), timer('left'))
  lane.send({ kind: 'barrier', position: 'closing', positionKnown: true }, { kind: 'barrier', position: 'closed', positionKnown: true })
  lane.after(10 * 60_000)
  scan(lane, code(hourMs))
  expect([lane.phase(), lane.facts('priced_alone').length]).toEqual(['opening', 1])
  lane.obey()
  lane.send(loop1(false), timer('left'))
  lane.send({ kind: 'barrier', position: 'closing', positionKnown: true }, { kind: 'barrier', position: 'closed', positionKnown: true })
  lane.after(10 * 60_000)
  scan(lane, code(hourMs))
  expect(lane.facts('priced_alone').at(-1)?.payload).toMatchObject({ amount: 8000, due: 3000 })
})

test('nothing owed is let out at once, with its price on record', () => {
  const free: PriceList = { ...list, tariffs: [flat(1, 0), flat(2, 0)] }
  const lane = exitLane('signed-ticket', { prices: { ...prices, list: free } })
  scan(lane, code(hourMs))
  expect([lane.phase(), lane.facts('priced_alone')[0]?.payload]).toMatchObject(['opening', { amount: 0, due: 0 }])
})

test('a ticket that an entry gives alone is priced by an exit that is alone', () => {
  const entry = testLane({ prices, config: { offline: { entry: 'all', exit: 'refuse' } } })
  entry.send(loop1(true), { kind: 'input', input: 'ticket_button', on: true }, timer('request'))
  const { paper } = entry.last('print')
  const text = paper.kind === 'ticket' ? (paper.code ?? '') : ''
  const exit = exitLane()
  exit.after(hourMs)
  scan(exit, text)
  expect(exit.facts('priced_alone')[0]?.payload).toMatchObject({
    session_id: entry.state().visit?.sessionId,
    amount: 9000,
    tariff_version: 2,
  })
})
