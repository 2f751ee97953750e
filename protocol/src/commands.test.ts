import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandState, isTerminal, mayBecome, type CommandState } from './commands.ts'

const anyState = fc.constantFrom(...commandState.options)

test('a terminal state never changes, except unknown, which may be resolved', () => {
  fc.assert(
    fc.property(anyState, anyState, (from, to) => {
      if (isTerminal(from) && from !== 'unknown') expect(mayBecome(from, to)).toBe(false)
    }),
  )
  expect(mayBecome('unknown', 'succeeded')).toBe(true)
})

test('whatever is reported in whatever order, at most one outcome stands', () => {
  fc.assert(
    fc.property(fc.array(anyState, { maxLength: 12 }), reports => {
      let state: CommandState = 'queued'
      const outcomes: CommandState[] = []
      for (const report of reports) {
        if (!mayBecome(state, report)) continue
        state = report
        if (isTerminal(report) && report !== 'unknown') outcomes.push(report)
      }
      expect(outcomes.length).toBeLessThanOrEqual(1)
    }),
  )
})

test('nothing that was sent can be forgotten as queued', () => {
  for (const state of commandState.options) expect(mayBecome(state, 'queued')).toBe(false)
})
