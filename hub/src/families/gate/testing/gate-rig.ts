/** The real parking over the memory store and a fake fleet, for tests of the gate family's rules. */
import type { Site } from '@palang/config'
import { isoNow, uuidv7 } from '@palang/kit'
import { fakeHub, type FakeHubOptions, sessionRecord } from '../../../edges/http/testing/fake-hub.ts'
import type { Actor } from '../../../services.ts'
import type { CardRecord, SessionRecord } from '../../../store/records.ts'
import { createParking } from '../parking.ts'
import { tariffBook } from '../settlement.ts'

export const operator: Actor = { id: 'user:operator@palang.local', role: 'operator' }
export const gateIn: Actor = { id: 'machine:gate_in', role: 'machine', machineId: 'gate_in' }
export const gateOut: Actor = { id: 'machine:gate_out', role: 'machine', machineId: 'gate_out' }

export const hourMs = 3_600_000

/** A car park with the tariff of the simulated site: 5000 for the first hour, 3000 for each that follows; `change` to what its site file says. */
export async function gateRig(change: Partial<NonNullable<Site['parking']>> = {}, options: FakeHubOptions = {}) {
  const { services, store, fleet, clock, live, hold, call } = await fakeHub(options)
  const { log } = services
  const { parking: given } = services.site
  const site = { ...services.site, parking: given === undefined ? undefined : { ...given, ...change } }
  const parking = createParking({ site, store, clock, fleet, live, tariffs: tariffBook(store, site), payments: services.payments })
  const { shelves } = store
  return {
    services,
    site,
    store,
    shelves,
    fleet,
    clock,
    log,
    live,
    hold,
    call,
    parking,
    /** A stay of card CARD_001 that came in now; returns how it stands at any later moment. */
    stay(change: Partial<SessionRecord> = {}): () => SessionRecord {
      const { id } = sessionRecord(isoNow(clock), { id: uuidv7(clock.now()), ...change })
      shelves.sessions.set(id, sessionRecord(isoNow(clock), { id, ...change }))
      return () => {
        const now = shelves.sessions.get(id)
        if (now === undefined) throw new Error(`stay ${id} is gone`)
        return now
      }
    },
    /** Registers a member's card. */
    async member(id: string, change: Partial<CardRecord> = {}): Promise<void> {
      const [createdAt, updatedAt] = [isoNow(clock), isoNow(clock)]
      const plain = { kind: 'member', status: 'active', holder: null, licensePlate: null, vehicleClass: null } as const
      await store.transact(tx => tx.cards.put({ id, ...plain, validFrom: null, validUntil: null, createdAt, updatedAt, ...change }))
    },
    /** Codes of the alarms that stand, oldest first. */
    standing: () => [...shelves.alarms.values()].flatMap(({ code, state }) => (state === 'active' ? [code] : [])),
    /** Amounts in the ledger, oldest first. */
    booked: () => shelves.ledger.map(entry => entry.amount),
  }
}
