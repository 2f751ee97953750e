import { expect, test } from 'vitest'
import { words } from './words.ts'

const leaves = (value: unknown, path: string): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`)) : [[path, value]]

test('both languages have the same words and none is empty', () => {
  const id = leaves(words.id, 'words')
  const en = leaves(words.en, 'words')
  expect(en.map(([path]) => path).toSorted()).toEqual(id.map(([path]) => path).toSorted())
  for (const [path, value] of [...id, ...en]) {
    const text: unknown = typeof value === 'function' ? (value as (part: string) => string)('§') : value
    expect(text, path).toBeTypeOf('string')
    expect(text, path).not.toBe('')
    if (typeof value === 'function') expect(text, path).toContain('§')
  }
})
