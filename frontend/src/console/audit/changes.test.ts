import { expect, test } from 'vitest'
import { changesOf } from './changes.ts'

const brief = (before: unknown, after: unknown) => changesOf(before, after).map(({ path, kind }) => `${path.join('.')} ${kind}`)

test('only what differs is a change, also deep inside', () => {
  expect(brief({ role: 'viewer', limits: { day: 5, night: 1 } }, { role: 'operator', limits: { day: 5, night: 2 } })).toEqual([
    'role changed',
    'limits.day same',
    'limits.night changed',
  ])
})

test('a field that comes or goes is told apart from one that is empty', () => {
  expect(brief({ a: null, b: 1 }, { a: 1, c: null })).toEqual(['a changed', 'b removed', 'c added'])
})

test('an act that made or removed something has one side only', () => {
  expect(brief(null, { action: 'open' })).toEqual(['action added'])
  expect(brief({ id: 'CARD_1' }, null)).toEqual(['id removed'])
  expect(brief(null, undefined)).toEqual([])
})

test('a plain value and a list are compared whole', () => {
  expect(brief('id', 'en')).toEqual([' changed'])
  expect(brief({ outlets: ['a', 'b'] }, { outlets: ['b', 'a'] })).toEqual(['outlets changed'])
  expect(brief({ outlets: [], extra: {} }, { outlets: [], extra: {} })).toEqual(['outlets same', 'extra same'])
})

test('a name with a dot in it is not taken for a name inside another', () => {
  expect(changesOf({ 'kiosk.language': 'id' }, { kiosk: { language: 'id' } }).map(change => change.kind)).toEqual(['removed', 'added'])
})
