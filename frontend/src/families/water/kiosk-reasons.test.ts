import { closedReason, saleEndReason } from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { prepaidRefusedOf, wishRefusedOf } from '../../kiosk/sale/reasons.ts'
import { closedTone, closedWhyOf, failedWhyOf } from './kiosk-reasons.ts'
import { waterWords } from './kiosk-words/words.ts'

test('every reason to be closed has words of its own or of its kind', () => {
  expect(closedReason.options.filter(reason => waterWords.id.closed[closedWhyOf(reason)] === undefined)).toEqual([])
  expect([closedWhyOf('prices_too_old'), closedWhyOf('no_prices'), closedWhyOf('tampered')]).toEqual(['prices', 'prices', 'tampered'])
})

test('every end of a sale has words, and red is for danger alone', () => {
  expect(saleEndReason.options.filter(end => waterWords.id.thanks.why[failedWhyOf(end)] === '')).toEqual([])
  expect([failedWhyOf('quality'), failedWhyOf('restarted'), failedWhyOf('door_open')]).toEqual(['quality', 'power', 'door'])
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
  ['sale_closed', 'out_of_service'],
  ['nothing_under_way', 'changed'],
  ['payment_not_offered', 'not_offered'],
])('a wish refused with %s is told as %s', (code, told) => {
  expect(wishRefusedOf(code)).toBe(told)
})
