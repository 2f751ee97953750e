import { expect, test } from 'vitest'
import { english } from '../../i18n/english.test-support.ts'
import { deviceStateOf, offsetText } from './device-words.ts'
import { en } from './words/en.ts'
import type { Say } from './words/ozone-words.ts'

const say: Say = (key, values = {}) => en[key].replace(/\{\{ (\w+) \}\}/g, (_, name: string) => String(values[name]))

test('what a clock is behind is slow, what it is ahead is fast, and a little is neither', () => {
  expect([120, -29_000, 180_000, -7_200_000, null].map(ms => offsetText(english, say, ms))).toEqual([
    'right',
    'right',
    '3 min slow',
    '2 h fast',
    'not known',
  ])
})

test('a device that waits or was retired is said to be that, heard or not', () => {
  expect(deviceStateOf({ state: 'waiting', online: true })).toBe('waiting')
  expect(deviceStateOf({ state: 'retired', online: true })).toBe('retired')
  expect(deviceStateOf({ state: 'assigned', online: true })).toBe('online')
  expect(deviceStateOf({ state: 'assigned', online: false })).toBe('silent')
})
