import { expect, test } from 'vitest'
import { en } from './i18n/en.ts'
import { newsOf, saidIn } from './said-here.ts'

const at = '2026-01-20T10:30:00.000Z'

test('a call that nobody has taken is no news; taking it and each new word are', () => {
  const states = [{}, { answered_at: at }, { answered_at: at, phrase: 'coming' }, { answered_at: at, text: 'Mundur' }]
  expect(newsOf(undefined)).toBe('')
  expect(newsOf(states[0])).toBe('')
  expect(new Set(states.map(newsOf)).size).toBe(4)
})

test('ready-made phrases are said in the language of the screen, own words as they are, unknown ones not at all', () => {
  expect(saidIn({ phrase: 'coming' }, en.help.phrases)).toBe(en.help.phrases.coming)
  expect(saidIn({ text: 'Mundur dua meter' }, en.help.phrases)).toBe('Mundur dua meter')
  expect(saidIn({ phrase: 'toString' }, en.help.phrases)).toBeUndefined()
  expect(saidIn({ answered_at: at }, en.help.phrases)).toBeUndefined()
})
