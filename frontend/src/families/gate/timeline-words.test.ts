import type { TimelineEntry } from '@palang/protocol'
import { expect, test } from 'vitest'
import { withoutRepeats } from './timeline-words.ts'

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
