import { expect, test } from 'vitest'
import { id } from '../../i18n/id.ts'
import { knownActs } from './acts.ts'

test('every act to choose from has a name', () => {
  expect(knownActs.filter(act => !Object.hasOwn(id, `act.${act}`))).toEqual([])
})
