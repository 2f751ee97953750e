import { expect, test } from 'vitest'
import { leftText } from './countdown.ts'

test('what is left is told in minutes and seconds, and never reads zero before the end', () => {
  expect([600_000, 599_001, 65_000, 1, 0, -5].map(leftText)).toEqual(['10:00', '10:00', '1:05', '0:01', '0:00', '0:00'])
})
