import { expect, test } from 'vitest'
import { mysqlDialect, sqliteDialect } from './dialect.ts'

const at = '2026-01-20T10:30:00.042Z'

test.each([sqliteDialect, mysqlDialect])('a time comes back from $engine as it was given', ({ encode, decode }) => {
  expect(decode('time', encode('time', at))).toBe(at)
})

test.each(['2026-01-20T17:30:00.042+07:00', '2026-01-20T10:30:00.042+00:00', at, '2026-01-20 10:30:00.042+00:00'])(
  'a time that stands in SQLite as %s is read as the same moment',
  stored => {
    expect(sqliteDialect.decode('time', stored)).toBe(at)
  },
)
