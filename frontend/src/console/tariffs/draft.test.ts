import { tariff as tariffSchema, priceStay, type Tariff } from '@palang/tariff'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { anyDurationMs, anyEntry, anyTariff } from '../../../../tariff/src/any-tariff.test-support.ts'
import { bandNames, blankClass, blankRates, definitionOf, draftOf, namedTwice, renamedBand } from './draft.ts'
import { issuesAt, judge } from './issues.ts'
import { wordsEn } from './words-en.ts'
import { wordsId, type TariffWord } from './words-id.ts'

const w = (key: TariffWord) => key
const saying = { money: String, band: (name: string) => `band ${name}`, vehicleClass: (id: string) => `class ${id}` }
const mall = tariffSchema.parse(parse(readFileSync(new URL('../../../../config/tariffs/mall.yaml', import.meta.url), 'utf8')))
const read = (tariff: Tariff) => tariffSchema.parse(definitionOf(draftOf(tariff, tariff.version)))

test('a tariff that uses everything comes out of its form as it went in', () => {
  expect(read(mall)).toEqual({ ...mall, members_free: false })
  expect(definitionOf(draftOf(mall, 9))).toMatchObject({ version: 9 })
})

test('whatever the tariff, what its form says asks the same', () => {
  fc.assert(
    // A class with both caps is a mistake the form cannot even say.
    fc.property(anyTariff, anyEntry, anyDurationMs, (tariff, entry, durationMs) => {
      fc.pre(Object.values(tariff.classes).every(rates => rates.cap_per_24h === undefined || rates.cap_per_day === undefined))
      const stay = { ...entry, untilMs: entry.enteredAtMs + durationMs }
      expect(priceStay(read(tariff), stay).amount).toBe(priceStay(tariff, stay).amount)
    }),
    { numRuns: 50 },
  )
})

test('amounts are read as people write them, and what is none is complained of at its field', () => {
  const draft = draftOf(mall, 2)
  const typed = (amount: string) => ({ ...draft, classes: draft.classes.map(one => ({ ...one, first: { ...one.first, amount } })) })
  expect(judge(typed('7.500'), w, saying).tariff?.classes['car']?.first.amount).toBe(7500)
  for (const wrong of ['', 'tujuh', '7.5', '-3']) {
    const { tariff, issues, isSound } = judge(typed(wrong), w, saying)
    expect([wrong, tariff, isSound]).toEqual([wrong, undefined, false])
    expect(issuesAt(issues, 'classes.car.first.amount')).toMatchObject([{ severity: 'mistake' }])
    expect(issuesAt(issues, 'classes.car', true).length).toBeGreaterThan(0)
  }
})

test('mistakes of meaning keep a tariff from being published, notices do not', () => {
  const draft = draftOf(mall, 2)
  expect(judge(draft, w, saying).isSound).toBe(true)
  const unknown = judge({ ...draft, members: 'class', memberClass: 'staff' }, w, saying)
  expect([unknown.isSound, issuesAt(unknown.issues, 'members.class')]).toEqual([
    false,
    [{ path: 'members.class', severity: 'mistake', text: 'problem.member_class_unknown' }],
  ])
  const coarse = judge({ ...draft, rounding: 'up', roundingTo: '5000' }, w, saying)
  expect([coarse.isSound, issuesAt(coarse.issues, 'rounding.to')[0]?.severity]).toEqual([true, 'notice'])
})

test('two classes or two merchants of one name are a mistake, because one of them would be lost', () => {
  const draft = draftOf(mall, 2)
  expect(namedTwice(['a', 'b', 'a'])).toEqual(['a'])
  expect(judge({ ...draft, classes: [...draft.classes, { ...blankClass(), id: 'car' }] }, w, saying).isSound).toBe(false)
  const [merchant] = draft.validations
  expect(judge({ ...draft, validations: [...draft.validations, ...(merchant === undefined ? [] : [merchant])] }, w, saying).isSound).toBe(
    false,
  )
})

test('the rates of a band go along when it gets another name, unless another window still has the old one', () => {
  const draft = draftOf(mall, 2)
  const named = (name: string, of = draft) => renamedBand(of, 0, name).map(({ bands }) => Object.keys(bands).toSorted())
  expect(named('late')).toEqual(Array.from({ length: 2 }, () => ['holiday', 'late', 'weekend']))
  expect(named('weekend')[0]).toEqual(['holiday', 'night', 'weekend'])
  const [night] = draft.bands
  const twice = { ...draft, bands: [...draft.bands, ...(night === undefined ? [] : [night])] }
  expect(named('late', twice)[0]).toEqual(['holiday', 'night', 'weekend'])
})

test('rates of a band that is gone stay in sight until they are taken away', () => {
  const one = { ...blankClass(), bands: { old: { ...blankRates(), kind: 'flat' as const, flat: '1' }, none: blankRates() } }
  expect(bandNames({ bands: [{ name: 'night', days: [], from: '22:00', to: '06:00' }] }, one)).toEqual(['night', 'old'])
})

test('every mistake and notice of the engine has words that fill the same holes in both languages', () => {
  const holes = (text: string) => [...text.matchAll(/\{\{ (\w+) \}\}/g)].map(match => match[1]).toSorted()
  const codes = readFileSync(new URL('../../../../tariff/src/problems.ts', import.meta.url), 'utf8').matchAll(/^ {2}\| '(\w+)'$/gm)
  const found = [...codes].map(([, code]) => `problem.${code ?? ''}`)
  expect(found.length).toBeGreaterThan(10)
  expect(found.filter(key => !Object.hasOwn(wordsId, key))).toEqual([])
  for (const [key, text] of Object.entries<string>(wordsId)) {
    const english = Object.entries<string>(wordsEn).find(([other]) => other === key)?.[1] ?? ''
    expect([key, holes(english)]).toEqual([key, holes(text)])
  }
})

test('problems are told with the words of bands, classes and days', () => {
  const said: unknown[] = []
  judge(draftOf(mall, 2), (key, values) => (said.push([key, values]), key), saying)
  expect(said).toContainEqual(['problem.bands_overlap', { name: 'band weekend', winner: 'band night', day: 'sat', at: '00:00' }])
})
