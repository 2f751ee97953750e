import type { CommandResult } from '@palang/protocol'
import { expect, test } from 'vitest'
import { type CommandGate, judgeCommand } from './command-gate.ts'

const epoch = '019be7a0-0000-7000-8000-000000000001'
const nowMs = Date.UTC(2026, 0, 20)
const gate = (known: CommandResult[] = []): CommandGate => ({
  hubEpoch: () => epoch,
  nowMs: () => nowMs,
  latestMs: () => nowMs,
  earlier: id => known.find(result => result.command_id === id),
})
const message = { id: 'c1', deadline: new Date(nowMs + 10_000).toISOString(), hub_epoch: epoch }

test('a fresh command runs', () => {
  expect(judgeCommand(gate(), message)).toEqual({ kind: 'run', id: 'c1' })
})

test('a passed deadline is told as expired', () => {
  expect(judgeCommand(gate(), { ...message, deadline: new Date(nowMs).toISOString() })).toMatchObject({
    kind: 'refuse',
    result: { state: 'expired' },
  })
})

test.each([
  [10_000, true],
  [-1, false],
])('a command whose deadline is in %i ms at best, and may have passed, is refused; in doubt: %s', (inMs, isDoubtful) => {
  const unsure = { ...gate(), latestMs: () => nowMs + 11_000 }
  expect(judgeCommand(unsure, { ...message, deadline: new Date(nowMs + inMs).toISOString() })).toMatchObject({
    kind: 'refuse',
    isDoubtful,
    result: { state: 'expired' },
  })
})

test('another run of the hub is told as stale', () => {
  const verdict = judgeCommand(gate(), { ...message, hub_epoch: '019be7a0-0000-7000-8000-000000000002' })
  expect(verdict).toMatchObject({ kind: 'refuse', result: { state: 'rejected', error: { code: 'stale_epoch' } } })
})

test('a command known already gives its earlier result, even past its deadline', () => {
  const result: CommandResult = { command_id: 'c1', state: 'succeeded' }
  expect(judgeCommand(gate([result]), { ...message, deadline: new Date(0).toISOString() })).toEqual({ kind: 'repeat', result })
})

test.each([
  ['id', { ...message, id: 'no spaces please' }],
  ['id', { deadline: message.deadline, hub_epoch: epoch }],
  ['deadline', { id: 'c1', hub_epoch: epoch }],
  ['deadline', { ...message, deadline: 'soon' }],
  ['hub_epoch', { id: 'c1', deadline: message.deadline }],
])('without a proper %s it is no command', (path, broken) => {
  expect(judgeCommand(gate(), broken)).toMatchObject({ kind: 'invalid', path })
})
