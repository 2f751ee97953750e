/** The HTTP application over a real database and the real parking, with one record of everything; only the machines are fake. */
import path from 'node:path'
import { isoNow, silentLog, type Log } from '@palang/kit'
import { createAccess } from '../../../access/access.ts'
import { createTokens } from '../../../access/tokens.ts'
import { createUsers } from '../../../access/users.ts'
import { createParking } from '../../../families/gate/parking.ts'
import { tariffBook } from '../../../families/gate/settlement.ts'
import { createDeadLetters } from '../../../intake/dead-letters.ts'
import { createMeals } from '../../../families/checkpoint/meals.ts'
import { createTreatments } from '../../../families/ozone/treatments.ts'
import { createOutlets } from '../../../outlets.ts'
import { createPayments } from '../../../payments/payments.ts'
import { createAnnounced } from '../../../readings/announced.ts'
import { createReadings } from '../../../readings/readings.ts'
import type { HubServices } from '../../../services.ts'
import { storeSite } from '../../../site-records.ts'
import type { Store } from '../../../store/store.ts'
import { storeIn } from '../../../store/testing/stored.ts'
import { vendingMachine } from '../../../testing/vending-machine.ts'
import { createHttpApp } from '../app.ts'
import { fakeHub, sessionRecord } from './fake-hub.ts'

/** Ids of records that are there. */
export const storedIds = {
  machine: 'gate_in',
  card: 'CARD_001',
  vehicle: 'B1234XYZ',
  session: '01920000-0000-7000-8000-000000000001',
  alarm: '01920000-0000-7000-8000-0000000000a1',
  deadLetter: '01920000-0000-7000-8000-0000000000d1',
  water: 'vending-1',
  announced: 'vending-11',
} as const

/**
 * Migrates and opens a SQLite store in a folder of its own. `errors` collects what the hub logs as errors; `refill` puts
 * the records back as they were.
 */
export async function storedHub() {
  const consumables = { tank_litres: 200, filter_litres: 5_000, uv_hours: 8_000 }
  const fake = await fakeHub({ machines: [vendingMachine(storedIds.water, { consumables })] })
  const { clock, dataDir } = fake
  const { site } = fake.services
  const errors: unknown[] = []
  const log: Log = Object.assign(silentLog(), { error: (...about: unknown[]) => void errors.push(about) })
  const store = await storeIn(dataDir, log)
  await storeSite(store, site, isoNow(clock))
  const payments = createPayments({ site, store, clock, log, live: fake.live })
  const parking = createParking({ site, store, clock, fleet: fake.fleet, live: fake.live, tariffs: tariffBook(store, site), payments })
  const outlets = createOutlets({ site, store, clock })
  const treatments = createTreatments({ site, store, clock, log, live: fake.live, outlets })
  const meals = createMeals({ site, store, clock, log, live: fake.live, outlets })
  const deadLetters = createDeadLetters({
    store,
    site,
    clock,
    publish: fake.live.publish,
    telemetry: treatments.telemetry,
    gateways: meals.gateways,
  })
  const { live } = fake
  const announced = createAnnounced({ site, store, clock, live, revocations: fake.services.revocations })
  const readings = createReadings({ site, store, clock, log, live, announced })
  const services: HubServices = {
    ...fake.services,
    log,
    store,
    parking,
    deadLetters,
    payments,
    announced,
    readings,
    outlets,
    treatments,
    meals,
  }
  await store.transact(async tx => {
    for (const token of fake.store.shelves.tokens.values()) await tx.tokens.put(token)
  })
  const refill = async () => {
    await fill(store, isoNow(clock))
    const by = { id: 'rule:test', role: 'admin' } as const
    if (announced.isRetired(storedIds.announced)) await announced.restore(by, storedIds.announced)
    else if (!announced.has(storedIds.announced)) await announced.add(by, { id: storedIds.announced })
  }
  await refill()
  const entrance = { access: createAccess({ ...services, dataDir }), users: createUsers(services), tokens: createTokens(services) }
  const app = createHttpApp(services, entrance, { consoleDir: path.join(dataDir, 'no-console') })
  return { app, store, dataDir, errors, refill }
}

async function fill(store: Store, at: string): Promise<void> {
  const { machine, alarm, card, deadLetter, session, vehicle } = storedIds
  const blank = { holder: null, licensePlate: null, vehicleClass: null, validFrom: null, validUntil: null }
  await store.transact(async tx => {
    await tx.cards.put({ id: card, kind: 'member', status: 'active', ...blank, createdAt: at, updatedAt: at })
    await tx.vehicles.put({ id: vehicle, licensePlate: 'B 1234 XYZ', vehicleClass: 'car', cardId: card, note: null, createdAt: at })
    await tx.sessions.putMany([sessionRecord(at, { id: session })])
    await tx.alarms.putMany([
      {
        id: alarm,
        machineId: machine,
        code: 'board_disconnected',
        severity: 'warning',
        state: 'active',
        message: 'unplugged',
        raisedAt: at,
        clearedAt: null,
        acknowledgedAt: null,
        acknowledgedBy: null,
        comment: null,
      },
    ])
    await tx.facts.saveDeadLetters([
      {
        id: deadLetter,
        machineId: machine,
        epoch: session,
        seq: 1,
        item: { seq: 1 },
        code: 'conflict',
        message: 'refused',
        receivedAt: at,
        state: 'open',
        handledAt: null,
        handledBy: null,
        reason: null,
      },
    ])
  })
}
