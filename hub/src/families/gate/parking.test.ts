import { CodedError, isoNow, silentLog } from '@palang/kit'
import { tariff } from '@palang/tariff'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeHub, sessionRecord } from '../../edges/http/testing/fake-hub.ts'
import { openShift } from '../../money/till.ts'
import type { Actor, Parking } from '../../services.ts'
import { storeSite } from '../../site-records.ts'
import type { CardRecord, SessionRecord } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import { storeIn } from '../../store/testing/stored.ts'
import { createParking } from './parking.ts'
import { tariffBook } from './settlement.ts'
import { waitingStayDelays, watchWaitingStays } from './waiting-stays.ts'

const operator: Actor = { id: 'user:a@b', role: 'operator', source: '127.0.0.1' }
const gateIn: Actor = { id: 'machine:gate_in', role: 'machine', machineId: 'gate_in' }
const gateOut: Actor = { id: 'machine:gate_out', role: 'machine', machineId: 'gate_out' }
const minuteMs = 60_000
const each = (amount: number) => ({ minutes: 60, amount })
const visitId = '01920000-0000-7000-8000-0000000000f1'
const stayId = sessionRecord('').id

let fake: Awaited<ReturnType<typeof fakeHub>>
let store: Store
let parking: Parking

beforeEach(async () => {
  fake = await fakeHub()
  const { services, clock, fleet, live, dataDir } = fake
  store = await storeIn(dataDir)
  await storeSite(store, services.site, new Date(clock.now() - 60_000).toISOString())
  // Version 1, of the site file, is what the stays here entered under; meanwhile everything costs 700.
  const now = tariff.parse({
    ...services.site.parking?.tariffTable,
    version: 2,
    classes: { car: { first: each(700), following: each(700) } },
  })
  const { site, payments } = services
  if (site.parking === undefined) throw new Error('the site has no parking')
  const siteNow = { ...site, parking: { ...site.parking, tariffTable: now } }
  await storeSite(store, siteNow, isoNow(clock))
  parking = createParking({ site, store, clock, fleet, live, tariffs: tariffBook(store, siteNow), payments })
})
afterEach(() => store.stop())

const stays = async () => (await store.sessions.list({}, { limit: 9 })).items
const money = async () => (await store.ledger.list({}, { limit: 9 })).items.map(({ amount, method }) => [amount, method])
const audited = async () => (await store.audit.list({}, { limit: 9 })).items.map(({ action, actor }) => [action, actor])
const put = (change: Partial<SessionRecord>) => store.transact(tx => tx.sessions.putMany([sessionRecord(isoNow(fake.clock), change)]))
const member = (change: Partial<CardRecord>) => {
  const at = isoNow(fake.clock)
  const card = { id: 'CARD_001', kind: 'member', status: 'active', holder: null, licensePlate: null, vehicleClass: null } as const
  return store.transact(tx => tx.cards.put({ ...card, validFrom: null, validUntil: null, createdAt: at, updatedAt: at, ...change }))
}

test('a card that is inside does not enter again, two gates at once included', async () => {
  const both = await Promise.allSettled([
    parking.enter({ card_id: 'CARD_001', visit_id: visitId }, gateIn),
    parking.enter({ card_id: 'CARD_001' }, operator),
  ])
  expect(both.map(one => one.status)).toEqual(['fulfilled', 'rejected'])
  await expect(parking.enter({ card_id: 'CARD_001' }, operator)).rejects.toMatchObject({ code: 'already_inside' })
  expect(await stays()).toHaveLength(1)
})

test('a refused card does not enter', async () => {
  await member({ status: 'blocked' })
  await expect(parking.enter({ card_id: 'CARD_001' }, gateIn)).rejects.toMatchObject({ code: 'card_blocked' })
  expect(await stays()).toEqual([])
})

test('the last places are for members, and with a guarantee members are let in beyond them', async () => {
  const { clock, fleet, live, services } = fake
  const { site } = services
  const { parking: usual } = site
  if (usual === undefined) throw new Error('the site has no parking')
  const zones = usual.zones.map(zone => ({ ...zone, capacity: { car: 2 }, reserved: { car: 1 } }))
  for (const zone of zones) await store.zones.put({ id: zone.id, outletId: 'pusat', name: zone.id, capacity: zone.capacity })
  const as = (membersWhenFull: 'refuse' | 'admit') => {
    const strict = { ...site, parking: { ...usual, zones, members_when_full: membersWhenFull } }
    return createParking({ site: strict, store, clock, fleet, live, tariffs: tariffBook(store, strict), payments: services.payments })
  }
  await member({})
  await member({ id: 'CARD_002' })
  await put({ id: '01920000-0000-7000-8000-0000000000a1', cardId: 'CARD_009' })
  await expect(as('refuse').enter({ card_id: 'CARD_003' }, gateIn)).rejects.toMatchObject({ code: 'lot_full' })
  expect(await as('refuse').enter({ card_id: 'CARD_001' }, gateIn)).toMatchObject({ approved: true })
  await expect(as('refuse').enter({ card_id: 'CARD_002' }, gateIn)).rejects.toMatchObject({ code: 'lot_full' })
  expect(await as('admit').enter({ card_id: 'CARD_002' }, gateIn)).toMatchObject({ approved: true })
})

test('a full car park lets nobody in', async () => {
  const [zone] = await store.zones.list('pusat')
  if (zone === undefined) throw new Error('the site has no zone')
  await store.zones.put({ ...zone, capacity: { car: 1 } })
  await put({})
  expect(await parking.capacity()).toMatchObject({ total: 1, occupied: 1, available: 0 })
  await expect(parking.enter({ card_id: 'CARD_002' }, gateIn)).rejects.toMatchObject({ code: 'lot_full', retryable: true })
})

test('a visit becomes one stay, under its own id, however often it is asked', async () => {
  for (let n = 0; n < 2; n++)
    expect(await parking.enter({ card_id: 'CARD_001', visit_id: visitId }, gateIn)).toMatchObject({ approved: true, session_id: visitId })
  expect(await stays()).toMatchObject([{ id: visitId, state: 'waiting', decidedBy: 'hub' }])
})

test('a stay whose gate did not take the command is over, and its card may come again', async () => {
  fake.fleet.send = () => Promise.reject(new CodedError('machine_offline', 'just gone', { retryable: true }))
  expect(await parking.enter({ card_id: 'CARD_001' }, operator)).toMatchObject({ approved: false, reason: 'machine_offline' })
  expect(await stays()).toMatchObject([{ state: 'turned_back', outcomeReason: 'machine_offline' }])
  expect(await audited()).toEqual([['parking.entry', operator.id]])
})

test('nobody is let in at an exit or by a gate that is away', async () => {
  await expect(parking.enter({ card_id: 'C', gate_id: 'gate_out' }, operator)).rejects.toMatchObject({ code: 'wrong_direction' })
  await expect(parking.exit({ card_id: 'C', gate_id: 'gate_in' }, operator)).rejects.toMatchObject({ code: 'wrong_direction' })
  fake.fleet.offline.add('gate_in')
  await expect(parking.enter({ card_id: 'C' }, operator)).rejects.toMatchObject({ code: 'machine_offline' })
  expect(await stays()).toEqual([])
})

test('who owes is not let out, and what a gate says of a payment is no money', async () => {
  await put({})
  await fake.clock.advance(90 * minuteMs)
  await expect(parking.exit({ card_id: 'CARD_001', payment_method: 'cash' }, gateOut)).rejects.toMatchObject({
    code: 'unpaid',
    detail: { amount: 8000, paid: false },
  })
  await expect(parking.exit({ card_id: 'CARD_001', payment_method: 'free' }, operator)).rejects.toMatchObject({ code: 'unpaid' })
  expect(await money()).toEqual([])
  expect(fake.fleet.sent).toEqual([])
})

test('a payment by hand is in the ledger and on the audit trail, only what is still owed, and opens the gate once', async () => {
  await put({ paidAmount: 3000 })
  await fake.clock.advance(90 * minuteMs)
  fake.fleet.ended = () => new Promise(() => undefined)
  const pay = () => parking.exit({ card_id: 'CARD_001', payment_method: 'cash', request_id: 'r1' }, operator)
  expect(await Promise.all([pay(), pay()])).toMatchObject([{ approved: true, paid_amount: 8000 }, { approved: true }])
  expect(await money()).toEqual([[5000, 'cash']])
  expect((await store.ledger.list({}, { limit: 9 })).items[0]).toMatchObject({
    idempotencyKey: `exit:${stayId}:first:r1`,
    actor: operator.id,
    sessionId: stayId,
  })
  expect(await audited()).toContainEqual(['parking.exit', operator.id])
  expect(fake.fleet.sent).toMatchObject([{ machineId: 'gate_out', sessionId: stayId, payload: { action: 'open' } }])
})

test.each([
  ['without an open shift is refused by nobody and belongs to none', false],
  ['with an open shift belongs to it', true],
])('cash taken by a person %s', async (_, hasShift) => {
  await put({})
  await fake.clock.advance(30 * minuteMs)
  const shift = hasShift ? await openShift({ store, clock: fake.clock, site: fake.services.site }, operator, 100_000) : undefined
  const answer = await parking.exit({ card_id: 'CARD_001', payment_method: 'cash' }, operator)
  expect(answer).toMatchObject({ approved: true, paid_amount: 5000 })
  const [entry] = (await store.ledger.list({ sessionId: stayId }, { limit: 9 })).items
  expect(entry).toMatchObject({ amount: 5000, actor: operator.id, shiftId: shift?.id ?? null })
})

/** Of a tariff that names none. */
const graceMs = 15 * minuteMs

test('after paying the price stands for the grace time, then the clock runs again', async () => {
  const at = isoNow(fake.clock)
  await put({
    state: 'paid',
    amount: 5000,
    paidAmount: 5000,
    paidAt: at,
    enteredAt: new Date(fake.clock.now() - 59 * minuteMs).toISOString(),
  })
  await fake.clock.advance(graceMs)
  expect(await parking.exit({ card_id: 'CARD_001' }, gateOut)).toMatchObject({ approved: true, amount: 5000 })
  await fake.clock.advance(1)
  await expect(parking.exit({ card_id: 'CARD_001' }, gateOut)).rejects.toMatchObject({ code: 'unpaid', detail: { amount: 8000 } })
})

test('a stay is priced with the tariff it entered under, and a new one enters under the newest', async () => {
  await put({})
  await fake.clock.advance(minuteMs)
  await expect(parking.exit({ card_id: 'CARD_001' }, gateOut)).rejects.toMatchObject({ detail: { amount: 5000 } })
  await parking.enter({ card_id: 'CARD_002', visit_id: visitId }, gateIn)
  expect(await store.sessions.get(visitId)).toMatchObject({ tariffVersion: 2 })
})

test('a member drives out free, one whose membership has ended pays', async () => {
  await put({})
  await member({})
  expect(await parking.exit({ card_id: 'CARD_001' }, gateOut)).toMatchObject({ approved: true, amount: 0 })
  await put({ id: visitId, cardId: 'CARD_002' })
  await member({ id: 'CARD_002', validUntil: isoNow(fake.clock) })
  await fake.clock.advance(minuteMs)
  await expect(parking.exit({ card_id: 'CARD_002' }, gateOut)).rejects.toMatchObject({ code: 'unpaid' })
})

test('a ticket read as if it were a card is found, but a card of that number that is inside comes first', async () => {
  await put({ cardId: null, ticket: 'T-0001' })
  const leave = () => parking.exit({ card_id: 'T-0001' }, gateOut)
  expect(await leave()).toMatchObject({ approved: true, session_id: stayId })
  await put({ id: visitId, cardId: 'T-0001' })
  expect(await leave()).toMatchObject({ approved: true, session_id: visitId })
})

test('a stay is ended by hand once, with its reason on the audit trail', async () => {
  await put({})
  const end = () => parking.forceExit({ session_id: stayId, reason: 'towed' }, operator)
  expect(await end()).toMatchObject({ state: 'forced', outcomeReason: 'towed' })
  await expect(end()).rejects.toMatchObject({ code: 'no_open_session' })
  expect(await audited()).toEqual([['parking.force_exit', operator.id]])
})

/** The fleet of `fake`, whose gates are connected since now and stay so. */
function connectedFor({ fleet, clock }: typeof fake): typeof fleet {
  const since = isoNow(clock)
  return { ...fleet, presence: () => fleet.presence().map(gate => ({ ...gate, since })) }
}

/** Lets so much time go by that waiting stays are given up; resolves when the watch has said what it did. */
async function untilGivenUp(): Promise<void> {
  const ended = Promise.withResolvers<void>()
  const log = Object.assign(silentLog(), { info: () => ended.resolve() })
  const watch = watchWaitingStays({ store, clock: fake.clock, log, fleet: connectedFor(fake) })
  watch.start()
  await fake.clock.advance(waitingStayDelays.giveUpAfter + waitingStayDelays.lookEvery)
  await ended.promise
  watch.stop()
}

test('a stay nobody saw passing is given up when its gate was there all along, not while the gate is away', async () => {
  await put({ state: 'waiting', enteredAt: null })
  await put({ id: visitId, cardId: 'CARD_002', state: 'waiting', enteredAt: null, machineId: 'gate_out' })
  fake.fleet.offline.add('gate_out')
  await untilGivenUp()
  expect(await store.sessions.get(stayId)).toMatchObject({ state: 'turned_back', outcomeReason: 'no_passage_seen' })
  expect(await store.sessions.get(visitId)).toMatchObject({ state: 'waiting' })
})

test('a stay that went on while it was being given up is left as it is', async () => {
  await put({ state: 'waiting', enteredAt: null })
  const transact = store.transact.bind(store)
  store.transact = async work => {
    store.transact = transact
    await put({ state: 'paying' })
    return transact(work)
  }
  await untilGivenUp()
  expect(await store.sessions.get(stayId)).toMatchObject({ state: 'paying' })
})
