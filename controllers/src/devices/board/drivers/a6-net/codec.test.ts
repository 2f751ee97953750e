import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clipFrame, decodeFrame, encodeFrame, openFrame, statFrame } from './codec.ts'
import { Levels } from './levels.ts'

const stat = (text: string) => {
  const said = decodeFrame(text, 'hex')
  if (said.kind !== 'stat') throw new Error(`${text} is no answer to STAT`)
  return said
}

test('the frames that are written', () => {
  expect(Buffer.from(clipFrame(7)).toString('latin1')).toBe('\u00a6MT00007\u00a9')
  expect(Buffer.from(clipFrame(11)).toString('latin1')).toBe('\u00a6MT00011\u00a9')
  expect(Buffer.from(statFrame).toString('hex')).toBe('a653544154a9')
  expect(Buffer.from(openFrame).toString('latin1')).toBe('\u00a6TRIG1\u00a9')
})

test.each([
  ['STAT', {}, 'some'],
  ['STATIN1ON', { 1: true }, 'some'],
  ['STATIN1ONIN2ON', { 1: true, 2: true }, 'some'],
  ['STAT IN1OFF,IN3ON ', { 1: false, 3: true }, 'some'],
  ['STATIN1OFFIN1ON', { 1: true }, 'some'],
  ['STATOUT1ONIN4ON', { 4: true }, 'some'],
  ['STAT1', { 1: true }, 'all'],
  ['STAT11', { 1: true, 2: true }, 'all'],
  ['STAT10', { 1: true, 2: false }, 'all'],
  ['STAT001100000', { 1: false, 2: false, 3: true, 4: true }, 'all'],
] as const)('%j names %j of %s', (text, inputs, named) => {
  const said = stat(text)
  expect([Object.fromEntries(said.inputs), said.named]).toEqual([inputs, named])
})

test.each([
  ['STATW00CE754C', ['0013530444']],
  ['STATWCE754CIN2ON', ['0013530444']],
  ['STAT1W00CE754C', ['0013530444']],
  ['STATW00CE754CX123456789ABCDEF012345678', ['0013530444', '123456789ABCDEF012345678']],
  ['STATW00CE75', ['0000052853']],
  ['STATW00CE754', []],
  ['STATW', []],
])('%j has the cards %j', (text, cards) => {
  expect(stat(text).cards.map(card => card.cardId)).toEqual(cards)
})

test.each(['', 'TRIG1OK', 'OPEN1OK', 'IN1ON', 'MT00007', 'sTAT1'])('%j is no answer to STAT', text => {
  expect(decodeFrame(text, 'hex')).toEqual({ kind: 'other', text })
})

test('nothing that may come is thrown upon', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
      expect(['stat', 'other']).toContain(decodeFrame(`STAT${text}`, 'hex').kind)
    }),
  )
})

test('an order is framed as it is written', () => {
  expect([...encodeFrame('MT00007')]).toEqual([0xa6, ...Buffer.from('MT00007'), 0xa9])
})

/** Loop 1 after each answer. */
function loop1(...answers: string[]): boolean[] {
  const levels = new Levels()
  return answers.map(text => {
    levels.hear(stat(text))
    return levels.isOn(1)
  })
}

test.each([
  ['all levels', ['STAT0', 'STAT1', 'STAT11', 'STAT0'], [false, true, true, false]],
  ['what is on', ['STAT', 'STATIN1ON', 'STATIN1ON', 'STAT'], [false, true, true, false]],
  ['what changed', ['STAT', 'STATIN1ON', 'STAT', 'STAT', 'STATIN1OFF'], [false, true, true, true, false]],
  ['what is on, with both words', ['STATIN1OFF', 'STATIN1ON', 'STATIN1OFF'], [false, true, false]],
  ['what changed, twice between two questions', ['STATIN1ON', 'STATIN1OFFIN1ON', 'STAT'], [true, true, true]],
])('a board that answers with %s', (_form, answers, expected) => {
  expect(loop1(...answers)).toEqual(expected)
})

test('a board taken for one that repeats itself is found out by the end it tells', () => {
  expect(loop1('STATIN1ON', 'STATIN1ON', 'STAT', 'STATIN1OFF', 'STATIN1ON', 'STAT')).toEqual([true, true, false, false, true, true])
})

test('a button that is held is one press', () => {
  const levels = new Levels()
  const presses = ['STATIN2ON', 'STATIN2ON', 'STAT', 'STATIN2ONIN4ON', 'STAT11'].map(text => levels.hear(stat(text)))
  expect(presses).toEqual([[2], [], [], [2, 4], [1]])
})
