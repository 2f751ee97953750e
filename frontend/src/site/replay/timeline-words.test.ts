import type { TimelineEntry } from '@palang/protocol'
import { expect, test } from 'vitest'
import { english as i18n } from '../../i18n/english.test-support.ts'
import { at, fact, photo } from './timeline-entries.test-support.ts'
import { entryWords, withoutRepeats } from './timeline-words.ts'

const lines = (...entries: TimelineEntry[]) =>
  entries.map(entry => {
    const { title, detail } = entryWords(i18n, entry, id => id)
    return [title, detail].filter(Boolean).join(' · ')
  })

const taken = (imageId: string) => fact('image_captured', { image_id: imageId }, `f-${imageId}`)

test('a photo is told once, and a photo that has not arrived yet is told by its fact', () => {
  expect(withoutRepeats([taken('a'), photo('a'), taken('b')]).map(entry => entry.kind)).toEqual(['photo', 'fact'])
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

test('what the sensor said stands with the fact, the mean of a minute as well as one reading', () => {
  const mean = (value: number) => ({ mean: value, min: value - 1, max: value + 1 })
  expect(
    lines(
      fact('quality_measured', { tds: mean(120.4), ph: mean(7.12), verdict: 'good' }, 'f-1'),
      fact('quality_changed', { verdict: 'bad', reasons: ['tds_high'], reading: { tds: 480, ph: 7 } }, 'f-2'),
    ),
  ).toEqual(['Water measured · TDS 120 · pH 7.1', 'The water is judged anew · TDS 480 · pH 7.0'])
})
