import { catalogue } from '@palang/protocol'
import { expect, test } from 'vitest'
import { id } from '../../i18n/id.ts'
import { knownActs } from './acts.ts'

test('every act to choose from has a name', () => {
  expect(knownActs.filter(act => !Object.hasOwn(id, `act.${act}`))).toEqual([])
})

test('everything a machine is made to do can be chosen', () => {
  const audited = Object.entries(catalogue).flatMap(([type, kind]) => ('audited' in kind ? [type] : []))
  expect(audited).toContain('gate_control')
  expect(audited.filter(type => !knownActs.some(act => act === type))).toEqual([])
})
