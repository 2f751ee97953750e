import { expect, test } from 'vitest'
import { queryTime } from './paging.ts'

test.each([
  ['2026-01-20T17:30:00+07:00', '2026-01-20T10:30:00.000Z'],
  ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
  ['8999-12-31T23:59:59.999Z', '8999-12-31T23:59:59.999Z'],
])('%s is a moment', (text, utc) => {
  expect(queryTime.parse(text)).toBe(utc)
})

test.each([
  '1970-01-01T00:00:00+07:00',
  '8999-12-31T23:59:59-07:00',
  '9999-12-31T23:59:59-23:59',
  '0000-01-01T00:00:00Z',
  '2026-01-20',
  'now',
])('%s is refused before a year of five digits comes of it', text => {
  expect(queryTime.safeParse(text).success).toBe(false)
})
