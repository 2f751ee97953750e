import type { TokenView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { expiryOf, machineTokens } from './token-list.ts'

const nowMs = Date.parse('2026-01-20T10:00:00Z')
const dayMs = 86_400_000
const ending = (ms: number) => expiryOf({ expires_at: new Date(nowMs + ms).toISOString(), expired: false }, nowMs)

function token(id: string, machineId: string | null, kind: TokenView['kind'] = 'machine'): TokenView {
  return {
    id,
    kind,
    name: id,
    scopes: [],
    outlets: null,
    machine_id: machineId,
    created_at: '2026-01-01T00:00:00.000Z',
    created_by: 'user:admin@palang.local',
    expires_at: null,
    expired: false,
    last_used_at: null,
  }
}

test('an end within fourteen days is warned of, a later one is not', () => {
  expect(ending(14 * dayMs)).toEqual({ kind: 'soon', days: 14 })
  expect(ending(14 * dayMs + 1)).toEqual({ kind: 'later' })
  expect(ending(1)).toEqual({ kind: 'soon', days: 1 })
})

test('a token past its end is over, also when only the hub or only our clock says so', () => {
  expect(ending(0)).toEqual({ kind: 'over' })
  expect(expiryOf({ expires_at: new Date(nowMs + dayMs).toISOString(), expired: true }, nowMs)).toEqual({ kind: 'over' })
  expect(expiryOf({ expires_at: null, expired: false }, nowMs)).toEqual({ kind: 'never' })
})

test('every machine has a line, one with two tokens two, and tokens of removed machines are not lost', () => {
  const rows = machineTokens(
    ['gate_in', 'gate_out'],
    [token('t1', 'gate_out'), token('t2', 'old_gate'), token('t3', 'gate_out'), token('till', null, 'api')],
  )
  expect(rows.map(row => [row.machineId, row.token?.id])).toEqual([
    ['gate_in', undefined],
    ['gate_out', 't1'],
    ['gate_out', 't3'],
    ['old_gate', 't2'],
  ])
})
