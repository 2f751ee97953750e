import { errorCatalogue, familyFacts, hardwareStatus, hubFacts, machineFacts, saleEndReason, sessionState } from '@palang/protocol'
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

test('every end of a sale of water has words', () => {
  expect(saleEndReason.options.filter(reason => !keys.includes(`pour.end.${reason}`))).toEqual([])
})

test('every device a machine tells of has a name', () => {
  expect(Object.keys(hardwareStatus.shape).filter(device => !keys.includes(`device.${device}`))).toEqual([])
})

test('every fact has a name on a time line', () => {
  const types = [machineFacts, hubFacts, ...Object.values(familyFacts)].flatMap(facts => Object.keys(facts))
  const named = (type: string) => keys.some(key => key === `fact.${type}` || key.startsWith(`fact.${type}.`))
  expect(types.filter(type => !named(type))).toEqual([])
})

test('every state of a stay has a name', () => {
  expect(sessionState.options.filter(state => !keys.includes(`stay.${state}`))).toEqual([])
})
