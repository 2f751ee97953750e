import { expect, test } from 'vitest'
import { unlikeWords } from '../../../kiosk/i18n/same-words.test-support.ts'
import { ozoneWords } from './words.ts'

test('both languages have the same words and none is empty', () => {
  expect(unlikeWords(ozoneWords.id, ozoneWords.en)).toEqual([])
})

test('whoever is not served is told what to do', () => {
  const stranded = Object.entries(ozoneWords.id.closed).filter(
    ([, { body }]) => !/Bantuan|kembali|dibuka lagi|tunggu|mesin lain/i.test(body),
  )
  expect(stranded).toEqual([])
})
