import type { TimelineEntry } from '@palang/protocol'
import { expect, test } from 'vitest'
import { english as i18n } from '../../i18n/english.test-support.ts'
import { entryWords, withoutRepeats } from './timeline-words.ts'

const lines = (...entries: TimelineEntry[]) =>
  entries.map(entry => {
    const { title, detail } = entryWords(i18n, entry, id => id)
    return [title, detail].filter(Boolean).join(' · ')
  })

const at = '2026-01-20T10:30:00.000Z'
const taken = (imageId: string): TimelineEntry => ({
  at,
  kind: 'fact',
  id: `f-${imageId}`,
  machine_id: 'gate_in',
  type: 'image_captured',
  received_at: at,
  clock: 'synced',
  payload: { image_id: imageId },
})
const photo = (id: string): TimelineEntry => ({ at, kind: 'photo', id, machine_id: 'gate_in', reason: 'entry', url: `/api/photos/${id}` })

test('a photo is told once, and a photo that has not arrived yet is told by its fact', () => {
  expect(withoutRepeats([taken('a'), photo('a'), taken('b')]).map(entry => entry.kind)).toEqual(['photo', 'fact'])
})

const fact = (type: string, payload: Record<string, unknown>): TimelineEntry => ({
  at,
  kind: 'fact',
  id: type,
  machine_id: 'gate_in',
  type,
  received_at: at,
  clock: 'synced',
  payload,
})
const command = (type: string, action: string, state: 'accepted' | 'succeeded'): TimelineEntry => ({
  at,
  kind: 'command',
  id: action,
  machine_id: 'gate_in',
  type,
  payload: { action },
  state,
  actor: 'user:siti@palang.local',
  reason: 'ticket_lost',
  ended_at: null,
})

test('every line says what happened, in words without the names of commands', () => {
  expect(
    lines(
      fact('barrier_ordered', { action: 'open' }),
      command('gate_control', 'open', 'succeeded'),
      command('camera_control', 'capture', 'accepted'),
      command('camera_control', 'capture', 'succeeded'),
    ),
  ).toEqual([
    'Barrier told to open',
    'Barrier told to open · Proven · Ticket lost or unreadable',
    'Photo asked for · Under way',
    'Photo asked for · Done',
  ])
})

test('why a device went away is not told in the words of the system', () => {
  expect(lines(fact('device_disconnected', { device: 'camera', reason: 'unplugged: bad file descriptor' }))).toEqual([
    'Device disconnected · Camera',
  ])
})
