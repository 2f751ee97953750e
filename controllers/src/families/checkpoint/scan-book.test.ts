import { ManualClock } from '@palang/kit'
import type { FactItem } from '@palang/protocol'
import { expect, test } from 'vitest'
import { mostTagsRemembered } from './delays.ts'
import { scanBook } from './scan-book.ts'

const nowMs = Date.UTC(2026, 0, 20, 10)
const factOf = (seq: number, tag: string, atMs: number, payload: Record<string, unknown> = {}): FactItem => ({
  seq,
  id: `019be7a0-0000-7000-8000-${String(seq).padStart(12, '0')}`,
  type: 'scan_recorded',
  occurred_at: new Date(atMs).toISOString(),
  clock: 'synced',
  payload: { tag_id: tag, status: 'makanan_keluar', step: 'dispatched', source: 'reader', warnings: [], ...payload },
})
const bookOf = (...facts: FactItem[]) => scanBook({ clock: new ManualClock(nowMs), debounceMs: 3_000, nowMs, facts })

test('what the journal has of the last seconds is held still after a start', () => {
  const book = bookOf(factOf(1, 'A', nowMs - 3_000), factOf(2, 'B', nowMs - 2_999, { portions: 4 }), factOf(3, 'C', nowMs + 60_000))
  expect(book.recent('A', 'makanan_keluar')).toBeNull()
  expect(book.recent('B', 'makanan_keluar')).toMatchObject({ step: 'dispatched', details: { portions: 4 } })
  // Made before the clock was set back: nobody knows how long ago.
  expect(book.recent('C', 'makanan_keluar')).toBeNull()
  expect(book.recent('B', 'makanan_masuk')).toBeNull()
})

test('the last time of each step is known, and a fact nobody can read is left', () => {
  const book = bookOf(
    factOf(1, 'A', nowMs - 9),
    factOf(2, 'A', nowMs - 5),
    factOf(3, 'A', nowMs, { step: 'cooked' }),
    factOf(4, 'A', nowMs, { step: null }),
  )
  expect(book.here('A')).toEqual({ dispatched: new Date(nowMs - 5).toISOString() })
  expect(book.here('constructor')).toEqual({})
})

test('memory is bounded: the tags not seen for longest go first', () => {
  const book = bookOf()
  const scanned = (n: number) => ({
    id: `${n}`,
    tag: `T${n}`,
    status: 'served',
    step: 'served' as const,
    label: null,
    warnings: [],
    repeated: false,
    details: {},
    atMs: nowMs,
  })
  for (let n = 0; n < mostTagsRemembered; n++) book.note(scanned(n))
  book.note(scanned(0))
  book.note(scanned(mostTagsRemembered))
  expect([0, 1, 2].map(n => Object.keys(book.here(`T${n}`)).length)).toEqual([1, 0, 1])
})
