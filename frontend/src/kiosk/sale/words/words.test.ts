import { expect, test } from 'vitest'
import { unlikeWords } from '../../i18n/same-words.test-support.ts'
import { saleWords } from './words.ts'

test('both languages have the same words and none is empty', () => {
  expect(unlikeWords(saleWords.id, saleWords.en)).toEqual([])
})
