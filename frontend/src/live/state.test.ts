import type { CommandState } from '@palang/protocol'
import { expect, test } from 'vitest'
import {
  activeAlarms,
  alarmsByMachine,
  applyMessage,
  emptyLiveState,
  type LiveAlarm,
  type LiveMessage,
  type LiveState,
  seedAlarms,
} from './state.ts'

const nowMs = Date.parse('2026-01-20T10:30:00.000Z')

function heard(...messages: LiveMessage[]) {
  const state = emptyLiveState()
  for (const message of messages) applyMessage(state, message, nowMs)
  return state
}

function alarm(
  id: string,
  severity: 'info' | 'warning' | 'critical',
  raisedAt: string,
  state: 'active' | 'cleared' = 'active',
): Extract<LiveMessage, { type: 'alarm' }> {
  return { type: 'alarm', machine_id: 'gate_in', payload: { alarm_id: id, code: 'x', severity, state, message: 'm', raised_at: raisedAt } }
}

test('a snapshot message is as old as it says, measured on the hub clock', () => {
  const state = heard(
    { type: 'hello', payload: { server_time: '2026-01-20T11:30:00.000Z', version: '0.1.0' } },
    { type: 'gate_status', machine_id: 'gate_in', timestamp: '2026-01-20T11:29:20.000Z', payload: { status: 'closed' } },
  )
  expect(state.machines['gate_in']?.heardAtMs).toBe(nowMs - 40_000)
  expect(state.machines['gate_in']?.gate?.status).toBe('closed')
})

test('a message from the future counts as heard now', () => {
  const state = heard({ type: 'system_status', machine_id: 'gate_in', timestamp: '2026-01-20T12:00:00.000Z', payload: { mode: 'active' } })
  expect(state.machines['gate_in']?.heardAtMs).toBe(nowMs)
})

test('an older word after a newer one does not make the machine look older', () => {
  const state = heard(
    { type: 'gate_status', machine_id: 'gate_in', timestamp: '2026-01-20T10:29:59.000Z', payload: { status: 'open' } },
    { type: 'hardware_status', machine_id: 'gate_in', timestamp: '2026-01-20T10:20:00.000Z', payload: {} },
  )
  expect(state.machines['gate_in']?.heardAtMs).toBe(nowMs - 1_000)
})

test('a cleared alarm leaves and a graver one comes first', () => {
  const state = heard(
    alarm('a', 'warning', '2026-01-20T10:00:00.000Z'),
    alarm('b', 'critical', '2026-01-20T09:00:00.000Z'),
    alarm('c', 'warning', '2026-01-20T10:10:00.000Z'),
    alarm('a', 'warning', '2026-01-20T10:00:00.000Z', 'cleared'),
  )
  expect(activeAlarms(state).map(found => found.id)).toEqual(['b', 'c'])
})

test('each machine has its own alarms, in the order of all', () => {
  const state = heard(
    alarm('a', 'warning', '2026-01-20T10:00:00.000Z'),
    { ...alarm('b', 'critical', '2026-01-20T09:00:00.000Z'), machine_id: 'gate_out' },
    alarm('c', 'critical', '2026-01-20T10:10:00.000Z'),
  )
  const ids = [...alarmsByMachine(activeAlarms(state))].map(([machine, own]) => [machine, own.map(found => found.id)])
  expect(ids).toEqual([
    ['gate_in', ['c', 'a']],
    ['gate_out', ['b']],
  ])
})

test('reading the alarms anew removes those that cleared while the link was down', () => {
  const state = heard(alarm('gone', 'warning', '2026-01-20T10:00:00.000Z'), alarm('kept', 'warning', '2026-01-20T10:00:00.000Z'))
  seedAlarms(state, { alarms: standing(state, 'kept'), isWhole: true, heardMeanwhile: new Set() })
  expect(Object.keys(state.alarms)).toEqual(['kept'])
})

test('an alarm raised while the others were being read stays, and one cleared meanwhile does not return', () => {
  const state = heard(alarm('cleared', 'warning', '2026-01-20T10:00:00.000Z'))
  const alarms = standing(state, 'cleared')
  applyMessage(state, alarm('cleared', 'warning', '2026-01-20T10:00:00.000Z', 'cleared'), nowMs)
  applyMessage(state, alarm('raised', 'critical', '2026-01-20T10:29:59.000Z'), nowMs)
  seedAlarms(state, { alarms, isWhole: true, heardMeanwhile: new Set(['cleared', 'raised']) })
  expect(Object.keys(state.alarms)).toEqual(['raised'])
})

test('a part of the list takes nothing away', () => {
  const state = heard(alarm('first', 'warning', '2026-01-20T10:00:00.000Z'), alarm('beyond', 'warning', '2026-01-20T09:00:00.000Z'))
  seedAlarms(state, { alarms: standing(state, 'first'), isWhole: false, heardMeanwhile: new Set() })
  expect(Object.keys(state.alarms)).toEqual(['first', 'beyond'])
})

function standing(state: LiveState, id: string): LiveAlarm[] {
  const found = state.alarms[id]
  return found === undefined ? [] : [found]
}

test('a command gathers its steps once each, with the evidence that ended it', () => {
  const response = (state: CommandState, more: Record<string, unknown> = {}): LiveMessage => ({
    type: 'gate_control_response',
    machine_id: 'gate_in',
    payload: { command_id: 'c1', state, ...more },
  })
  const state = heard(
    response('accepted'),
    response('accepted'),
    response('succeeded', { evidence: { kind: 'limit_switch', after_ms: 420 } }),
  )
  expect(state.commands['c1']?.steps.map(step => step.state)).toEqual(['accepted', 'succeeded'])
  expect(state.commands['c1']?.evidence?.after_ms).toBe(420)
})

test('commands kept are bounded, oldest forgotten first', () => {
  const state = heard(
    ...Array.from({ length: 80 }, (_, index): LiveMessage => ({
      type: 'gate_control_response',
      machine_id: 'gate_in',
      payload: { command_id: `c${index}`, state: 'accepted' },
    })),
  )
  expect(Object.keys(state.commands)).toHaveLength(50)
  expect(state.commands['c79']).toBeDefined()
  expect(state.commands['c0']).toBeUndefined()
})

test('presence alone tells offline without making the machine look freshly heard', () => {
  const state = heard({ type: 'presence', payload: { machine_id: 'gate_in', online: false, since: '2026-01-20T10:26:00.000Z' } })
  expect(state.machines['gate_in']).toMatchObject({ online: false, heardAtMs: nowMs - 240_000 })
})

test('a log line and a message about no machine change nothing but the age of the link', () => {
  const state = heard({ type: 'log', machine_id: 'gate_in', payload: {} }, { type: 'gate_status', payload: { status: 'open' } })
  expect(state.machines).toEqual({})
  expect(state.lastFrameAtMs).toBe(nowMs)
})
