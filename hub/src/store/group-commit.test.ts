import { CodedError } from '@palang/kit'
import { expect, test } from 'vitest'
import { groupCommit } from './group-commit.ts'

test('what arrives together is committed together, each with its own result', async () => {
  const groups: number[][] = []
  const queue = groupCommit<number, number>({
    maxWeight: 10,
    async commit(items) {
      groups.push([...items])
      return items.map(item => item * 2)
    },
  })
  expect(await Promise.all([1, 2, 3].map(item => queue.submit(item)))).toEqual([2, 4, 6])
  expect(groups).toEqual([[1, 2, 3]])
})

test('what arrives while a commit runs shares the next one, up to the limit', async () => {
  const groups: number[][] = []
  const queue = groupCommit<number, true>({
    maxWeight: 2,
    async commit(items) {
      groups.push([...items])
      if (items.includes(1)) later.push(queue.submit(2), queue.submit(3), queue.submit(4))
      return items.map(() => true as const)
    },
  })
  const later: Promise<true>[] = []
  await queue.submit(1)
  await Promise.all(later)
  await queue.idle()
  expect(groups).toEqual([[1], [2, 3], [4]])
})

test('one item the database refuses does not cost the others their commit', async () => {
  const queue = groupCommit<string, string>({
    maxWeight: 10,
    async commit(items) {
      if (items.includes('poison')) throw new CodedError('conflict', 'refused')
      return items.map(item => `${item} stored`)
    },
  })
  const results = await Promise.allSettled(['a', 'poison', 'b'].map(item => queue.submit(item)))
  expect(results.map(r => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('a database that is away fails everybody at once, to be tried again', async () => {
  let calls = 0
  const queue = groupCommit<number, number>({
    maxWeight: 10,
    async commit() {
      calls += 1
      throw new CodedError('database_unavailable', 'away', { retryable: true })
    },
  })
  const results = await Promise.allSettled([queue.submit(1), queue.submit(2)])
  expect(results.map(r => r.status)).toEqual(['rejected', 'rejected'])
  expect(calls).toBe(1)
})
