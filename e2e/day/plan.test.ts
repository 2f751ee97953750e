/** The day is the same for a seed, and whoever miscounts is seen in the evening. */
import { expect, test } from 'vitest'
import { planDay } from './plan.ts'
import { type DayCount, reconcile } from './reconcile.ts'

test('a seed is a day, and in every day all ways to pay occur', () => {
  const { cars, mishaps } = planDay(300, 7)
  expect(planDay(300, 7)).toEqual({ cars, mishaps })
  expect(planDay(300, 8).cars).not.toEqual(cars)
  const share = (holds: (car: (typeof cars)[number]) => boolean) => cars.filter(holds).length / cars.length
  for (const payment of ['notes', 'cashier', 'card', 'qris']) expect(share(car => car.payment === payment)).toBeGreaterThan(0.04)
  for (const end of ['approve', 'decline', 'time_out', 'lost']) expect(share(({ cardEnds }) => cardEnds === end)).toBeGreaterThan(0)
  for (const times of [0, 1, 2]) expect(share(({ notifications }) => notifications === times)).toBeGreaterThan(0.04)
  expect(share(({ isRead }) => isRead)).toBeGreaterThan(0.05)
  expect(cars.every(({ isRead, credential }) => !isRead || credential === 'member')).toBe(true)
})

/** One car that paid 3000 by card. */
const evening: DayCount = {
  lanes: [{ id: 'out_1', direction: 'out', passages: 1, box: 0, taken: [{ amount: 3000, reference: 'SIM-1' }], phones: 0, reported: 3000 }],
  stays: [{ id: 's', entered: true, closed: true, outcome: 'passed', exitMachineId: 'out_1', amount: 3000, paid: 3000 }],
  drivenIn: 1,
  drivenOut: 1,
  ledgerNet: 3000,
  reportNet: 3000,
  ledgerBalanced: true,
  money: [{ method: 'card', people: null, devices: 3000, booked: 3000, reported: 3000, entries: { expected: 1, found: 1, booked: 1 } }],
  difference: 0,
  occupied: 0,
  deadLetters: 0,
  untold: 0,
}
const different = (day: DayCount) => reconcile(day).flatMap(({ what, expected, found }) => (expected === found ? [] : [what]))

test('a payment that a terminal took and nobody booked is seen at its gate, in its method and in its list', () => {
  const entry = { id: 'in_1', direction: 'in' as const, passages: 1, box: 0, taken: [], phones: 0, reported: 0 }
  const day = { ...evening, lanes: [entry, ...evening.lanes] }
  expect(different(day)).toEqual([])
  const [card] = day.money
  if (card === undefined) throw new Error('no card')
  const lost = { ...card, booked: 0, reported: 0, entries: { expected: 1, found: 0, booked: 0 } }
  const unbooked = { ...day, lanes: day.lanes.map(lane => ({ ...lane, reported: 0 })), money: [lost] }
  expect(different(unbooked)).toEqual([
    'box, terminal and phones at out_1, reported of it',
    'card: on the lists of the terminals, booked',
    'card: payments listed, each booked once',
    'card: payments listed, entries booked',
  ])
})
