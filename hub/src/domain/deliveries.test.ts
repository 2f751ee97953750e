import { expect, test } from 'vitest'
import type { ContainerRecord, DeliveryRecord, TripRecord } from '../store/meals.ts'
import { deliveryOf, flowOf, isLate, safeUntil, stateOf } from './deliveries.ts'

const container: ContainerRecord = {
  tagId: 'T',
  programmeId: 'mbg',
  label: 'Baki',
  portions: 20,
  kitchenId: 'dapur',
  schoolId: 'sdn-1',
  retiredAt: null,
}
const planned = (over: Partial<DeliveryRecord> = {}): DeliveryRecord => ({
  ...{ id: 'd', programmeId: 'mbg', day: '2026-01-20', kitchenId: 'dapur', schoolId: 'sdn-1' },
  ...{ vehicleId: null, batchId: null, portions: 100, tags: [] },
  ...over,
})
const at = (hour: number) => `2026-01-20T0${hour}:00:00.000Z`
const step = (hour: number, gatewayId = 'g') => ({ at: at(hour), gatewayId, temperatureDc: null })
const trip = (steps: TripRecord['steps'], over: Partial<TripRecord> = {}): TripRecord => ({
  ...{ id: 't', tagId: 'T', programmeId: 'mbg', deliveryId: 'd', day: '2026-01-20', beganAt: at(1), steps },
  ...{ returnedAt: steps.returned?.at ?? null, portions: 20, received: null, served: null, rejected: 0, rejectReason: null, flags: [] },
  ...over,
})
const nowhere = () => undefined

test('a round belongs to what was planned with its container, then to where it arrived, then to where it usually goes', () => {
  const [usual, other] = [planned(), planned({ id: 'e', schoolId: 'sdn-2', tags: ['T'] })]
  const of = (ofDay: DeliveryRecord[], gatewayPlace?: string) =>
    deliveryOf({ tagId: 'T', steps: { dispatched: step(1), received: step(2, 'at-2') } }, container, '2026-01-20', {
      ofDay,
      placeOf: id =>
        id === 'at-2' && gatewayPlace !== undefined
          ? {
              ...{ id: gatewayPlace, programmeId: 'mbg', kind: 'school', name: '', address: null, contact: null },
              ...{ portions: 0, route: null, stop: null, retiredAt: null },
            }
          : undefined,
    })?.id
  expect([of([usual, other]), of([usual]), of([usual, { ...other, tags: [] }], 'sdn-2')]).toEqual(['e', 'd', 'e'])
})

test('what nobody planned makes one delivery of a name of its own, and what only came back none', () => {
  const of = (steps: TripRecord['steps'], day = '2026-01-20') =>
    deliveryOf({ tagId: 'T', steps }, container, day, { ofDay: [], placeOf: nowhere })
  const first = of({ dispatched: step(1) })
  expect(first).toMatchObject({ schoolId: 'sdn-1', portions: null })
  expect(first?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(of({ received: step(2) })?.id).toBe(first?.id)
  expect(of({ dispatched: step(1) }, '2026-01-21')?.id).not.toBe(first?.id)
  expect(of({ returned: step(5) })).toBeNull()
})

test('a delivery is what its rounds come to: what was served has left, whoever forgot to scan it; corrections are added', () => {
  const trips = [
    trip({ dispatched: step(1), received: step(2), served: step(3), returned: step(4) }),
    trip({ dispatched: step(1), received: step(2) }, { rejected: 5 }),
    trip({ served: step(3) }, { served: 18 }),
    trip({ dispatched: step(1) }),
  ]
  const flow = flowOf(planned({ tags: ['a', 'b', 'c', 'd'] }), trips, [
    { step: 'received', change: -2 },
    { step: 'returned', change: 1 },
  ])
  expect(flow).toEqual({
    planned: 100,
    dispatched: 80,
    received: 53,
    served: 38,
    rejected: 5,
    containers: { planned: 4, dispatched: 4, received: 3, served: 2, returned: 2 },
  })
  expect(stateOf(flow)).toBe('dispatched')
})

test('a delivery is as far as all of it is', () => {
  const all = (steps: TripRecord['steps']) => stateOf(flowOf(planned(), [trip(steps)], []))
  expect([
    all({}),
    all({ dispatched: step(1) }),
    all({ dispatched: step(1), received: step(2) }),
    all({ dispatched: step(1), received: step(2), served: step(3) }),
    all({ dispatched: step(1), received: step(2), served: step(3), returned: step(4) }),
  ]).toEqual(['planned', 'dispatched', 'received', 'served', 'returned'])
})

test('food is late when it was served after its time, or its time passed on the way', () => {
  const until = safeUntil(at(1), 120)
  expect(until).toBe(at(3))
  expect(isLate([trip({ served: step(2) })], until, at(9))).toBe(false)
  expect(isLate([trip({ served: step(4) })], until, at(4))).toBe(true)
  expect([isLate([trip({ dispatched: step(1) })], until, at(2)), isLate([trip({ dispatched: step(1) })], until, at(4))]).toEqual([
    false,
    true,
  ])
  expect(isLate([trip({ dispatched: step(1), returned: step(4) })], until, at(9))).toBe(false)
  expect(isLate([trip({ served: step(4) })], safeUntil(null, 120), at(9))).toBe(false)
})
