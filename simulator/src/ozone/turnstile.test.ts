import { expect, test } from 'vitest'
import { createTurnstile } from './turnstile.ts'

test('so many are inside at a time, in order; who leaves twice lets in one', () => {
  const turnstile = createTurnstile(2)
  const inside: { name: string; leave: () => void }[] = []
  for (const name of ['a', 'b', 'c', 'd', 'e']) turnstile(leave => inside.push({ name, leave }))
  const names = () => inside.map(({ name }) => name).join('')
  expect(names()).toBe('ab')
  inside[0]?.leave()
  inside[0]?.leave()
  expect(names()).toBe('abc')
  inside[2]?.leave()
  inside[1]?.leave()
  expect(names()).toBe('abcde')
})
