import type { CommandLife } from '@palang/protocol'
import { expect, test } from 'vitest'
import { type CommandStory, endTone, lifeSteps, newStory, storyOfRecord } from './command-life.ts'

const sent: CommandStory = { ...newStory({ action: 'open' }, 1_000, true), id: 'c1' }
const shown = (story: CommandStory) => lifeSteps(story).map(step => `${step.kind} ${step.tone} ${step.afterMs ?? '-'}`)

test('a command just sent waits to be taken', () => {
  expect(shown(sent)).toEqual(['sent flow 0', 'accepted now -', 'moving ahead -', 'end ahead -'])
})

test('each step lights up with the time it took', () => {
  const accepted: CommandStory = { ...sent, state: 'accepted', acceptedAtMs: 1_006 }
  expect(shown(accepted)).toEqual(['sent flow 0', 'accepted flow 6', 'moving now -', 'end ahead -'])
  const moving = { ...accepted, movingAtMs: 1_041 }
  expect(shown(moving)).toEqual(['sent flow 0', 'accepted flow 6', 'moving flow 41', 'end now -'])
  const proven: CommandStory = { ...moving, state: 'succeeded', endedAtMs: 1_420, evidence: { kind: 'limit_switch' } }
  expect(shown(proven)).toEqual(['sent flow 0', 'accepted flow 6', 'moving flow 41', 'end flow 420'])
})

test('a refusal shows no movement', () => {
  expect(shown({ ...sent, state: 'rejected', endedAtMs: 1_010 })).toEqual(['sent flow 0', 'end stop 10'])
})

test('an unknown outcome is neither good nor failed', () => {
  expect(endTone({ ...sent, state: 'unknown' })).toBe('attend')
  expect(endTone({ ...sent, state: 'failed' })).toBe('stop')
})

test('a success without a sensor is not shown as proven', () => {
  expect(endTone({ ...sent, state: 'succeeded', evidence: { kind: 'assumed' } })).toBe('attend')
})

test('what is a state of the machine itself needs no sensor', () => {
  const locked: CommandStory = { ...sent, tellsItself: true, state: 'succeeded', evidence: { kind: 'assumed' } }
  expect(endTone(locked)).toBe('flow')
  expect(endTone({ ...locked, state: 'unknown' })).toBe('attend')
})

test('stopping needs no movement to be whole', () => {
  expect(
    shown({
      ...sent,
      action: 'stop',
      moves: false,
      state: 'succeeded',
      acceptedAtMs: 1_004,
      endedAtMs: 1_090,
      evidence: { kind: 'limit_switch' },
    }),
  ).toEqual(['sent flow 0', 'accepted flow 4', 'end flow 90'])
})

test('the record of the hub gives the same story', () => {
  const at = (ms: number) => new Date(1_000 + ms).toISOString()
  const record: CommandLife = {
    id: 'c1',
    command_id: 'c1',
    machine_id: 'gate_in',
    type: 'gate_control',
    payload: { action: 'close' },
    state: 'failed',
    evidence: null,
    error: { code: 'barrier_blocked', message: 'x' },
    actor: 'user:x',
    reason: null,
    session_id: null,
    created_at: at(0),
    deadline: at(10_000),
    ended_at: at(300),
    events: [
      { seq: 1, state: 'queued', at: at(0), note: null },
      { seq: 2, state: 'sent', at: at(2), note: null },
      { seq: 3, state: 'accepted', at: at(8), note: null },
      { seq: 4, state: 'failed', at: at(300), note: null },
    ],
    photos: [],
  }
  const story = storyOfRecord(record, 'close', true)
  expect(shown(story)).toEqual(['sent flow 0', 'accepted flow 6', 'end stop 298'])
  expect(story.action).toBe('close')
})
