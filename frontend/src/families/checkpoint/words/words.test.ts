import { deliveryFlag, handoverStep, mealCorrectionBody } from '@palang/protocol'
import { expect, test } from 'vitest'
import { en } from './en.ts'
import { id } from './id.ts'

const places = (text: string) => (text.match(/\{\{ \w+ \}\}/g) ?? []).toSorted()

test('every word has the same places to fill in both languages, and says something', () => {
  const others = new Map<string, string>(Object.entries(en))
  for (const [key, text] of Object.entries(id)) {
    const other = others.get(key) ?? ''
    expect([key, places(other), other.trim() === '']).toEqual([key, places(text), false])
  }
})

test('every step, state and flag has words; what is missing is said by its number', () => {
  const wanted = [
    ...mealCorrectionBody.shape.step.options.map(step => `step.${step}`),
    ...['planned', ...handoverStep.options].map(state => `state.${state}`),
    ...deliveryFlag.options.filter(flag => flag !== 'missing').map(flag => `flag.${flag}`),
  ]
  expect(wanted.filter(key => !Object.hasOwn(id, key))).toEqual([])
})
