import type { FrameEntry } from '@palang/protocol'
import { expect, test } from 'vitest'
import { momentsOf } from './frame-runs.ts'
import { at, fact, photo } from './timeline-entries.test-support.ts'

const frame = (hex: string): FrameEntry => ({
  kind: 'frame',
  at,
  clock: 'synced',
  machine_id: 'gate_in',
  device: 'reader',
  direction: 'in',
  hex,
  text: '·',
})
test('frames between two other moments are one moment, whatever device they are of', () => {
  const moments = momentsOf([frame('01'), frame('02'), fact('vehicle_detected'), frame('03'), fact('vehicle_passed')])
  expect(moments.map(moment => (moment.kind === 'frames' ? moment.frames.map(({ hex }) => hex) : moment.kind))).toEqual([
    ['01', '02'],
    'fact',
    ['03'],
    'fact',
  ])
})

test('a moment that is told by its photo does not part the frames around it', () => {
  const moments = momentsOf([photo('p1'), frame('01'), fact('image_captured', { image_id: 'p1' }), frame('02')])
  expect(moments.map(({ kind }) => kind)).toEqual(['photo', 'frames'])
  expect(moments[1]).toMatchObject({ frames: [{ hex: '01' }, { hex: '02' }] })
})
