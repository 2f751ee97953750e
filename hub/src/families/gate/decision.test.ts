import { expect, test } from 'vitest'
import { openingTold } from './decision.ts'

test.each([
  ['accepted', undefined, undefined],
  ['succeeded', undefined, undefined],
  ['unknown', 'outcome_unknown', /did not say/],
  ['sent', undefined, /does not confirm/],
] as const)('an opening that is %s is told as that, in words where nobody confirmed it', (state, reason, words) => {
  const told = openingTold({ state, commandId: 'c1' })
  expect(told).toMatchObject({ command_id: 'c1', command_state: state })
  expect(told['reason']).toBe(reason)
  if (words === undefined) expect(told).not.toHaveProperty('message')
  else expect(told['message']).toMatch(words)
})
