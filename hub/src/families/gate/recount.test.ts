import { isoNow, uuidv7 } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeHub, sessionRecord } from '../../edges/http/testing/fake-hub.ts'
import type { Parking } from '../../services.ts'
import { storeSite } from '../../site-records.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Store } from '../../store/store.ts'
import { storeIn } from '../../store/testing/stored.ts'
import { createParking } from './parking.ts'
import { tariffBook } from './settlement.ts'
import { operator } from './testing/gate-rig.ts'

let fake: Awaited<ReturnType<typeof fakeHub>>
let store: Store
let parking: Parking

beforeEach(async () => {
  fake = await fakeHub()
  const { services, clock, fleet, live, dataDir } = fake
  store = await storeIn(dataDir)
  const { site } = services
  await storeSite(store, site, isoNow(clock))
  const capacity = { car: 10, motorcycle: 2 }
  await store.zones.put({ id: 'main', outletId: site.outlet.id, name: 'Area utama', capacity })
  parking = createParking({ site, store, clock, fleet, live, tariffs: tariffBook(store, site), payments: services.payments })
})
afterEach(() => store.stop())

async function park(count: number, change: Partial<SessionRecord> = {}): Promise<SessionRecord[]> {
  const stays = Array.from({ length: count }, () =>
    sessionRecord(isoNow(fake.clock), { id: uuidv7(), cardId: null, ticket: `T-${uuidv7().slice(-12)}`, ...change }),
  )
  await store.transact(tx => tx.sessions.putMany(stays))
  return stays
}
const put = (stays: readonly SessionRecord[], change: Partial<SessionRecord>) =>
  store.transact(tx => tx.sessions.putMany(stays.map(stay => ({ ...stay, ...change }))))
const count = (counted: number, gone: readonly SessionRecord[] = []) =>
  parking.recount({ zone_id: 'main', vehicle_class: 'car', counted, gone: gone.map(stay => stay.id), reason: 'evening round' }, operator)
const cars = async () => (await parking.capacity()).zones.find(row => row.vehicle_class === 'car')
const minute = () => fake.clock.advance(60_000)

test('fewer vehicles than stays: the number follows, and a stay without a vehicle that is ended later is not taken off twice', async () => {
  const stays = await park(6)
  expect(await count(4)).toMatchObject({ counted: 4, derived: 6, openStays: 6, endedStays: 0, actor: operator.id, reason: 'evening round' })
  expect(await cars()).toMatchObject({ occupied: 4, available: 6, correction: -2 })
  await minute()
  await parking.forceExit({ session_id: stays[0]?.id, reason: 'not there' }, operator)
  expect(await cars()).toMatchObject({ occupied: 4, correction: -1 })
  await put(stays.slice(1, 3), { state: 'closed', closedAt: isoNow(fake.clock), outcome: 'passed' })
  expect(await cars()).toMatchObject({ occupied: 2, correction: -1 })
  await park(1)
  expect(await cars()).toMatchObject({ occupied: 3 })
})

test('stays named as gone are ended without charge, audited, and leave nothing to correct', async () => {
  const stays = await park(3)
  const { endedStays, openStays } = await count(1, stays.slice(0, 2))
  expect([endedStays, openStays]).toEqual([2, 1])
  expect(await cars()).toMatchObject({ occupied: 1, correction: 0 })
  expect(await store.sessions.get(stays[0]?.id ?? '')).toMatchObject({ state: 'forced', outcomeReason: 'evening round', paidAmount: 0 })
  const acts = (await store.audit.list({}, { limit: 9 })).items
  expect(acts.map(({ action, subject }) => [action, subject]).slice(0, 3)).toEqual([
    ['parking.recount', 'zone:main'],
    ['parking.force_exit', stays[1]?.id],
    ['parking.force_exit', stays[0]?.id],
  ])
  expect(acts[0]?.after).toMatchObject({ counted: 1, ended: stays.slice(0, 2).map(stay => stay.id) })
  expect((await store.ledger.list({}, { limit: 9 })).items).toEqual([])
})

test('more vehicles than stays: they take places until they drive out for no stay', async () => {
  await park(2)
  await count(4)
  expect(await cars()).toMatchObject({ occupied: 4, correction: 2 })
  await minute()
  const at = isoNow(fake.clock)
  const passed = { machineId: 'gate_out', epoch: uuidv7(), type: 'vehicle_passed', sessionId: null, clock: 'synced' as const }
  await store.transact(tx =>
    tx.facts.insert([
      { ...passed, seq: 1, id: uuidv7(), occurredAt: at, receivedAt: at, payload: { direction: 'out' }, digest: 'd' },
      { ...passed, seq: 2, id: uuidv7(), occurredAt: at, receivedAt: at, payload: { direction: 'in' }, digest: 'e' },
    ]),
  )
  expect(await cars()).toMatchObject({ occupied: 3, correction: 1 })
})

test('a later count replaces the one before instead of being added to it', async () => {
  await park(5)
  await count(3)
  await minute()
  expect(await count(4)).toMatchObject({ derived: 3, counted: 4, openStays: 5 })
  expect(await cars()).toMatchObject({ occupied: 4, correction: -1 })
})

test('a full count of motorcycles refuses no car', async () => {
  await parking.recount({ zone_id: 'main', vehicle_class: 'motorcycle', counted: 9, gone: [], reason: 'crowded' }, operator)
  expect(await parking.enter({ card_id: 'CARD_009' }, operator)).toMatchObject({ approved: true })
  await park(9)
  await expect(parking.enter({ card_id: 'CARD_010' }, operator)).rejects.toMatchObject({ code: 'lot_full' })
})

test('nothing is entered when a stay named as gone has left meanwhile, or is none of this place', async () => {
  const [left, other] = [await park(1), await park(1, { vehicleClass: 'motorcycle' })]
  await put(left, { state: 'closed', closedAt: isoNow(fake.clock), outcome: 'passed' })
  for (const gone of [left, other, [sessionRecord('', { id: uuidv7() })]]) {
    await expect(count(0, gone)).rejects.toMatchObject({ code: 'conflict' })
  }
  const nowhere = { zone_id: 'moon', vehicle_class: 'car', counted: 1, gone: [], reason: 'r' }
  await expect(parking.recount(nowhere, operator)).rejects.toMatchObject({ code: 'not_found' })
  expect((await store.recounts.list({}, { limit: 9 })).items).toEqual([])
  expect((await store.audit.list({}, { limit: 9 })).items).toEqual([])
})

test('the longest inside are proposed first, and gates that are away are named', async () => {
  await park(1)
  const [oldest] = await park(1, { openedAt: '2026-01-01T00:00:00.000Z', state: 'leaving' })
  fake.fleet.offline.add('gate_out')
  const { derived, inside, unheard } = await parking.proposeRecount('main', 'car')
  expect([derived, inside.length, inside[0]?.id]).toEqual([2, 2, oldest?.id])
  expect(unheard).toContain('gate_out')
})
