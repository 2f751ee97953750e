import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoff } from './retry.ts'

test('waits stay between the floor and the cap, and start over after a reset', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), random => {
      const wait = backoff(100, 5000, () => random)
      for (let i = 0; i < 50; i++) {
        const ms = wait.next()
        expect(ms).toBeGreaterThanOrEqual(100)
        expect(ms).toBeLessThanOrEqual(5000)
      }
      wait.reset()
      expect(wait.next()).toBe(100)
    }),
  )
})

test('the longest possible wait doubles each time', () => {
  const wait = backoff(100, 10_000, () => 0.999_999_9)
  expect([wait.next(), wait.next(), wait.next(), wait.next()]).toEqual([100, 200, 400, 800])
})
