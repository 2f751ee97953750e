import { isoNow, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { factRig } from './testing/fact-rig.ts'
import { gateIn, gateOut, hourMs, operator } from './testing/gate-rig.ts'

const visit = { visit_id: uuidv7() }
const passed = { ...visit, evidence: { kind: 'loop_passed' } }
const note = (sessionId: string, amount: number, currency = 'IDR') => ({
  session_id: sessionId,
  payment_id: uuidv7(),
  amount,
  currency,
  quote_amount: 5000,
})

const completed = (sessionId: string, method: string, amount = 5000) => ({
  session_id: sessionId,
  method,
  amount,
  paid_amount: amount,
  change_amount: 0,
  currency: 'IDR',
})

test('a gate whose clock runs ahead does not make the grace time after paying longer', async () => {
  const { hear, stay, clock, parking, booked, shelves } = await factRig()
  const now = stay()
  await clock.advance(hourMs)
  await hear('gate_out', 'payment_completed', completed(now().id, 'card'), hourMs)
  expect([now().state, now().paidAt, now().paidAmount, booked()]).toEqual(['paid', isoNow(clock), 5000, [5000]])
  expect(shelves.ledger[0]?.occurredAt).toBe(isoNow(clock))
  await clock.advance(hourMs)
  await expect(parking.exit({ card_id: 'CARD_001' }, operator)).rejects.toMatchObject({ code: 'unpaid', detail: { amount: 8000 } })
})

test.each([
  ['a stay begins', 'gate_in', 'vehicle_passed', { ...passed, direction: 'in' }, 'enteredAt', { state: 'waiting', enteredAt: null }],
  ['a stay ends', 'gate_out', 'vehicle_passed', { ...passed, direction: 'out' }, 'closedAt', {}],
  ['a vehicle turns back', 'gate_in', 'vehicle_turned_back', { ...visit, reason: 'left' }, 'closedAt', { state: 'waiting' }],
] as const)('%s no later than it was heard of, and as early as the gate says', async (_what, gate, type, payload, field, change) => {
  const { hear, stay, clock } = await factRig()
  const [ahead, behind] = [stay(change), stay(change)]
  await clock.advance(hourMs)
  await hear(gate, type, { ...payload, session_id: ahead().id }, 60_000)
  await hear(gate, type, { ...payload, session_id: behind().id }, -60_000)
  expect([ahead()[field], behind()[field]]).toEqual([isoNow(clock), new Date(clock.now() - 60_000).toISOString()])
})

test('a gate that let somebody in alone opens the stay, under the tariff of the site, not later than it was heard of', async () => {
  const { hear, shelves, clock } = await factRig()
  const sessionId = uuidv7()
  const decided = {
    ...visit,
    session_id: sessionId,
    purpose: 'entry',
    credential: 'card',
    card_id: 'C1',
    approved: true,
    decided_by: 'machine',
  }
  await hear('gate_in', 'access_decided', { ...decided, session_id: uuidv7(), approved: false })
  expect(shelves.sessions.size).toBe(0)
  await hear('gate_in', 'access_decided', decided, hourMs)
  const opened = shelves.sessions.get(sessionId)
  expect(opened).toMatchObject({
    state: 'waiting',
    cardId: 'C1',
    decidedBy: 'machine',
    tariffId: 'standard',
    tariffVersion: 1,
    currency: 'IDR',
  })
  expect(opened?.openedAt).toBe(isoNow(clock))
  await hear('gate_in', 'access_decided', { ...decided, card_id: 'C2' })
  expect(shelves.sessions.get(sessionId)).toEqual(opened)
})

test('decided by the hub, unheard, and by the gate alone: one stay, and it leaves with the ticket that the driver was given', async () => {
  const { parking, hear, shelves } = await factRig()
  const id = uuidv7()
  const told = await parking.enter({ gate_id: 'gate_in', visit_id: id, ticket_requested: true }, gateIn)
  expect(told.session_id).toBe(id)
  const decided = {
    visit_id: id,
    session_id: id,
    purpose: 'entry',
    approved: true,
    credential: 'ticket_button',
    decided_by: 'machine',
    ticket: 'X17A7EA73C5',
  }
  await hear('gate_in', 'access_decided', decided)
  await hear('gate_in', 'vehicle_passed', { visit_id: id, session_id: id, direction: 'in', evidence: { kind: 'loop_passed' } })
  expect([...shelves.sessions.values()]).toMatchObject([{ id, state: 'inside', ticket: 'X17A7EA73C5', decidedBy: 'machine' }])
  const asked = await parking.exit({ gate_id: 'gate_out', ticket: 'X17A7EA73C5' }, gateOut)
  expect(asked.session_id).toBe(id)
})

test('without parking there is no tariff to open a stay under: the fact is refused, nothing is made up', async () => {
  const { hear, shelves, site } = await factRig()
  site.parking = undefined
  const decided = {
    ...visit,
    session_id: uuidv7(),
    purpose: 'entry',
    credential: 'card',
    card_id: 'C1',
    approved: true,
    decided_by: 'machine',
  }
  await expect(hear('gate_in', 'access_decided', decided)).rejects.toMatchObject({ code: 'internal' })
  expect(shelves.sessions.size).toBe(0)
})

test('a gate proves passage only in its own direction', async () => {
  const { hear, stay } = await factRig()
  const now = stay()
  const before = now()
  await hear('gate_in', 'vehicle_passed', { ...passed, direction: 'out', session_id: before.id })
  expect(now()).toEqual(before)
  await hear('gate_out', 'vehicle_passed', { ...passed, direction: 'out', session_id: before.id })
  expect(now()).toMatchObject({ state: 'closed', exitMachineId: 'gate_out', exitEvidence: 'loop_passed', outcome: 'passed' })
})

test('notes and change are booked one by one, each once', async () => {
  const { hear, stay, booked } = await factRig()
  const now = stay({ state: 'paying', amount: 5000 })
  const first = note(now().id, 10_000)
  await hear('gate_out', 'cash_received', first)
  await hear('gate_out', 'cash_received', first)
  await hear('gate_out', 'change_given', note(now().id, 5000))
  await hear('gate_out', 'payment_completed', completed(now().id, 'cash'))
  expect([booked(), now().paidAmount, now().state]).toEqual([[10_000, -5000], 5000, 'paid'])
})

test('money of another currency and change beyond what was paid are refused and change nothing', async () => {
  const { hear, stay, booked } = await factRig()
  const now = stay({ paidAmount: 1000 })
  await expect(hear('gate_out', 'cash_received', note(now().id, 5000, 'USD'))).rejects.toMatchObject({ code: 'conflict' })
  await expect(hear('gate_out', 'change_given', note(now().id, 1001))).rejects.toMatchObject({ code: 'conflict' })
  await hear('gate_out', 'change_given', note(now().id, 1000))
  expect([booked(), now().paidAmount]).toEqual([[-1000], 0])
})

test('an opened barrier lets only a paid stay leave, and a vehicle that turns back keeps it paid', async () => {
  const { hear, stay } = await factRig()
  const [owing, paid] = [stay({ state: 'paying' }), stay({ state: 'paid' })]
  const open = { ...visit, evidence: { kind: 'limit_switch' } }
  for (const each of [owing, paid]) await hear('gate_out', 'barrier_opened', { ...open, session_id: each().id })
  expect([owing().state, paid().state]).toEqual(['paying', 'leaving'])
  await hear('gate_out', 'vehicle_turned_back', { ...visit, session_id: paid().id, reason: 'left' })
  expect(paid().state).toBe('paid')
})

test('screens are told of a passage, also of one that belongs to no stay', async () => {
  const { hear } = await factRig()
  const [event] = await hear('gate_in', 'vehicle_passed', { ...passed, direction: 'in' })
  expect(event).toMatchObject({
    type: 'parking_event',
    machineId: 'gate_in',
    payload: { event: 'entry', result: { approved: false, stage: 'passed' } },
  })
})

test('a fact without a rule is only kept', async () => {
  const { hear, shelves } = await factRig()
  expect(await hear('gate_in', 'barrier_closed', { ...visit })).toEqual([])
  expect(shelves.sessions.size).toBe(0)
})

test('a stay that a gate began alone enters under what was in force when it did', async () => {
  const { hear, store, shelves, clock } = await factRig()
  const soon = new Date(clock.now() + hourMs).toISOString()
  await store.transact(tx =>
    tx.tariffs.start({ id: 's', tariffId: 'new', version: 9, startsAt: soon, setAt: isoNow(clock), actor: 'user:a', reason: null }),
  )
  const decided = (id: string) => ({
    visit_id: id,
    session_id: id,
    purpose: 'entry',
    credential: 'card',
    card_id: id,
    approved: true,
    decided_by: 'machine',
  })
  const [before, after] = [uuidv7(), uuidv7()]
  await clock.advance(2 * hourMs)
  await hear('gate_in', 'access_decided', decided(before), -2 * hourMs)
  await hear('gate_in', 'access_decided', decided(after))
  expect([shelves.sessions.get(before)?.tariffVersion, shelves.sessions.get(after)?.tariffVersion]).toEqual([1, 9])
})

test('what was paid by QRIS was booked by the hub already: the gate’s word settles the stay and books nothing', async () => {
  const { hear, stay, clock, booked } = await factRig()
  const now = stay({ amount: 5000, paidAmount: 5000 })
  await clock.advance(hourMs)
  await hear('gate_out', 'payment_completed', { ...completed(now().id, 'qris'), payment_id: uuidv7() })
  expect([now().state, now().paidAmount, booked()]).toEqual(['paid', 5000, []])
})

test('a card that paid what notes had left is booked once and exactly, under its own method and the reference of the terminal', async () => {
  const { hear, stay, booked, shelves } = await factRig()
  const now = stay({ state: 'paying', amount: 8000 })
  await hear('gate_out', 'cash_received', note(now().id, 5000))
  const paid = { ...completed(now().id, 'card', 8000), charge: { payment_id: uuidv7(), amount: 3000, reference: 'SIM-1' } }
  await hear('gate_out', 'payment_completed', paid)
  await hear('gate_out', 'payment_completed', paid)
  expect([booked(), now().paidAmount, now().state]).toEqual([[5000, 3000], 8000, 'paid'])
  expect(shelves.ledger[1]).toMatchObject({ method: 'card', kind: 'payment', note: 'SIM-1' })
})

test('change for a coin beside the card comes out of what both paid', async () => {
  const { hear, stay, booked } = await factRig()
  const now = stay({ state: 'paying', amount: 8000 })
  await hear('gate_out', 'cash_received', note(now().id, 1000))
  const charge = { payment_id: uuidv7(), amount: 8000, reference: 'SIM-1' }
  await hear('gate_out', 'payment_completed', { ...completed(now().id, 'card', 8000), paid_amount: 9000, change_amount: 1000, charge })
  await hear('gate_out', 'change_given', note(now().id, 1000))
  expect([booked(), now().paidAmount]).toEqual([[1000, 8000, -1000], 8000])
})

test('a card that paid for a stay that is over is booked all the same, and the stay stays over', async () => {
  const { hear, stay, booked } = await factRig()
  const now = stay({ amount: 5000, state: 'closed', closedAt: '2026-01-20T00:00:00.000Z' })
  const charge = { payment_id: uuidv7(), amount: 5000, reference: 'SIM-1' }
  await hear('gate_out', 'payment_completed', { ...completed(now().id, 'card'), charge })
  expect([booked(), now().state]).toEqual([[5000], 'closed'])
  await expect(hear('gate_out', 'payment_completed', { ...completed(now().id, 'card'), currency: 'USD', charge })).rejects.toMatchObject({
    code: 'conflict',
  })
})
