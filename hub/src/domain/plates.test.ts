import { expect, test } from 'vitest'
import { platesDiffer } from './plates.ts'

const read = (plate: string | null, confidence: number | null) => ({ plate, confidence, least: 0.9 })

test.each([
  ['two plates read with certainty', read('B1A', 0.9), read('B2A', 1), true],
  ['the same plate', read('B1A', 0.97), read('B1A', 0.97), false],
  ['an entry nobody is sure of', read('B1A', 0.89), read('B2A', 1), false],
  ['an exit nobody is sure of', read('B1A', 1), read('B2A', 0.1), false],
  ['no read at the entry', read(null, null), read('B2A', 1), false],
  ['no read at the exit', read('B1A', 1), read(null, null), false],
])('%s', (_, entry, exit, differ) => {
  expect(platesDiffer(entry, exit)).toBe(differ)
})
