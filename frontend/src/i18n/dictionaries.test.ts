import { errorCatalogue, stayState } from '@palang/protocol'
import { expect, test } from 'vitest'
import { en } from './en.ts'
import { id } from './id.ts'

const keys = Object.keys(id)
const holes = (text: string) => [...text.matchAll(/\{\{ (\w+) \}\}/g)].map(match => match[1]).toSorted()

test('both languages have the same keys and no empty text', () => {
  expect(Object.keys(en).toSorted()).toEqual(keys.toSorted())
  for (const words of [id, en]) expect(Object.entries(words).filter(([, text]) => text.trim() === '')).toEqual([])
})

test('a text fills the same holes in both languages', () => {
  const different = keys.filter(
    key => JSON.stringify(holes(id[key as keyof typeof id])) !== JSON.stringify(holes(en[key as keyof typeof id])),
  )
  expect(different).toEqual([])
})

test('every error code of the hub can be told in words', () => {
  expect(Object.keys(errorCatalogue).filter(code => !keys.includes(`problem.${code}`))).toEqual([])
})

test('every state of a stay has a name', () => {
  expect(stayState.options.filter(state => !keys.includes(`stay.${state}`))).toEqual([])
})
