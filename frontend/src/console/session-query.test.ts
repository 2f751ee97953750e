import { expect, test } from 'vitest'
import { createFormats } from '../i18n/format.ts'
import { filterOf } from './session-query.ts'

const format = createFormats('id', 'Asia/Jakarta')

test('days are whole days of the outlet, the last one included', () => {
  const filter = filterOf({ from: '2026-01-20', to: '2026-01-20' }, format)
  expect([filter.from, filter.to]).toEqual(['2026-01-19T17:00:00.000Z', '2026-01-20T17:00:00.000Z'])
})

test('an address somebody garbled asks for everything instead of failing', () => {
  expect(filterOf({ open: 'perhaps', from: 'yesterday', q: '  ' }, format)).toEqual({
    open: undefined,
    state: undefined,
    machine: undefined,
    search: undefined,
    from: undefined,
    to: undefined,
  })
})

test('open and ended sessions are asked for by name', () => {
  expect(filterOf({ open: 'yes' }, format).open).toBe(true)
  expect(filterOf({ open: 'no' }, format).open).toBe(false)
})
