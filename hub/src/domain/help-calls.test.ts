import { expect, test } from 'vitest'
import type { FactRecord } from '../store/records.ts'
import { callsOf } from './help-calls.ts'

const first = '019be7a0-0000-7000-8000-0000000000c1'
const second = '019be7a0-0000-7000-8000-0000000000c2'
const at = (second_: number) => `2026-01-20T10:30:${String(second_).padStart(2, '0')}.000Z`
let seq = 0

function fact(type: string, seconds: number, payload: Record<string, unknown>): FactRecord {
  const time = at(seconds)
  const origin = { machineId: 'gate_out', epoch: 'e', seq: ++seq, id: String(seq), occurredAt: time, receivedAt: time }
  return { ...origin, type, sessionId: null, clock: 'synced', payload, digest: '' }
}

test('a call is told from its beginning to its end, the newest first, in whatever order its parts were read', () => {
  const parts = [
    fact('help_called', 0, { call_id: first, phase: 'paying', session_id: second }),
    fact('help_answered', 12, { call_id: first, by: 'user:op', after_ms: 12_000 }),
    fact('help_ended', 40, { call_id: first, outcome: 'helped', by: 'user:op', after_ms: 40_000 }),
    fact('help_called', 50, { call_id: second, phase: 'idle' }),
  ]
  const [newest, oldest] = callsOf(parts.toReversed())
  expect(newest).toMatchObject({ call_id: second, answered_at: null, ended_at: null, outcome: null })
  expect(oldest).toEqual({
    call_id: first,
    gate_id: 'gate_out',
    called_at: at(0),
    phase: 'paying',
    session_id: second,
    answered_at: at(12),
    answered_by: 'user:op',
    answered_after_ms: 12_000,
    ended_at: at(40),
    ended_by: 'user:op',
    outcome: 'helped',
  })
})

test('a call that ended by itself was answered by nobody, and an end without a beginning is none', () => {
  const parts = [
    fact('help_called', 0, { call_id: first, phase: 'idle' }),
    fact('help_ended', 9, { call_id: first, outcome: 'left', after_ms: 9_000 }),
  ]
  expect(callsOf(parts)).toMatchObject([{ answered_by: null, ended_by: null, outcome: 'left' }])
  expect(callsOf([fact('help_ended', 9, { call_id: second, outcome: 'left', after_ms: 1 })])).toEqual([])
})
