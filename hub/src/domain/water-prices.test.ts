import { expect, test } from 'vitest'
import type { PriceListRecord } from '../store/water-care.ts'
import { inOrder, priceProofs, pricesInForce, priceVersion } from './water-prices.ts'

const since = '2026-01-01T00:00:00.000Z'
const machines = ['vending-1', 'vending-2', 'vending-3'].map(machineId => ({
  machineId,
  products: machineId === 'vending-3' ? undefined : [{ volume_ml: 600, price: 900 }],
  since,
}))

function list(id: string, machineId: string | null, price: number): PriceListRecord {
  const products = [{ volume_ml: 600, price }]
  return { id, machineId, version: priceVersion(products), products, since, actor: 'user:siti', reason: null }
}

test('a version is that of the products alone, in whatever order they are given', () => {
  const [small, large] = [
    { volume_ml: 600, price: 1000 },
    { volume_ml: 1500, price: 2000, colour: 'blue' },
  ]
  expect(priceVersion([small, large])).toBe(priceVersion([{ volume_ml: 1500, price: 2000 }, small]))
  expect(priceVersion([small])).not.toBe(priceVersion([{ ...small, price: 1001 }]))
  expect(inOrder([large, small])).toEqual([small, { volume_ml: 1500, price: 2000 }])
})

test('the site file counts until a list is set; then a machine’s own before the one for all, whichever is newer', () => {
  expect([...pricesInForce([], machines)].map(([id, { products }]) => [id, products[0]?.price])).toEqual([
    ['vending-1', 900],
    ['vending-2', 900],
  ])
  const lists = [list('a', 'vending-1', 800), list('b', null, 1000), list('c', null, 1100)]
  expect([...pricesInForce(lists, machines)].map(([id, one]) => [id, one.id])).toEqual([
    ['vending-1', 'a'],
    ['vending-2', 'c'],
    ['vending-3', 'c'],
  ])
})

test('a machine proves the list whose version it says; it waits for the one it should say', () => {
  const lists = [list('old', null, 1000), list('new', null, 1100), list('own', 'vending-3', 500)]
  const said = new Map([
    ['vending-1', priceVersion(lists[1]?.products ?? [])],
    ['vending-2', priceVersion(lists[0]?.products ?? [])],
  ])
  const shown = priceProofs(lists, machines, said).map(({ list: { id }, selling, waiting }) => [id, selling, waiting])
  expect(shown).toEqual([
    ['own', [], ['vending-3']],
    ['new', ['vending-1'], ['vending-2']],
    ['old', ['vending-2'], []],
  ])
})

test('the same prices set twice are proven by the newer one only, and those of the site file stand while they count', () => {
  const said = new Map([['vending-1', priceVersion([{ volume_ml: 600, price: 900 }])]])
  expect(priceProofs([], machines, said).map(({ list: { id, actor }, selling, waiting }) => [id, actor, selling, waiting])).toEqual([
    ['site-file:vending-1', 'rule:site-file', ['vending-1'], []],
    ['site-file:vending-2', 'rule:site-file', [], ['vending-2']],
  ])
  const lists = [list('one', null, 900), list('two', null, 900)]
  expect(priceProofs(lists, machines, said).map(({ list: { id }, selling }) => [id, selling])).toEqual([
    ['two', ['vending-1']],
    ['one', []],
  ])
})
