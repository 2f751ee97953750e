import { ManualClock } from '@palang/kit/clock'
import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

/** A clock on which every look takes two milliseconds. */
class SlowClock extends ManualClock {
  #looks = 0
  override monotonic(): number {
    return super.monotonic() + 2 * this.#looks++
  }
}

function rig(clock: ManualClock) {
  const done: number[] = []
  const inTurn = createPace(clock)
  return { done, give: (from: number, to: number) => range(from, to).forEach(step => inTurn(() => done.push(step))) }
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

test('much work at once is done in order, and leaves room in between for other work', async () => {
  const clock = new SlowClock()
  const { done, give } = rig(clock)
  const seen: number[] = []
  give(0, 10)
  clock.after(0, () => seen.push(done.length))
  expect(done).toEqual([])
  await clock.advance(0)
  expect(done).toEqual(range(0, 10))
  expect(seen[0]).toBeGreaterThan(0)
  expect(seen[0]).toBeLessThan(10)
})

test('what comes after all is done has its turn at once', async () => {
  const clock = new ManualClock()
  const { done, give } = rig(clock)
  give(0, 3)
  await clock.advance(0)
  give(3, 4)
  await clock.advance(0)
  expect(done).toEqual([0, 1, 2, 3])
})

test('work that fails does not keep the rest from its turn', async () => {
  const clock = new ManualClock()
  const done: string[] = []
  const inTurn = createPace(clock)
  inTurn(() => {
    throw new Error('broken')
  })
  inTurn(() => done.push('after'))
  await expect(clock.advance(0)).rejects.toThrow('broken')
  await clock.advance(0)
  expect(done).toEqual(['after'])
})
