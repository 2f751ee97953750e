import { expect, test } from 'vitest'
import { words } from '../../kiosk/i18n/words.ts'
import { clockText, troubleOf } from './kiosk-qris-words.ts'

test('what is left is told in minutes and seconds, and never below nothing', () => {
  expect([300_000, 245_001, 59_999, 1, 0, -5000].map(clockText)).toEqual(['5:00', '4:06', '1:00', '0:01', '0:00', '0:00'])
})

test.each(['id', 'en'] as const)('every reason of the lane has words a driver understands (%s)', language => {
  const { trouble } = words[language].pay.qris
  const told = ['expired', 'offline', 'provider_unreachable', 'refused', 'answer_lost', 'something new'].map(reason =>
    troubleOf(words[language], reason),
  )
  expect(told).toEqual([trouble.expired, trouble.away, trouble.away, trouble.failed, trouble.failed, trouble.failed])
  expect([troubleOf(words[language], undefined), troubleOf(words[language], 'cancelled')]).toEqual([undefined, undefined])
})
