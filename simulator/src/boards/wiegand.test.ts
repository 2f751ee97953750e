import { expect, test } from 'vitest'
import { wiegandDigits } from './wiegand.ts'

test.each([
  ['0013530444', '00CE754C'],
  ['3808980205', 'E3086CED'],
  ['CE754C', 'CE754C'],
  ['00ce754c', '00CE754C'],
])('%s is passed on as %s', (cardId, digits) => {
  expect(wiegandDigits(cardId)).toBe(digits)
})

test('a name is always the same number, and not that of another', () => {
  const names = ['CARD_001', 'CARD_002', 'V1234ABC', '']
  const digits = names.map(wiegandDigits)
  expect(digits).toEqual(names.map(wiegandDigits))
  expect(new Set(digits).size).toBe(names.length)
  for (const one of digits) expect(one).toMatch(/^00[0-9A-F]{6}$/)
})
