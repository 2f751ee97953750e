import { expect, test } from 'vitest'
import { unlikeWords } from './same-words.test-support.ts'
import { words } from './words.ts'

test('both languages have the same words and none is empty', () => {
  expect(unlikeWords(words.id, words.en)).toEqual([])
})
