import { expect, test } from 'vitest'
import { words } from '../../kiosk/i18n/words.ts'
import { lineText } from './kiosk-line-text.ts'

test('a line is named with its band in the language of the screen', () => {
  expect(lineText(words.id, { text: 'first_period', name: 'night' })).toBe('Periode pertama (malam)')
  expect(lineText(words.en, { text: 'flat_rate', name: 'weekend' })).toBe('Flat rate (weekend)')
  expect(lineText(words.en, { text: 'cap_day' })).toBe('Cap per day')
})

test('a name without words stands as the tariff has it, a line without words under a plain name', () => {
  expect(lineText(words.id, { text: 'validation', name: 'Bioskop' })).toBe('Potongan (Bioskop)')
  expect(lineText(words.id, { text: 'toString', name: 'constructor' })).toBe('Biaya lain (constructor)')
})
