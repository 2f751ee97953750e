import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'

/** Messages are numbers; `keep` and `refuse` say what becomes of each. */
function taking(most = 3) {
  const works = new Map<number, PromiseWithResolvers<void>>()
  const [acknowledged, failures]: [number[], unknown[]] = [[], []]
  let asked = 0
  const handle = inOrder<number>({
    most,
    take(message) {
      const work = Promise.withResolvers<void>()
      works.set(message, work)
      return work.promise
    },
    acknowledge: message => void acknowledged.push(message),
    failed: error => void failures.push(error),
  })
  const turn = () => new Promise<void>(resolve => setImmediate(resolve))
  return {
    acknowledged,
    failures,
    hand: (...messages: number[]) => messages.forEach(message => handle(message, () => (asked += 1))),
    asked: () => asked,
    async keep(...messages: number[]) {
      for (const message of messages) works.get(message)?.resolve()
      await turn()
    },
    async refuse(message: number) {
      works.get(message)?.reject(new Error('the disk is full'))
      await turn()
    },
  }
}

test('what is kept out of turn is acknowledged in its turn', async () => {
  const { hand, keep, acknowledged } = taking()
  hand(1, 2, 3)
  await keep(2, 3)
  expect(acknowledged).toEqual([])
  await keep(1)
  expect(acknowledged).toEqual([1, 2, 3])
})

test('with too many under way the other side waits until one is done', async () => {
  const { hand, keep, asked } = taking()
  hand(1, 2)
  expect(asked()).toBe(2)
  hand(3)
  expect(asked()).toBe(2)
  await keep(2)
  expect(asked()).toBe(2)
  await keep(1)
  expect(asked()).toBe(3)
})

test('after one that was not kept nothing is acknowledged any more, and it is told once', async () => {
  const { hand, keep, refuse, acknowledged, failures } = taking()
  hand(1, 2, 3)
  await keep(1)
  await refuse(2)
  await keep(3)
  await refuse(3)
  expect([acknowledged, failures]).toEqual([[1], [new Error('the disk is full')]])
})
