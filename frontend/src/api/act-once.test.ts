import { expect, test } from 'vitest'
import { createActOnce } from './act-once.ts'
import { ApiProblem } from './problem.ts'

/** Acts that end as told, and the keys they were sent under. */
function sender() {
  let made = 0
  const keys: string[] = []
  const act = createActOnce(() => `key-${++made}`)
  const send = (words: unknown, end?: ApiProblem) =>
    act(words, key => {
      keys.push(key)
      return end === undefined ? Promise.resolve() : Promise.reject(end)
    }).catch(() => undefined)
  return { send, keys }
}

const lost = new ApiProblem({ code: 'network', status: 0, retryable: true })
const refused = new ApiProblem({ code: 'conflict', status: 409, retryable: false })

test('an act whose answer got lost keeps its key when it is tried again', async () => {
  const { send, keys } = sender()
  await send(['p1', 5000], lost)
  await send(['p1', 5000])
  expect(keys).toEqual(['key-1', 'key-1'])
})

test('what was done, refused, or is another act gets a key of its own', async () => {
  const { send, keys } = sender()
  await send(['p1', 5000])
  await send(['p1', 5000], refused)
  await send(['p1', 5000], lost)
  await send(['p1', 4000])
  expect(keys).toEqual(['key-1', 'key-2', 'key-3', 'key-4'])
})
