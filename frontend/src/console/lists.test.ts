import { expect, test } from 'vitest'
import { createFormats } from '../i18n/format.ts'
import { toCsv } from './csv.ts'
import { linesKept, mergeLines, passes } from './log-lines.ts'
import { csvName } from './session-csv.ts'
import { todayCount } from './today.ts'

test('a cell with a comma, a quote or a line break survives a spreadsheet', () => {
  expect(
    toCsv(
      ['a', 'b'],
      [
        ['x,y', 'say "hi"'],
        ['two\nlines', null],
      ],
    ),
  ).toBe('\uFEFFa,b\r\n"x,y","say ""hi"""\r\n"two\nlines",\r\n')
})

test('a cell never becomes a formula', () => {
  expect(toCsv(['a'], [['=1+1'], ['@x'], [-5]])).toBe("\uFEFFa\r\n'=1+1\r\n'@x\r\n-5\r\n")
})

test.each([
  [{}, 'palang-2026-11-22.csv'],
  [{ from: '2026-11-22', to: '2026-11-22' }, 'palang-2026-11-22.csv'],
  [{ from: '2026-11-01', to: '2026-11-20' }, 'palang-2026-11-01_2026-11-20.csv'],
  [{ from: '2026-11-01' }, 'palang-2026-11-01_2026-11-22.csv'],
  [{ to: '2026-11-20' }, 'palang-until-2026-11-20.csv'],
  [{ from: 'yesterday', q: 'B 1' }, 'palang-2026-11-22.csv'],
])('the file of %j asked for after midnight in Jakarta is %s', (params, name) => {
  expect(csvName(params, createFormats('id', 'Asia/Jakarta'), Date.parse('2026-11-21T17:25:00.000Z'))).toBe(name)
})

test('only the hours of today are counted, in the time zone of the outlet', () => {
  const format = createFormats('id', 'Asia/Jakarta')
  const nowMs = Date.parse('2026-01-19T18:30:00.000Z')
  const hours = Array.from({ length: 24 }, () => 1)
  // 01.30 in Jakarta: the hours from 00.00 and 01.00 are of today.
  expect(todayCount(hours, '2026-01-18T19:00:00.000Z', nowMs, format.dayStart(nowMs))).toBe(2)
})

const line = (at: string, level: 'debug' | 'info' | 'warn' | 'error' = 'info', source = 'central_hub', message = 'm') => ({
  at,
  level,
  source,
  message,
  fields: { port: 8000 },
})

test('lines from two places are joined once each, newest first, within bounds', () => {
  const a = line('2026-01-20T10:00:00.000Z')
  const b = line('2026-01-20T10:00:01.000Z')
  expect(mergeLines([b, a], [a])).toEqual([b, a])
  const many = Array.from({ length: linesKept + 50 }, (_, index) => line(new Date(index * 1000).toISOString()))
  expect(mergeLines(many, [])).toHaveLength(linesKept)
})

test('a filter looks at level, source, message and fields', () => {
  const all = { level: 'debug', source: '', text: '' } as const
  expect(passes(line('x', 'info'), { ...all, level: 'warn' })).toBe(false)
  expect(passes(line('x', 'error'), { ...all, level: 'warn' })).toBe(true)
  expect(passes(line('x'), { ...all, source: 'gate_in' })).toBe(false)
  expect(passes(line('x'), { ...all, text: '8000' })).toBe(true)
  expect(passes(line('x'), { ...all, text: 'nowhere' })).toBe(false)
})
