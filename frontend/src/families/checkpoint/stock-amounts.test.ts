import { expect, test } from 'vitest'
import { readableAmount, stockEntryOf, type StockDraft } from './stock-amounts.ts'

const draft: StockDraft = { kitchenId: 'dapur-1', kind: 'in', item: ' Beras ', quantity: '0,29', unit: 'kg', cost: '', reason: '' }

test('kilos and litres are kept as whole grams and millilitres', () => {
  expect(stockEntryOf(draft)).toEqual({ kitchen_id: 'dapur-1', kind: 'in', item: 'Beras', unit: 'g', quantity: 290 })
  expect(stockEntryOf({ ...draft, quantity: '18.5', unit: 'l' })).toMatchObject({ unit: 'ml', quantity: 18_500 })
  expect(stockEntryOf({ ...draft, quantity: '1.0005' })).toBeUndefined()
  expect(stockEntryOf({ ...draft, quantity: '2.5', unit: 'pcs' })).toBeUndefined()
})

test('nothing in or out is no entry; nothing left is a count', () => {
  expect(stockEntryOf({ ...draft, quantity: '0' })).toBeUndefined()
  expect(stockEntryOf({ ...draft, quantity: '0', kind: 'out' })).toBeUndefined()
  expect(stockEntryOf({ ...draft, quantity: '0', kind: 'count' })).toMatchObject({ kind: 'count', quantity: 0 })
  expect(stockEntryOf({ ...draft, quantity: '-5', kind: 'count' })).toBeUndefined()
  expect(stockEntryOf({ ...draft, item: ' ' })).toBeUndefined()
})

test('a cost goes with what came in only, and is whole rupiah', () => {
  expect(stockEntryOf({ ...draft, cost: '650000', reason: 'nota 12' })).toMatchObject({ cost: 650_000, reason: 'nota 12' })
  expect(stockEntryOf({ ...draft, cost: '650.000' })).toBeUndefined()
  expect(stockEntryOf({ ...draft, kind: 'out', cost: '650000' })).not.toHaveProperty('cost')
})

test('large quantities are read in the larger unit, exactly', () => {
  expect(readableAmount(50_000, 'g')).toEqual({ value: 50, unit: 'kg' })
  expect(readableAmount(-152_340, 'g')).toEqual({ value: -152.34, unit: 'kg' })
  expect(readableAmount(1_001, 'ml')).toEqual({ value: 1.001, unit: 'l' })
  expect(readableAmount(999, 'g')).toEqual({ value: 999, unit: 'g' })
  expect(readableAmount(4_000, 'pcs')).toEqual({ value: 4_000, unit: 'pcs' })
})
