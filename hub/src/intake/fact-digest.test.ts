import { expect, test } from 'vitest'
import { factDigest } from './fact-digest.ts'

test('the digest of a fact is the one that earlier versions stored', () => {
  const fact = {
    id: 'f1',
    type: 'barrier_opened',
    occurredAt: '2026-01-20T10:00:00.000Z',
    clock: 'synced',
    payload: { by: 'hub' },
  } as const
  expect(factDigest(fact)).toBe('613e77623f35da50add93e5b1efa112c8340774e55e937e80d03118a1ef29988')
})
