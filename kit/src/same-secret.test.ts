import { expect, test } from 'vitest'
import { sameSecret } from './same-secret.ts'

test('secrets are the same letter by letter, whatever their length', () => {
  expect(sameSecret('kunci', 'kunci')).toBe(true)
  expect(sameSecret('kunci', 'kuncj')).toBe(false)
  expect(sameSecret('kunci', 'kunci ')).toBe(false)
  expect(sameSecret('', 'kunci')).toBe(false)
})
