import { expect, test } from 'vitest'
import { standsOut } from './stands-out.ts'

test.each([
  [5, 0, true],
  [12, 5, true],
  [12, 6, false],
  [4, 0, false],
  [40, 112, false],
])('%i openings beside %i payments stand out: %s', (opens, payments, is) => {
  expect(standsOut({ opens, payments })).toBe(is)
})
