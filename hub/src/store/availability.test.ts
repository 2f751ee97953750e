import { isCoded } from '@palang/kit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAvailability, patience } from './availability.ts'
import { unavailable } from './database-errors.ts'

type Mood = 'answers' | 'refuses' | 'hangs'

let mood: Mood
let pings: number
const ping = () => {
  pings += 1
  if (mood === 'answers') return Promise.resolve()
  return mood === 'refuses' ? Promise.reject(new Error('refused')) : new Promise<never>(() => undefined)
}
const never = () => new Promise<never>(() => undefined)
const gone = (error: unknown) => isCoded(error, 'database_unavailable') && error.retryable

beforeEach(() => {
  vi.useFakeTimers()
  mood = 'answers'
  pings = 0
})
afterEach(() => {
  vi.useRealTimers()
})

test('work that is quick costs no question', async () => {
  const { guard } = createAvailability(ping)
  expect(await guard(async () => 7)).toBe(7)
  expect(pings).toBe(0)
})

test('work that takes long goes on as long as the database answers', async () => {
  const { guard } = createAvailability(ping)
  const long = Promise.withResolvers<string>()
  const result = guard(() => long.promise)
  await vi.advanceTimersByTimeAsync(10 * patience.doubt)
  long.resolve('done')
  expect(await result).toBe('done')
})

test.each<Mood>(['refuses', 'hangs'])('work that hangs on a database that %s is given up', async how => {
  const { guard } = createAvailability(ping)
  mood = how
  const result = guard(never).catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(patience.doubt + patience.answer + 10)
  expect(gone(await result)).toBe(true)
})

test('work that may not be left, as it may commit yet, is waited for', async () => {
  const { guard } = createAvailability(ping)
  mood = 'refuses'
  const commit = Promise.withResolvers<string>()
  const result = guard(
    () => commit.promise,
    () => false,
  )
  await vi.advanceTimersByTimeAsync(5 * patience.doubt)
  commit.resolve('committed')
  expect(await result).toBe('committed')
})

test('while it is away nothing is begun, and the first who asks after its return is served', async () => {
  const { guard } = createAvailability(ping)
  mood = 'refuses'
  await expect(guard(() => Promise.reject(unavailable('gone')))).rejects.toSatisfy(gone)
  const work = vi.fn(async () => 'served')
  await expect(guard(work)).rejects.toSatisfy(gone)
  expect(work).not.toHaveBeenCalled()
  mood = 'answers'
  expect(await guard(work)).toBe('served')
})

test('a mistake of the asker does not make the database away', async () => {
  const { guard } = createAvailability(ping)
  mood = 'refuses'
  await expect(guard(() => Promise.reject(new Error('bad statement')))).rejects.toThrow('bad statement')
  expect(await guard(async () => 'served')).toBe('served')
})
