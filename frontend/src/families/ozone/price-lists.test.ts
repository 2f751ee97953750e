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
  expect(lists[0]?.cells[1]).toEqual({ treatment: 'STANDARD', now: undefined, next: undefined })
})

test('a site without prices still has the list for all', () => {
  expect(priceLists([], 0).map(({ outletId, cells }) => [outletId, cells.length])).toEqual([[null, 3]])
})
