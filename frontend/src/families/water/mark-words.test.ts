import { expect, test } from 'vitest'
import { english } from '../../i18n/english.test-support.ts'
import type { MetricMark } from './chart-geometry.ts'
import { markNote } from './mark-words.ts'
import { en } from './words/en.ts'
import type { WaterKey } from './words/id.ts'

const say = (key: WaterKey, values: Record<string, string | number> = {}) =>
  en[key].replaceAll(/\{\{ (\w+) \}\}/g, (_, name: string) => String(values[name] ?? ''))
const mark = (kind: MetricMark['kind'], note: string | null): MetricMark => ({ at: '2026-01-20T10:00:00.000Z', kind, note })
const notes = (...marks: MetricMark[]) => marks.map((_, index) => markNote(english, say, marks, index))

test('reasons are said in words, and people by their name', () => {
  expect(notes(mark('locked', 'tds_high, ph_low'), mark('unlocked', 'user:siti@palang.local'))).toEqual([
    'TDS too high · pH too low',
    'by siti@palang.local',
  ])
})

test('a lock at the first jump of the values is for what was then measured, and what another lock was for is not added', () => {
  const contaminated = [mark('locked', 'sensor_jump'), mark('flushed', 'tds_high'), mark('unlocked', null), mark('locked', 'ph_high')]
  expect(notes(...contaminated)).toEqual(['TDS too high · The sensor jumps', 'TDS too high', undefined, 'pH too high'])
})

test('a calibration says of what, and what was written with it as it stands', () => {
  expect(notes(mark('calibrated', 'ph'), mark('calibrated', 'buffers of January'))).toEqual(['pH sensor', 'buffers of January'])
})
