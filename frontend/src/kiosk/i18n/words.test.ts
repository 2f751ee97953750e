import { expect, test } from 'vitest'
import { words } from './words.ts'

const leaves = (value: unknown, path: string): [string, unknown][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`))
    : [[path, value]]

test('both languages have the same words and none is empty', () => {
  const id = leaves(words.id, 'words')
  const en = leaves(words.en, 'words')
  expect(en.map(([path]) => path).toSorted()).toEqual(id.map(([path]) => path).toSorted())
  const broken = [...id, ...en].filter(([, value]) => {
    if (typeof value === 'function') return !(value as (part: string) => string)('§').includes('§')
    return typeof value !== 'string' || value === ''
  })
  expect(broken).toEqual([])
})
