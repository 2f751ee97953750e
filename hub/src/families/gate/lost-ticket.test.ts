import { isoNow, uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import { left } from '../../domain/stays.ts'
import { gateOut, gateRig, hourMs, operator } from './testing/gate-rig.ts'

const visitor = { cardId: null, ticket: 'T-0001' } as const
const exit = (sessionId: string) => ({ sessionId, gateId: 'gate_out', reason: 'plate agrees' })
const cashFor = (sessionId: string) => ({ session_id: sessionId, gate_id: 'gate_out', payment_method: 'cash' }) as const

test('the stay that was found is priced with the fine, is lost_ticket until it is paid, and leaves as one', async () => {
  const { parking, stay, clock, booked, fleet, shelves } = await gateRig()
  const now = stay(visitor)
  await clock.advance(hourMs)
  const answer = await parking.loseTicket(exit(now().id), operator)
  expect(answer).toMatchObject({ approved: false, amount: 55_000, reason: 'unpaid' })
  expect(answer.lines?.map(({ text }) => text)).toEqual(['first_period', 'lost_ticket'])
  expect([now().state, booked(), fleet.sent]).toEqual(['lost_ticket', [], []])
  expect(await parking.exit(cashFor(now().id), operator)).toMatchObject({ approved: true, amount: 55_000, paid: true })
  expect([now().state, booked(), fleet.sent.length]).toEqual(['paid', [55_000], 1])
  expect(left(now(), { at: isoNow(clock), evidence: 'loop_passed', gateId: 'gate_out' })).toMatchObject({
    state: 'lost_ticket',
    outcome: 'passed',
  })
  expect(shelves.audit.map(({ action, reason }) => [action, reason])).toEqual([
    ['parking.lost_ticket', 'plate agrees'],
    ['parking.exit', null],
  ])
})

test('asked again it is the same stay, fined once; the fine stays in the price after the grace time, and with the ticket found again', async () => {
  const { parking, stay, clock, booked, shelves } = await gateRig()
  const now = stay(visitor)
  await clock.advance(hourMs)
  for (let n = 0; n < 2; n++) await parking.loseTicket(exit(now().id), operator)
  expect(shelves.audit).toHaveLength(1)
  await expect(parking.exit({ ticket: 'T-0001' }, gateOut)).rejects.toMatchObject({ code: 'unpaid', detail: { amount: 55_000 } })
  expect(now().state).toBe('lost_ticket')
  await parking.exit(cashFor(now().id), operator)
  await clock.advance(hourMs)
  await expect(parking.exit({ ticket: 'T-0001' }, gateOut)).rejects.toMatchObject({ detail: { amount: 58_000, paid_amount: 55_000 } })
  expect(booked()).toEqual([55_000])
})

test('who paid without the fine before owes the rest', async () => {
  const { parking, stay, clock } = await gateRig()
  const now = stay(visitor)
  await clock.advance(hourMs)
  await parking.exit({ ticket: 'T-0001', payment_method: 'cash' }, operator)
  expect(await parking.loseTicket(exit(now().id), operator)).toMatchObject({ approved: false, amount: 55_000, paid_amount: 5000 })
})

test('a stay that is over or that nobody knows cannot have lost its ticket; a gate cannot name a stay', async () => {
  const { parking, stay, clock } = await gateRig()
  const over = stay({ ...visitor, state: 'closed', closedAt: isoNow(clock) })
  await expect(parking.loseTicket(exit(over().id), operator)).rejects.toMatchObject({ code: 'no_open_session' })
  await expect(parking.loseTicket(exit(uuidv7()), operator)).rejects.toMatchObject({ code: 'no_open_session' })
  await expect(parking.loseTicket({ ...exit(over().id), gateId: 'gate_in' }, operator)).rejects.toMatchObject({ code: 'wrong_direction' })
  await expect(parking.exit({ session_id: stay()().id }, gateOut)).rejects.toMatchObject({ code: 'invalid_request' })
})

const unknown = { gateId: 'gate_out', vehicleClass: undefined, licensePlate: 'B 1234 XYZ', method: 'cash', reason: 'no entry' } as const

test('without a stay the fine alone is taken, audited with its reason, and the gate opens', async () => {
  const { parking, booked, fleet, shelves } = await gateRig()
  expect(await parking.fineUnknownStay(unknown, operator)).toMatchObject({ approved: true, amount: 50_000, paid: true })
  expect([booked(), fleet.sent.length]).toEqual([[50_000], 1])
  expect([...shelves.sessions.values()]).toMatchObject([
    { state: 'paid', licensePlate: 'B1234XYZ', outcomeReason: 'lost_ticket', entryEvidence: 'none' },
  ])
  expect(shelves.audit).toMatchObject([{ action: 'parking.lost_ticket_unknown', reason: 'no entry' }])
})

test('nothing is booked or kept when the gate is away or nobody takes the money', async () => {
  const { parking, booked, fleet, shelves } = await gateRig()
  await expect(parking.fineUnknownStay({ ...unknown, method: 'free' }, operator)).rejects.toMatchObject({ code: 'unpaid' })
  fleet.offline.add('gate_out')
  await expect(parking.fineUnknownStay(unknown, operator)).rejects.toMatchObject({ code: 'machine_offline' })
  expect([booked(), shelves.audit]).toEqual([[], []])
})

test('candidates come with the pictures of their entry and the newest of the exit; part of a plate is enough', async () => {
  const { call, stay, shelves, clock } = await gateRig()
  const found = stay({ ...visitor, licensePlate: 'B1234XYZ' })
  stay({ ...visitor, licensePlate: 'D5ABC' })
  const plain = { reason: 'entry', bytes: 9, commandId: null, file: 'f', takenAt: isoNow(clock) }
  const pictures = [
    { ...plain, id: 'p1', machineId: 'gate_in', sessionId: found().id },
    { ...plain, id: 'p2', machineId: 'gate_out', sessionId: null },
  ]
  for (const picture of pictures) shelves.photos.set(picture.id, picture)
  const { json } = await call('GET', '/api/lost-tickets/candidates?plate=b%201234&gate_id=gate_out')
  expect(json).toMatchObject({
    items: [{ session: { id: found().id, license_plate: 'B1234XYZ' }, photos: [{ id: 'p1', url: '/api/photos/p1' }] }],
    exit_photo: { id: 'p2' },
  })
  for (const bad of ['plate=%25', 'from=yesterday', 'vehicle_class=CAR%20X'])
    expect(await call('GET', `/api/lost-tickets/candidates?${bad}`)).toMatchObject({ status: 400 })
})
