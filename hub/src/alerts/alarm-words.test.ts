import { expect, test } from 'vitest'
import { en } from '../../../frontend/src/i18n/en.ts'
import { id } from '../../../frontend/src/i18n/id.ts'
import { alarmName, namedAlarms } from './alarm-words.ts'

test('an alarm has the same name in a message as on the console, in both languages', () => {
  for (const [language, words] of [
    ['en', en],
    ['id', id],
  ] as const) {
    const onConsole = Object.entries(words).flatMap(([key, word]) => (key.startsWith('alarm.') ? [[key.slice('alarm.'.length), word]] : []))
    const inMessages = namedAlarms().map(code => [code, alarmName({ code, message: '' }, language)])
    expect(Object.fromEntries(inMessages)).toEqual(Object.fromEntries(onConsole))
  }
})

test('an alarm nobody named is told in the words of its machine', () => {
  expect(alarmName({ code: 'home_made', message: 'A door is open' }, 'id')).toBe('A door is open')
})
