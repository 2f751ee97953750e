import type { PriceListView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { meantFor, priceDoubts } from './price-doubts.ts'

const present = [
  { name: 'Lobi', products: [{ volume_ml: 600, price: 1_000 }] },
  { name: 'Kantin', products: [{ volume_ml: 600, price: 1_000 }] },
  { name: 'Masjid', products: [{ volume_ml: 600, price: 0 }] },
  { name: 'Terputus', products: [] },
]
const doubts = (price: number) => priceDoubts([{ volume_ml: 600, price }], present)

test('water that is to be given away is asked about, but not where it is free already', () => {
  expect(doubts(0)).toEqual([{ volume_ml: 600, price: 0, from: undefined, machines: ['Lobi', 'Kantin', 'Terputus'] }])
  expect(priceDoubts([{ volume_ml: 600, price: 0 }], present.slice(2, 3))).toEqual([])
})

test('a price is asked about once it differs by more than half from the present one, with the machines it differs at', () => {
  expect(doubts(1_501)[0]).toEqual({ volume_ml: 600, price: 1_501, from: 1_000, machines: ['Lobi', 'Kantin'] })
  expect(doubts(499)[0]).toMatchObject({ from: 1_000, machines: ['Lobi', 'Kantin'] })
  expect(doubts(1_500).filter(({ from }) => from !== 0)).toEqual([])
  expect(doubts(500).filter(({ from }) => from !== 0)).toEqual([])
  expect(doubts(1_000)).toEqual([{ volume_ml: 600, price: 1_000, from: 0, machines: ['Masjid'] }])
})

test('a size nobody sells yet is not far from anything', () => {
  expect(priceDoubts([{ volume_ml: 19_000, price: 1 }], present)).toEqual([])
})

test('prices for all do not reach a machine that was given its own here; what the site file says is none', () => {
  const list = (machine_id: string | null, actor: string): PriceListView => ({
    version: 'v',
    machine_id,
    products: [],
    since: '2026-01-20T00:00:00.000Z',
    actor,
    reason: null,
    selling: [],
    waiting: [],
  })
  const rows = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
  const lists = [list('a', 'user:siti'), list('b', 'rule:site-file'), list(null, 'user:siti')]
  expect(meantFor(rows, null, lists).map(({ id }) => id)).toEqual(['b', 'c'])
  expect(meantFor(rows, 'a', lists).map(({ id }) => id)).toEqual(['a'])
})
