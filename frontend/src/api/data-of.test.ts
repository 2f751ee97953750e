import { expect, test } from 'vitest'
import { dataOf } from './data-of.ts'

const read = (state: { isPending: boolean; isError: boolean; dataUpdatedAt: number }, data: string | undefined) => {
  let asked = false
  const found = dataOf({
    ...state,
    get data() {
      asked = true
      return data
    },
  })
  return { found, asked }
}

test('a query without an answer, yet or after a failure, is not asked for its data', () => {
  expect(read({ isPending: true, isError: false, dataUpdatedAt: 0 }, undefined)).toEqual({ found: undefined, asked: false })
  expect(read({ isPending: false, isError: true, dataUpdatedAt: 0 }, undefined)).toEqual({ found: undefined, asked: false })
})

test('an answer is kept while a later read fails', () => {
  expect(read({ isPending: false, isError: true, dataUpdatedAt: 1 }, 'kept').found).toBe('kept')
})
