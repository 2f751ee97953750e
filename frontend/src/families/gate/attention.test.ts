import type { Lane } from '@palang/protocol'
import { expect, test } from 'vitest'
import { emptyLiveState, applyMessage, type LiveMachine, type LiveMessage } from '../../live/state.ts'
import type { MachineRow } from '../../site/site.tsx'
import { heldGates, needsAttention, openCalls, siteHold } from './attention.ts'

const at = '2026-01-20T10:30:00.000Z'
const holdId = '019be7a0-0000-7000-8000-0000000000f1'
const callId = '019be7a0-0000-7000-8000-0000000000c1'

function machine(id: string, ...messages: LiveMessage[]): LiveMachine {
  const state = emptyLiveState()
  for (const message of messages) applyMessage(state, message, Date.parse(at))
  const found = state.machines[id]
  if (found === undefined) throw new Error(`nothing was heard of ${id}`)
  return found
}

const lane = (id: string, more: Partial<Lane>): LiveMessage => ({
  type: 'system_status',
  machine_id: id,
  payload: { lane: { phase: 'idle', since: at, ...more } },
})
const barrier = (id: string, status: 'open' | 'closed', more: Record<string, unknown> = {}): LiveMessage => ({
  type: 'gate_status',
  machine_id: id,
  payload: { status, position_known: true, ...more },
})
const held = (id: string): LiveMessage => ({
  type: 'gate_hold',
  machine_id: id,
  payload: { held: true, hold_id: holdId, since: at, reason: 'fire', by: 'user:op' },
})

function row(live: LiveMachine, isStale = false): MachineRow {
  const view = {
    id: live.id,
    outlet_id: 'pusat',
    name: live.id,
    family: 'gate' as const,
    direction: 'in' as const,
    zone_id: null,
    vehicle_class: null,
    mode: 'active' as const,
    status: 'online' as const,
    since: null,
    last_seen: null,
    protocol: 1,
    software: null,
    created_at: at,
  }
  return { id: live.id, name: live.id, view, live, alarms: [], alarmCount: 0, tone: 'flow', isStale }
}

test('what is held is told with what is proven of it, each gate for itself', () => {
  const rows = [
    row(machine('a', held('a'), barrier('a', 'open'))),
    row(machine('b', held('b'), barrier('b', 'open', { position_known: false }))),
    row(machine('c', held('c'), barrier('c', 'closed'))),
    row(machine('d', held('d'), barrier('d', 'open')), true),
    row(machine('e', held('e'), barrier('e', 'closed', { estop: true }))),
    row(machine('f', lane('f', { hold: { hold_id: holdId, source: 'machine', since: at } }), barrier('f', 'open'))),
    row(machine('g', lane('g', {}), barrier('g', 'open'))),
  ]
  expect(heldGates(rows).map(({ id, proof }) => [id, proof])).toEqual([
    ['a', 'open'],
    ['b', 'assumed'],
    ['c', 'not_open'],
    ['d', 'not_reached'],
    ['e', 'stopped'],
    ['f', 'open'],
  ])
  expect(siteHold(rows)).toEqual({ since: at, reason: 'fire', by: 'user:op' })
  expect(siteHold(rows.slice(5))).toBeUndefined()
})

test('a gate that is let go of needs no attention any more, and the hub’s word makes no machine look heard', () => {
  const free: LiveMessage = { type: 'gate_hold', machine_id: 'a', payload: { held: false } }
  const let_go = machine('a', held('a'), free)
  expect([needsAttention(let_go), let_go.heardAtMs]).toEqual([false, undefined])
  expect(needsAttention(machine('a', held('a')))).toBe(true)
})

test('calls nobody has taken come first, the oldest before the others', () => {
  const call = (id: string, calledAt: string, answered?: string) =>
    row(
      machine(
        id,
        lane(id, {
          help: {
            call_id: callId,
            called_at: calledAt,
            ...(answered === undefined ? {} : { answered_at: at, answered_by: answered }),
          },
        }),
      ),
    )
  const rows = [
    call('taken', '2026-01-20T10:00:00.000Z', 'user:op'),
    call('later', '2026-01-20T10:20:00.000Z'),
    call('first', '2026-01-20T10:10:00.000Z'),
  ]
  expect(openCalls(rows).map(({ gateId }) => gateId)).toEqual(['first', 'later', 'taken'])
  expect(openCalls([row(machine('quiet', lane('quiet', {})))])).toEqual([])
})
