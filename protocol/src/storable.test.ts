import { expect, test } from 'vitest'
import { whyNotStorable } from './storable.ts'

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))

test.each([
  ['a NUL', 'cut\0here'],
  ['half a surrogate pair', { note: '\uD83D' }],
  ['such text for a key', { deep: [{ '\0': 1 }] }],
  ['a whole number no double holds exactly', { amount: 2 ** 53 }],
  ['33 lists within one another', nested(34)],
  ['more of them than the stack holds', nested(100_000)],
])('%s cannot be kept', (_what, value) => {
  expect(whyNotStorable(value)).toBeTypeOf('string')
})

test.each([null, 0.1, -0, 2 ** 53 - 1, 'é 😀 \u202E\n', { a: [{ b: '' }] }, nested(33)])('%j can', value => {
  expect(whyNotStorable(value)).toBeUndefined()
})
