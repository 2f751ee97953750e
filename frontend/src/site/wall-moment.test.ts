import { expect, test } from 'vitest'
import { createFormats } from '../i18n/format.ts'
import { momentOfWall, wallOf } from './wall-moment.ts'

const jakarta = createFormats('id', 'Asia/Jakarta')

test('a moment is shown as the wall of the outlet shows it, also beyond midnight UTC, and read back as the same minute', () => {
  const at = Date.parse('2026-01-20T23:05:42.118Z')
  expect(wallOf(jakarta, at)).toBe('2026-01-21T06:05')
  expect(new Date(momentOfWall(jakarta, '2026-01-21T06:05')).toISOString()).toBe('2026-01-20T23:05:00.000Z')
})

test.each(['', '2026-01-21', '2026-13-41T06:05', 'soon'])('%j is no moment', wall => {
  expect(momentOfWall(jakarta, wall)).toBeNaN()
})
