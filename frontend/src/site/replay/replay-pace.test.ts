import { expect, test } from 'vitest'
import { pauseBetween } from './replay-pace.ts'

const at = (ms: number) => new Date(Date.UTC(2026, 0, 20) + ms).toISOString()

test('a pause is a quarter of what it was, never a blink and never a wait of hours', () => {
  expect([0, 600, 4_000, 7_200_000].map(ms => pauseBetween(at(0), at(ms)))).toEqual([150, 150, 1_000, 2_000])
})

test('an entry whose clock went backwards does not stop the replay', () => {
  expect(pauseBetween(at(5_000), at(0))).toBe(150)
})
