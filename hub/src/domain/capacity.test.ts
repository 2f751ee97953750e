import { expect, test } from 'vitest'
import { capacityOf, placesFor, roomLeft } from './capacity.ts'

const zones = [
  { id: 'main', outletId: 'pusat', name: 'Area utama', capacity: { car: 3, motorcycle: 2 } },
  { id: 'roof', outletId: 'pusat', name: 'Atap', capacity: { car: 1 } },
]
const stays = (zoneId: string | null, state: string, count: number, vehicleClass = 'car') => ({ zoneId, state, count, vehicleClass })
const parked = (...open: ReturnType<typeof stays>[]) => ({ open, corrections: [] })

test('counts those inside, paying, paid and leaving, not those still at the barrier', () => {
  const capacity = capacityOf(
    zones,
    parked(stays('main', 'inside', 1), stays('main', 'leaving', 1), stays('main', 'waiting', 5), stays(null, 'paid', 1)),
  )
  expect(capacity.zones[0]).toMatchObject({ occupied: 3, available: 0 })
  expect(capacity).toMatchObject({ total: 6, occupied: 3, available: 3 })
})

test('a place promised at the barrier is not promised twice', () => {
  expect(roomLeft(zones, parked(stays('main', 'inside', 2)), 'main', 'car')).toBe(1)
  expect(roomLeft(zones, parked(stays('main', 'inside', 2), stays('main', 'waiting', 1)), 'main', 'car')).toBe(0)
})

test('classes and zones do not take each other’s places, overfull ones included', () => {
  expect(roomLeft(zones, parked(stays('main', 'inside', 3)), 'main', 'motorcycle')).toBe(2)
  expect(roomLeft(zones, parked(stays('main', 'inside', 3)), 'roof', 'car')).toBe(1)
  const capacity = capacityOf(zones, parked(stays('main', 'inside', 9, 'motorcycle')))
  expect(capacity).toMatchObject({ total: 6, occupied: 9, available: 4 })
})

test('more inside than places never shows negative room', () => {
  expect(capacityOf(zones, parked(stays('roof', 'inside', 4))).zones[2]).toMatchObject({ occupied: 4, available: 0 })
})

test('a class without counted places is never full', () => {
  expect(roomLeft(zones, parked(stays('main', 'inside', 99, 'truck')), 'main', 'truck')).toBeUndefined()
})

test.each(['constructor', 'toString', '__proto__'])('%s is a class like any other whose places nobody counts', vehicleClass => {
  expect(placesFor(zones[0], vehicleClass)).toBeUndefined()
  expect(roomLeft(zones, parked(), 'main', vehicleClass)).toBeUndefined()
})

test('a count by hand is part of what is taken in its zone and class, and never makes it less than none', () => {
  const at = (amount: number) => ({ open: [stays('main', 'inside', 2)], corrections: [{ zoneId: 'main', vehicleClass: 'car', amount }] })
  expect(capacityOf(zones, at(1)).zones[0]).toMatchObject({ occupied: 3, available: 0, correction: 1 })
  expect(capacityOf(zones, at(-1)).zones.map(row => row.available)).toEqual([2, 2, 1])
  expect(roomLeft(zones, at(1), null, 'car')).toBe(0)
  expect(capacityOf(zones, at(-5)).zones[0]).toMatchObject({ occupied: 0 })
})
