import { expect, test } from 'vitest'
import { troubleOf } from './qris-words.ts'

test('every reason of the machine is one of three a customer understands', () => {
  const told = ['expired', 'offline', 'provider_unreachable', 'not_offered', 'refused', 'answer_lost', 'something new'].map(troubleOf)
  expect(told).toEqual(['expired', 'away', 'away', 'away', 'failed', 'failed', 'failed'])
  expect([troubleOf(undefined), troubleOf('cancelled')]).toEqual([undefined, undefined])
})
