import { errorCatalogue } from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { words } from '../../kiosk/i18n/words.ts'
import { refusalOf, refusalOfCode, refusals, refusalTone } from './kiosk-reasons.ts'

test('every error code of the wire has a situation with words in both languages', () => {
  expect(Object.keys(refusalOfCode).toSorted()).toEqual(Object.keys(errorCatalogue).toSorted())
  const unspoken = Object.keys(errorCatalogue).filter(code =>
    [words.id, words.en].some(({ refused }) => refused[refusalOf(code)].title === '' || refused[refusalOf(code)].body === ''),
  )
  expect(unspoken).toEqual([])
})

test.each([
  ['offline', 'offline'],
  ['call_attendant', 'call_attendant'],
  ['payment_timeout', 'payment_timeout'],
  ['refused', 'trouble'],
])('the reason %s of a machine alone is told as %s', (reason, refusal) => {
  expect(refusalOf(reason)).toBe(refusal)
})

test('a reason from the future is trouble, never a failure', () => {
  expect(refusalOf(undefined)).toBe('trouble')
  fc.assert(fc.property(fc.string(), reason => refusals.includes(refusalOf(reason))))
  expect(refusalOf('__proto__')).toBe('trouble')
  expect(refusalOf('constructor')).toBe('trouble')
})

test('a driver is never left without anything to do', () => {
  const stranded = refusals.filter(
    refusal =>
      !/Bantuan|coba|Coba|Tempel|Tunggu/.test(words.id.refused[refusal].body) ||
      !/Help|try|Try|Tap|Wait/.test(words.en.refused[refusal].body),
  )
  expect(stranded).toEqual([])
  expect(Object.keys(refusalTone).toSorted()).toEqual([...refusals].toSorted())
})
