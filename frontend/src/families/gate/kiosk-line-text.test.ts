import { expect, test } from 'vitest'
import { words } from '../../kiosk/i18n/words.ts'
import { billLines, lineText } from './kiosk-line-text.ts'

test('a line is named with its band in the language of the screen', () => {
  expect(lineText(words.id, { text: 'first_period', name: 'night' })).toBe('Periode pertama (malam)')
  expect(lineText(words.en, { text: 'flat_rate', name: 'weekend' })).toBe('Flat rate (weekend)')
  expect(lineText(words.en, { text: 'cap_day' })).toBe('Cap per day')
})

test('a name without words stands as the tariff has it, a line without words under a plain name', () => {
  expect(lineText(words.id, { text: 'validation', name: 'Bioskop' })).toBe('Potongan (Bioskop)')
  expect(lineText(words.id, { text: 'toString', name: 'constructor' })).toBe('Biaya lain (constructor)')
})

test('a bill of many lines is shown in sums that come to the same, one of few as it is', () => {
  const line = (text: string, amount: number) => ({ text, quantity: 1, unit_amount: amount, amount })
  const few = [line('first_period', 5000), line('flat_rate', 10_000), line('validation', -2000), line('lost_ticket', 50_000)]
  expect(billLines(few)).toBe(few)
  expect(billLines([...few, line('validation', -1000)])).toEqual([
    line('parking', 15_000),
    line('discounts', -3000),
    line('lost_ticket', 50_000),
  ])
  expect(billLines([...few, line('rounding', -500)]).map(({ text }) => text)).toEqual(['parking', 'discounts', 'lost_ticket', 'rounding'])
  expect(billLines([{ ...line('first_period', 1), name: 'night' }, ...few.slice(0, 3)])).toHaveLength(2)
  expect(billLines([...few.slice(0, 2), ...few.slice(0, 2), line('cap_day', 0)])).toEqual([line('parking', 30_000)])
})
