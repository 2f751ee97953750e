/** Places, machines, hardware, cards and vehicles. */
import { expect, test } from 'vitest'
import type { CurrentStore } from '../contract.ts'
import type { CardRecord, MachineRecord, VehicleRecord } from '../records.ts'
import type { CardStanding } from '../store.ts'
import { at, unique } from './samples.ts'

function card(over: Partial<CardRecord> = {}): CardRecord {
  const times = { validFrom: null, validUntil: null, createdAt: at(0), updatedAt: at(0) }
  return {
    id: unique('CARD'),
    kind: 'member',
    status: 'active',
    holder: 'Budi Santoso',
    licensePlate: null,
    vehicleClass: null,
    ...times,
    ...over,
  }
}

/** Registers the tests. */
export function registryContract(store: CurrentStore): void {
  test('outlets and zones are replaced whole, capacities included', async () => {
    const outlet = { id: unique('outlet'), name: 'Parkir Pusat', timezone: 'Asia/Jakarta', currency: 'IDR' }
    const zone = { id: unique('zone'), outletId: outlet.id, name: 'Lantai 1', capacity: { car: 100, motorcycle: 200 } }
    await store().outlets.put(outlet)
    await store().outlets.put({ ...outlet, name: 'Parkir Timur' })
    await store().zones.put(zone)
    await store().zones.put({ ...zone, capacity: { car: 80, bus: 4 } })
    expect(await store().outlets.list()).toContainEqual({ ...outlet, name: 'Parkir Timur' })
    expect(await store().zones.list(outlet.id)).toEqual([{ ...zone, capacity: { car: 80, bus: 4 } }])
    expect(await store().zones.list('nowhere')).toEqual([])
  })

  test('machines are created, replaced and found by part of their name', async () => {
    const machine: MachineRecord = {
      id: unique('gate'),
      outletId: 'pusat',
      name: 'Gerbang Masuk Utara',
      family: 'gate',
      direction: 'in',
      zoneId: 'main',
      vehicleClass: null,
      mode: 'active',
      createdAt: at(0),
    }
    await store().transact(tx => tx.machines.put(machine))
    await store().transact(tx => tx.machines.put({ ...machine, mode: 'maintenance', direction: null }))
    const changed = { ...machine, mode: 'maintenance', direction: null }
    expect(await store().machines.get(machine.id)).toEqual(changed)
    expect(await store().machines.all()).toContainEqual(changed)
    const search = async (term: string) => (await store().machines.list({ limit: 5 }, term)).items.map(found => found.id)
    expect([await search('Utara'), await search('utara '), await search('UTARA'), await search('selatan')]).toEqual([
      [machine.id],
      [machine.id],
      [machine.id],
      [],
    ])
  })

  test('cards keep every field and are paged newest first', async () => {
    const holder = unique('Siti')
    const cards = [0, 1, 2].map(index =>
      card({ holder, createdAt: at(index), validFrom: at(index), validUntil: '2027-12-31T16:59:59.999Z', licensePlate: 'D1ABC' }),
    )
    await store().transact(async tx => {
      for (const each of cards) await tx.cards.put(each)
    })
    const first = await store().cards.list({ limit: 2 }, holder)
    const second = await store().cards.list({ limit: 2, cursor: first.nextCursor ?? '' }, holder)
    expect([...first.items, ...second.items]).toEqual(cards.toReversed())
    expect(second.nextCursor).toBeNull()
    const [blocked] = cards.map(each => ({ ...each, status: 'blocked' as const, holder: null }))
    if (blocked === undefined) throw new Error('no card')
    await store().transact(tx => tx.cards.put(blocked))
    expect(await store().cards.get(blocked.id)).toEqual(blocked)
    expect(await store().transact(tx => tx.cards.get(blocked.id))).toEqual(blocked)
    expect(await store().transact(tx => tx.cards.get(blocked.id.toLowerCase()))).toBeUndefined()
  })

  test('cards are found by standing, page by page, newest first', async () => {
    const cards = [
      card({ createdAt: at(0), status: 'blocked', kind: 'visitor' }),
      card({ createdAt: at(1), status: 'blocked' }),
      card({ createdAt: at(2) }),
      card({ createdAt: at(3), validUntil: at(0) }),
      card({ createdAt: at(4), kind: 'visitor' }),
    ]
    await store().transact(async tx => {
      for (const each of cards) await tx.cards.put(each)
    })
    const own = new Map(cards.map(({ id }, index) => [id, index]))
    const all = async (standing: CardStanding) => {
      const found: number[] = []
      let cursor: string | undefined
      do {
        const page = await store().cards.ofStanding(standing, { limit: 1, cursor })
        found.push(...page.items.flatMap(({ id }) => own.get(id) ?? []))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      return found
    }
    expect([await all('blocked'), await all('member')]).toEqual([
      [1, 0],
      [3, 2],
    ])
  })

  test('vehicles are found by plate and card', async () => {
    const vehicle: VehicleRecord = {
      id: 'B9999ZZ',
      licensePlate: 'B 9999 ZZ',
      vehicleClass: 'car',
      cardId: unique('CARD'),
      note: 'milik kantor 🚗',
      createdAt: at(0),
    }
    await store().transact(tx => tx.vehicles.put(vehicle))
    expect((await store().vehicles.list({ limit: 5 }, '9999z')).items).toEqual([vehicle])
    expect((await store().vehicles.list({ limit: 5 }, vehicle.cardId ?? '')).items).toEqual([vehicle])
    const remove = () => store().transact(tx => tx.vehicles.remove(vehicle.id))
    expect([await remove(), await remove()]).toEqual([true, false])
    expect(await store().vehicles.get(vehicle.id)).toBeUndefined()
  })

  test('a swapped device closes the earlier assignment, and a device that moves leaves its old machine', async () => {
    const [left, right] = [unique('gate'), unique('gate')]
    const [first, second] = [unique('serial'), unique('serial')]
    const assign = (machineId: string, serial: string, seconds: number, model = 'uno') =>
      store().devices.assign({ machineId, kind: 'board', serial, model, at: at(seconds) })
    await assign(left, first, 0)
    await assign(left, first, 1, 'mega')
    await assign(left, second, 2)
    await assign(right, first, 3, 'mega')
    await assign(right, second, 4)
    const history = async (machineId: string) =>
      (await store().devices.list(machineId)).map(({ serial, model, assignedAt, removedAt }) => [serial, model, assignedAt, removedAt])
    expect(await history(left)).toEqual([
      [second, 'uno', at(2), at(4)],
      [first, 'mega', at(0), at(2)],
    ])
    expect(await history(right)).toEqual([
      [second, 'uno', at(4), null],
      [first, 'mega', at(3), at(4)],
    ])
    const everywhere = await store().devices.list()
    expect(new Set(everywhere.filter(row => row.serial === first).map(row => row.id)).size).toBe(1)
  })
}
