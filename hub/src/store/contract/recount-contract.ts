/** Recounts, and what is asked of the time since each. */
import { uuidv7 } from '@palang/kit'
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type { RecountRecord } from '../recounts.ts'
import { at, fact, session, unique } from './samples.ts'

function recount(over: Partial<RecountRecord> = {}): RecountRecord {
  return {
    id: uuidv7(),
    outletId: 'pusat',
    zoneId: 'main',
    vehicleClass: 'car',
    countedAt: at(0),
    counted: 3,
    derived: 5,
    openStays: 4,
    endedStays: 1,
    actor: 'user:siti',
    reason: 'counted by hand',
    ...over,
  }
}

/** Registers the tests. */
export function recountContract(store: CurrentStore): void {
  test('the newest recount of each zone and class counts, also of two in one moment', async () => {
    const outletId = unique('outlet')
    const old = recount({ outletId })
    const twin = recount({ outletId, countedAt: at(9), counted: 7 })
    const bikes = recount({ outletId, vehicleClass: 'motorcycle', countedAt: at(4) })
    const newest = recount({ outletId, countedAt: at(9), counted: 8 })
    await store().transact(async tx => {
      for (const one of [old, twin, bikes, newest]) await tx.recounts.append(one)
    })
    const found = await store().recounts.newest(outletId)
    expect(found).toHaveLength(2)
    expect(found).toEqual(expect.arrayContaining([bikes, newest]))
    expect(await store().transact(tx => tx.recounts.newest(outletId))).toHaveLength(2)
    const page = await store().recounts.list({ outletIds: [outletId] }, { limit: 2 })
    expect(page.items.map(one => one.counted)).toEqual([8, 7])
    const rest = await store().recounts.list({ outletIds: [outletId] }, { limit: 2, cursor: page.nextCursor ?? undefined })
    expect(rest.items).toEqual([bikes, old])
    expect((await store().recounts.list({ outletIds: [] }, { limit: 2 })).items).toEqual([])
  })

  test('of the time since, stays inside then are told apart from later ones, other zones and classes', async () => {
    const outletId = unique('outlet')
    const inside = (over: Parameters<typeof session>[0]) => session({ outletId, enteredAt: at(1), ...over })
    const byHand = { state: 'forced' as const, outcome: 'forced' }
    const oldest = inside({ openedAt: at(-9) })
    const unzoned = inside({ zoneId: null })
    await store().transact(tx =>
      tx.sessions.putMany([
        oldest,
        unzoned,
        inside({ enteredAt: at(20) }),
        inside({ vehicleClass: 'motorcycle' }),
        inside({ zoneId: 'roof' }),
        inside({ state: 'waiting', enteredAt: null }),
        inside({ ...byHand, closedAt: at(12) }),
        inside({ ...byHand, enteredAt: at(11), closedAt: at(12) }),
        inside({ ...byHand, closedAt: at(10) }),
        inside({ state: 'closed', outcome: 'passed', closedAt: at(12) }),
      ]),
    )
    const place = { outletId, zoneId: 'main', vehicleClass: 'car', takesUnzoned: true }
    expect(await store().recounts.since(place, at(10))).toEqual({ stillOpen: 2, endedByHand: 1, allEndedByHand: 2 })
    const zoned = { ...place, takesUnzoned: false }
    expect(await store().transact(tx => tx.recounts.since(zoned, at(10)))).toMatchObject({ stillOpen: 1 })
    expect(await store().recounts.insideLongest(place, 2)).toEqual([oldest, unzoned].toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1)))
    expect(await store().recounts.insideLongest(zoned, 9)).toHaveLength(2)
  })

  test('vehicles that drove out for no known stay are counted by machine', async () => {
    const machineId = unique('gate')
    const passed = (seq: number, over: Parameters<typeof fact>[0] = {}) =>
      fact({ machineId, seq, type: 'vehicle_passed', occurredAt: at(500 + seq), payload: { direction: 'out' }, ...over })
    await store().transact(tx =>
      tx.facts.insert([
        passed(1),
        passed(2),
        passed(3, { sessionId: uuidv7() }),
        passed(4, { payload: { direction: 'in' } }),
        passed(5, { type: 'vehicle_detected' }),
        passed(60),
      ]),
    )
    expect((await store().recounts.unknownExits(at(501), at(550))).get(machineId)).toBe(2)
    expect((await store().transact(tx => tx.recounts.unknownExits(at(502), at(550)))).get(machineId)).toBe(1)
  })
}
