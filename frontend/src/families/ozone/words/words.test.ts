import { treatmentAnalytics } from '@palang/protocol'
import { expect, test } from 'vitest'
import { machineStates } from '../machine-state.ts'
import { en } from './en.ts'
import { id } from './id.ts'

const places = (text: string) => (text.match(/\{\{ \w+ \}\}/g) ?? []).toSorted()

test('both languages say everything, with the same places to fill', () => {
  expect(Object.keys(en).toSorted()).toEqual(Object.keys(id).toSorted())
  const others = new Map<string, string>(Object.entries(en))
  for (const [key, text] of Object.entries(id)) {
    const other = others.get(key) ?? ''
    expect([key, places(other), other.trim() === '']).toEqual([key, places(text), false])
  }
})

test('every state of a machine and every reason to look at a device has words', () => {
  const reasons = treatmentAnalytics.shape.failing.element.shape.reasons.element.options
  const wanted = [...machineStates.map(state => `state.${state}`), ...reasons.map(reason => `reason.${reason}`)]
  expect(wanted.filter(key => !Object.hasOwn(id, key))).toEqual([])
})
