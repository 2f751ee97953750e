import { catalogue } from '@palang/protocol'
import { expect, test } from 'vitest'
import { actWord } from '../../words/act-word.ts'
import { actsId } from '../../words/acts-id.ts'
import { knownActs } from './acts.ts'

test('every act to choose from has a name', () => {
  expect(knownActs.filter(act => !Object.hasOwn(actsId, act))).toEqual([])
})

test('everything a machine is made to do can be chosen', () => {
  const audited = Object.entries(catalogue).flatMap(([type, kind]) => ('audited' in kind ? [type] : []))
  expect(audited).toContain('gate_control')
  expect(audited.filter(type => !knownActs.some(act => act === type))).toEqual([])
})

test('an act is named in the language of the person; one that nobody named, as it comes', () => {
  expect(actWord({ locale: () => 'id' }, 'plan_meals')).toBe('Merencanakan makanan')
  expect(actWord({ locale: () => 'en' }, 'plan_meals')).toBe('Planned meals')
  expect(actWord({ locale: () => 'en' }, 'some.new_act')).toBe('some new act')
})
