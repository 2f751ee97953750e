import { expect, test } from 'vitest'
import { readAll } from './read-all.ts'

/** A list of `count` numbers, a hundred to a page. */
function numbers(count: number) {
  const asked: (string | undefined)[] = []
  const page = (cursor: string | undefined) => {
    asked.push(cursor)
    const from = Number(cursor ?? 0)
    const to = Math.min(count, from + 100)
    const items = Array.from({ length: to - from }, (_, index) => from + index)
    return Promise.resolve({ items, next_cursor: to < count ? String(to) : null })
  }
  return { page, asked }
}

test('a list of more than one page is read to its end', async () => {
  const { page, asked } = numbers(150)
  const all = await readAll(page)
  expect(all.items).toHaveLength(150)
  expect(new Set(all.items).size).toBe(150)
  expect(all.isWhole).toBe(true)
  expect(asked).toEqual([undefined, '100'])
})

test('a list without end is given up, and says that it is not whole', async () => {
  const { page, asked } = numbers(1_000_000)
  const all = await readAll(page)
  expect(all.isWhole).toBe(false)
  expect(all.items).toHaveLength(asked.length * 100)
})
