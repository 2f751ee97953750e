import type { TreatmentPriceView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { priceLists } from './price-lists.ts'

const price = (outlet_id: string | null, amount: number, since: string): TreatmentPriceView => ({
  outlet_id,
  treatment: 'BASIC',
  price: amount,
  since,
  set_at: since,
  actor: 'user:siti',
  reason: null,
})

test('the newest price that has begun counts, and the nearest of those to come is announced', () => {
  const prices = [
    price(null, 9_000, '2026-03-01T00:00:00.000Z'),
    price(null, 8_000, '2026-02-01T00:00:00.000Z'),
    price('tebet', 6_000, '2026-01-15T00:00:00.000Z'),
    price(null, 5_000, '2026-01-10T00:00:00.000Z'),
    price(null, 4_000, '2026-01-01T00:00:00.000Z'),
  ]
  const lists = priceLists(prices, Date.parse('2026-01-20T10:30:00.000Z'))
  expect(lists.map(({ outletId, cells }) => [outletId, cells[0]?.now?.price, cells[0]?.next?.price])).toEqual([
    [null, 5_000, 8_000],
    ['tebet', 6_000, undefined],
  ])
  expect(lists[0]?.cells[1]).toEqual({ treatment: 'STANDARD', now: undefined, next: undefined, isInherited: false })
})

test('a site without prices still has the list for all', () => {
  expect(priceLists([], 0).map(({ outletId, cells }) => [outletId, cells.length])).toEqual([[null, 3]])
})

test('an outlet with one price of its own shows for the others what really holds there, and says that it is that for all', () => {
  const standard = (outlet: string | null, amount: number, since: string) => ({
    ...price(outlet, amount, since),
    treatment: 'STANDARD' as const,
  })
  const prices = [
    standard('tebet', 9_500, '2026-04-01T00:00:00.000Z'),
    standard(null, 11_000, '2026-03-01T00:00:00.000Z'),
    price('tebet', 4_000, '2026-01-15T00:00:00.000Z'),
    standard(null, 10_000, '2026-01-01T00:00:00.000Z'),
  ]
  const [, tebet] = priceLists(prices, Date.parse('2026-01-20T10:30:00.000Z'))
  expect(tebet?.cells.map(({ now, next, isInherited }) => [now?.price, next?.price, isInherited])).toEqual([
    [4_000, undefined, false],
    [10_000, 11_000, true],
    [undefined, undefined, false],
  ])
})

test('an own price that is to come before the next for all is the one announced', () => {
  const prices = [
    price(null, 7_000, '2026-04-01T00:00:00.000Z'),
    price('tebet', 6_000, '2026-03-01T00:00:00.000Z'),
    price(null, 5_000, '2026-01-01T00:00:00.000Z'),
  ]
  const [, tebet] = priceLists(prices, Date.parse('2026-01-20T10:30:00.000Z'))
  expect([tebet?.cells[0]?.now?.price, tebet?.cells[0]?.next?.price, tebet?.cells[0]?.isInherited]).toEqual([5_000, 6_000, true])
})
