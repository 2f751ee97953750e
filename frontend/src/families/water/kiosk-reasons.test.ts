import { pourEnd } from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closedTone, closedWhyOf, failedWhyOf, prepaidRefusedOf, wishRefusedOf } from './kiosk-reasons.ts'
import { waterWords } from './kiosk-words/words.ts'

test.each([
  ['quality', 'quality'],
  ['prices_too_old', 'prices'],
  ['no_prices', 'prices'],
  ['door_open', 'door'],
  ['water_leak', 'leak'],
  ['emergency_stop', 'emergency'],
  ['no_water', 'no_water'],
  ['device_unavailable', 'machine'],
  ['maintenance', 'maintenance'],
  ['disabled', 'disabled'],
  ['locked', 'locked'],
  ['tampered', 'tampered'],
])('a machine closed for %s says so', (reason, why) => {
  expect(closedWhyOf(reason)).toBe(why)
})

test('every end of a pour has words, and red is for danger alone', () => {
  expect(pourEnd.options.filter(end => waterWords.id.thanks.why[failedWhyOf(end)] === '')).toEqual([])
  expect([closedTone('leak'), closedTone('emergency'), closedTone('no_water')]).toEqual(['stop', 'stop', 'attend'])
})

test('a code from the future is plain trouble, never a failure', () => {
  fc.assert(
    fc.property(fc.constantFrom('__proto__', 'constructor', 'toString', 'something_new'), code => {
      expect([closedWhyOf(code), failedWhyOf(code), wishRefusedOf(code), prepaidRefusedOf(code)]).toEqual([
        'machine',
        'machine',
        'trouble',
        'trouble',
      ])
    }),
  )
})

test.each([
  ['machine_busy', 'busy'],
  ['conflict', 'changed'],
  ['unreachable', 'away'],
  ['pour_blocked', 'out_of_service'],
])('a choice refused with %s is told as %s', (code, told) => {
  expect(wishRefusedOf(code)).toBe(told)
})
