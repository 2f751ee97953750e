import { expect, test } from 'vitest'
import { randomSecret, uuidv7 } from './ids.ts'

test('ids are version 7, unique, and sort by creation even within a millisecond', () => {
  const ids = Array.from({ length: 10_000 }, () => uuidv7(1_768_905_000_000))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toEqual(ids)
  for (const id of ids.slice(0, 100)) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('a clock that goes back does not make ids go back', () => {
  const later = uuidv7(1_900_000_000_000)
  const earlierClock = uuidv7(1_800_000_000_000)
  expect(earlierClock > later).toBe(true)
})

test('a secret carries 256 bits', () => {
  expect(Buffer.from(randomSecret(), 'base64url')).toHaveLength(32)
  expect(randomSecret()).not.toBe(randomSecret())
})
