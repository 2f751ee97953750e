import { expect, test } from 'vitest'
import { amountOf, denominationsOf, sumOf, verdictOf } from './amounts.ts'

test.each([
  ['745000', 745_000],
  ['745.000', 745_000],
  ['1,250,000', 1_250_000],
  [' 1 000 ', 1000],
  ['0', 0],
  ['2000000000', 2_000_000_000],
])('%s is an amount', (typed, amount) => {
  expect(amountOf(typed)).toBe(amount)
})

test.each(['', '-5000', '12.5', '1.00', '7e3', 'Rp 5.000', '2000000001', '1.0000'])('“%s” is no amount', typed => {
  expect(amountOf(typed)).toBeUndefined()
})

test('notes and coins add up, and a place left empty or garbled counts nothing', () => {
  const rupiah = denominationsOf('IDR')
  const pieces = rupiah.map(({ kind, value }) => (value === 50_000 ? '3' : value === 1000 ? (kind === 'note' ? '2' : '5') : undefined))
  expect(sumOf(rupiah, pieces)).toBe(157_000)
  expect(sumOf(rupiah, ['', 'x', '-1', '1.5'])).toBe(0)
  expect(sumOf(rupiah, [])).toBe(0)
})

test('a currency whose notes are not known has none to count by', () => {
  expect(denominationsOf('USD')).toEqual([])
})

test('a difference below zero is money missing', () => {
  expect([-1, 0, 1].map(verdictOf)).toEqual(['short', 'exact', 'over'])
})
