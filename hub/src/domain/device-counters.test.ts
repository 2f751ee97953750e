import type { Treatment } from '@palang/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { counted, nothingCounted, type CounterReading, type CounterState } from './device-counters.ts'

type Shown = Partial<Record<Treatment, number>>

function heard(messages: readonly [atMs: number, counted: Treatment | null, counts: Shown][]) {
  let state: CounterState = nothingCounted
  const told = messages.map(([atMs, one, counts]) => {
    const step = counted(state, { atMs, counted: one, counts } satisfies CounterReading)
    state = step.state
    return step
  })
  return { state, breaks: told.flatMap(({ breaks }) => breaks), late: told.map(({ isLate }) => isLate) }
}

test('whoever counts one after the other has no breaks; the first word only says where it stands', () => {
  const { breaks, state } = heard([
    [1, 'BASIC', { BASIC: 41, STANDARD: 7, PREMIUM: 0 }],
    [2, 'BASIC', { BASIC: 42, STANDARD: 7, PREMIUM: 0 }],
    [2, 'STANDARD', { BASIC: 42, STANDARD: 8, PREMIUM: 0 }],
    [3, null, { BASIC: 42, STANDARD: 8 }],
    [4, 'PREMIUM', { PREMIUM: 1 }],
    [5, 'BASIC', {}],
  ])
  expect(breaks).toEqual([])
  expect(state).toEqual({ atMs: 4, counts: { BASIC: 42, STANDARD: 8, PREMIUM: 1 } })
})

test('a jump is a gap of the treatment that jumped, from the last word to this one', () => {
  const { breaks } = heard([
    [10, 'BASIC', { BASIC: 1, STANDARD: 0 }],
    [20, 'BASIC', { BASIC: 5, STANDARD: 2 }],
    [30, null, { BASIC: 6, STANDARD: 2 }],
  ])
  expect(breaks).toEqual([
    { kind: 'gap', treatment: 'BASIC', missing: 3, fromMs: 10, toMs: 20 },
    { kind: 'gap', treatment: 'STANDARD', missing: 2, fromMs: 10, toMs: 20 },
    { kind: 'gap', treatment: 'BASIC', missing: 1, fromMs: 20, toMs: 30 },
  ])
})

test('an event within the second of a status that showed it already is late, as the event after it is not', () => {
  const { breaks, late, state } = heard([
    [10, 'BASIC', { BASIC: 1 }],
    [20, null, { BASIC: 2, STANDARD: 0 }],
    [20, 'BASIC', { BASIC: 2, STANDARD: 0 }],
    [20, 'BASIC', { BASIC: 3, STANDARD: 0 }],
    [20, 'STANDARD', { STANDARD: 1 }],
  ])
  expect(breaks).toEqual([{ kind: 'gap', treatment: 'BASIC', missing: 1, fromMs: 10, toMs: 20 }])
  expect(late).toEqual([false, false, true, false, false])
  expect(state.counts).toMatchObject({ BASIC: 3, STANDARD: 1 })
})

test('a fall is a reset and no gap; what is older than what was heard is late, and neither', () => {
  const { breaks, late, state } = heard([
    [10, 'BASIC', { BASIC: 9 }],
    [5, 'BASIC', { BASIC: 3 }],
    [10, 'BASIC', { BASIC: 8 }],
    [20, 'BASIC', { BASIC: 1 }],
    [15, 'BASIC', { BASIC: 12 }],
  ])
  expect(breaks).toEqual([
    {
      kind: 'reset',
      atMs: 20,
      before: { BASIC: 9, STANDARD: null, PREMIUM: null },
      after: { BASIC: 1, STANDARD: null, PREMIUM: null },
    },
  ])
  expect(late).toEqual([false, true, true, false, true])
  expect(state.counts.BASIC).toBe(1)
})

test('of a make that shows one counter at a time, an event that another treatment overtook counts on and leaves no gap', () => {
  const { breaks, late } = heard([
    [10, 'BASIC', { BASIC: 4 }],
    [11, 'PREMIUM', { PREMIUM: 1 }],
    [30, 'BASIC', { BASIC: 5 }],
    [20, 'PREMIUM', { PREMIUM: 2 }],
    [25, 'STANDARD', { STANDARD: 9 }],
    [40, 'PREMIUM', { PREMIUM: 3 }],
    [15, 'BASIC', { BASIC: 2 }],
  ])
  expect(breaks).toEqual([])
  expect(late).toEqual([false, false, false, false, false, false, true])
})

test('in whatever order a day comes, as much is missing at the end as was late', () => {
  const order = fc.shuffledSubarray(
    Array.from({ length: 12 }, (_, n) => n),
    { minLength: 12 },
  )
  fc.assert(
    fc.property(order, given => {
      const { breaks, late } = heard(given.map(n => [n * 1000, 'BASIC', { BASIC: n + 1 }]))
      const missing = breaks.reduce((sum, one) => sum + (one.kind === 'gap' ? one.missing : 0), 0)
      // What came before the very first word nobody could miss.
      const first = given[0] ?? 0
      const filling = given.filter((n, at) => late[at] === true && n > first).length
      expect(missing).toBe(filling)
    }),
  )
})
