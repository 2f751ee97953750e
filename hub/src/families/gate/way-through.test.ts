import { isoNow, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { factRig } from './testing/fact-rig.ts'
import { hourMs, operator } from './testing/gate-rig.ts'

const holdId = uuidv7()
const proof = { kind: 'loop_passed' }

test.each([
  ['behind another', { tailgated: true }],
  ['while the gates are held open', { hold_id: holdId }],
])('who comes in %s without a name takes a place, and can be let out by hand', async (_how, more) => {
  const { hear, shelves, parking } = await factRig()
  const id = uuidv7()
  const passage = { visit_id: id, session_id: id, direction: 'in', evidence: proof, unidentified: true, ...more }
  await hear('gate_in', 'vehicle_passed', passage)
  const nameless = { state: 'inside', cardId: null, ticket: null, licensePlate: null, decidedBy: null, entryEvidence: 'loop_passed' }
  expect(shelves.sessions.get(id)).toMatchObject(nameless)
  await hear('gate_in', 'vehicle_passed', passage)
  expect(shelves.sessions.size).toBe(1)
  expect(await parking.forceExit({ session_id: id, reason: 'let out' }, operator)).toMatchObject({ state: 'forced' })
})

test('who was just being let in when the answer came too late keeps the own stay', async () => {
  const { hear, stay, shelves } = await factRig()
  const waiting = stay({ state: 'waiting', enteredAt: null, entryEvidence: null })
  const { id } = waiting()
  await hear('gate_in', 'vehicle_passed', {
    visit_id: id,
    session_id: id,
    direction: 'in',
    evidence: proof,
    unidentified: true,
    hold_id: holdId,
  })
  expect([waiting().state, waiting().cardId, shelves.sessions.size]).toEqual(['inside', 'CARD_001', 1])
})

test.each([
  ['behind another', { tailgated: true }, 'unpaid', 'tailgated'],
  ['while the gates are held open', { hold_id: holdId }, 'held_open', 'held_open'],
])('who leaves %s owing is gone, what was owed stands, and nothing counts as paid', async (_how, more, outcome, reason) => {
  const { hear, stay, booked } = await factRig()
  const owing = stay({ state: 'paying', amount: 5000 })
  await hear('gate_out', 'vehicle_passed', { session_id: owing().id, direction: 'out', evidence: proof, ...more })
  expect(owing()).toMatchObject({ state: 'closed', outcome, outcomeReason: reason, amount: 5000, paidAmount: 0, paidAt: null })
  expect(booked()).toEqual([])
})

test('who has paid leaves as everybody does, also while the gates are held open', async () => {
  const { hear, stay } = await factRig()
  const paid = stay({ state: 'paid', amount: 5000, paidAmount: 5000 })
  await hear('gate_out', 'vehicle_passed', { session_id: paid().id, direction: 'out', evidence: proof, hold_id: holdId })
  expect(paid()).toMatchObject({ state: 'closed', outcome: 'passed', outcomeReason: null })
})

test('who follows out without ever showing anything ends nobody’s stay, and screens are told why', async () => {
  const { hear, stay } = await factRig()
  const inside = stay()
  const events = await hear('gate_out', 'vehicle_passed', { direction: 'out', evidence: proof, tailgated: true })
  expect(inside().state).toBe('inside')
  expect(events[0]?.payload).toMatchObject({ event: 'exit', result: { approved: false, reason: 'tailgated' } })
})

test('who turns back at the exit after paying keeps the money on the stay, and drives out for nothing while it lasts', async () => {
  const { hear, stay, parking, clock, booked } = await factRig()
  const now = stay()
  await clock.advance(hourMs)
  const { id } = now()
  await parking.exit({ card_id: 'CARD_001', payment_method: 'cash' }, operator)
  await hear('gate_out', 'barrier_opened', { session_id: id, evidence: { kind: 'limit_switch' } })
  expect(now().state).toBe('leaving')
  await hear('gate_out', 'vehicle_turned_back', { visit_id: uuidv7(), session_id: id, reason: 'left' })
  expect(now()).toMatchObject({ state: 'paid', paidAmount: 5000, closedAt: null })
  expect(await parking.exit({ card_id: 'CARD_001' }, operator)).toMatchObject({ approved: true, amount: 5000 })
  await clock.advance(hourMs)
  await expect(parking.exit({ card_id: 'CARD_001' }, operator)).rejects.toMatchObject({ code: 'unpaid' })
  expect([now().paidAmount, booked()]).toEqual([5000, [5000]])
})

test('who turns back at the entry was never inside, and the card may come again', async () => {
  const { hear, parking, shelves, clock } = await factRig()
  const { session_id: id = '' } = await parking.enter({ card_id: 'CARD_001' }, operator)
  await hear('gate_in', 'vehicle_turned_back', { visit_id: uuidv7(), session_id: id, reason: 'left' })
  expect(shelves.sessions.get(id)).toMatchObject({ state: 'turned_back', outcomeReason: 'left', closedAt: isoNow(clock) })
  expect(await parking.enter({ card_id: 'CARD_001' }, operator)).toMatchObject({ approved: true })
})
