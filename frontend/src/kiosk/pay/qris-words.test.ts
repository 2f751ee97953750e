import { expect, test } from 'vitest'
import { words } from '../i18n/words.ts'
import { troubleOf } from './qris-words.ts'

test.each(['id', 'en'] as const)('every reason of the machine has words a customer understands (%s)', language => {
  const { trouble } = words[language].pay.qris
  const told = ['expired', 'offline', 'provider_unreachable', 'refused', 'answer_lost', 'something new'].map(reason =>
    troubleOf(words[language], reason),
  )
  expect(told).toEqual([trouble.expired, trouble.away, trouble.away, trouble.failed, trouble.failed, trouble.failed])
  expect([troubleOf(words[language], undefined), troubleOf(words[language], 'cancelled')]).toEqual([undefined, undefined])
})
