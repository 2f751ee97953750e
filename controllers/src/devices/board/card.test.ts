import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emCardId } from '../reader/em-card.ts'
import { cardOfDigits, cardOfLine } from './card.ts'

test.each([
  ['CE754C', 'hex', '0013530444'],
  ['00CE754C', 'hex', '0013530444'],
  ['3C00CE754C', 'hex', '0013530444'],
  ['00ce754c', 'hex', '0013530444'],
  ['13530444', 'decimal', '0013530444'],
  ['0013530444', 'decimal', '0013530444'],
  ['E2801160600002083D3A5C91', 'hex', 'E2801160600002083D3A5C91'],
] as const)('%s in %s is card %s, as at every other reader', (digits, form, cardId) => {
  expect(cardOfDigits(digits, form)).toEqual({ cardId, raw: digits })
})

test.each([
  ['', 'hex'],
  ['CE754', 'hex'],
  ['0CE754C', 'hex'],
  ['CE754G', 'hex'],
  [' CE754C', 'hex'],
  ['CE754C0D0', 'hex'],
  ['00CE754C', 'decimal'],
  ['1353044', 'decimal'],
  ['4294967296', 'decimal'],
] as const)('%j in %s is no card', (digits, form) => {
  expect(cardOfDigits(digits, form)).toBeUndefined()
})

test('one number is one card, however many of its bits a board writes', () => {
  fc.assert(
    fc.property(fc.nat({ max: 0xff_ff_ff }), number => {
      const hex = number.toString(16)
      for (const length of [6, 8, 10]) expect(cardOfDigits(hex.padStart(length, '0'), 'hex')?.cardId).toBe(emCardId(number))
      for (const length of [8, 10]) expect(cardOfDigits(String(number).padStart(length, '0'), 'decimal')?.cardId).toBe(emCardId(number))
    }),
  )
})

test('an id in a line is kept as a reader wrote it', () => {
  for (const line of ['CARD:CARD_001:RFID', 'CARD_001', '{"id":"CARD_001","type":"RFID"}']) {
    expect(cardOfLine(line)).toEqual({ cardId: 'CARD_001', raw: line })
  }
  for (const line of ['', 'CARD::RFID', 'two words', '{"id":', '%%NoRead', 'x'.repeat(65)]) expect(cardOfLine(line)).toBeUndefined()
})
