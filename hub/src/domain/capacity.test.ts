import { expect, test } from 'vitest'
import { capacityOf, hasRoom } from './capacity.ts'

const zones = [
  { id: 'main', outletId: 'pusat', name: 'Area utama', capacity: { car: 3, motorcycle: 2 } },
  { id: 'roof', outletId: 'pusat', name: 'Atap', capacity: { car: 1 } },
]
const open = (zoneId: string | null, state: string, count: number, vehicleClass = 'car') => ({ zoneId, state, count, vehicleClass })

test('counts those inside, paying, paid and leaving, not those still at the barrier', () => {
  const capacity = capacityOf(zones, [
    open('main', 'inside', 1),
    open('main', 'leaving', 1),
    open('main', 'waiting', 5),
    open(null, 'paid', 1),
  ])
  expect(capacity.zones[0]).toMatchObject({ occupied: 3, available: 0 })
  expect(capacity).toMatchObject({ total: 6, occupied: 3, available: 3 })
})

test('a place promised at the barrier is not promised twice', () => {
  expect(hasRoom(zones, [open('main', 'inside', 2)], 'main', 'car')).toBe(true)
  expect(hasRoom(zones, [open('main', 'inside', 2), open('main', 'waiting', 1)], 'main', 'car')).toBe(false)
})

test('classes and zones do not take each other’s places', () => {
  expect(hasRoom(zones, [open('main', 'inside', 3)], 'main', 'motorcycle')).toBe(true)
  expect(hasRoom(zones, [open('main', 'inside', 3)], 'roof', 'car')).toBe(true)
})

test('more inside than places never shows negative room', () => {
  expect(capacityOf(zones, [open('roof', 'inside', 4)]).zones[2]).toMatchObject({ occupied: 4, available: 0 })
})

test('a class without counted places is never full', () => {
  expect(hasRoom(zones, [open('main', 'inside', 99, 'truck')], 'main', 'truck')).toBe(true)
})
