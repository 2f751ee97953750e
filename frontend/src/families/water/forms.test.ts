/** What people write into the forms of the water pages. */
import type { CalibrationView, PriceListView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { newest, pointsIn, rawOf } from './calibration-points.ts'
import { numberIn } from '../../ui/number-in.ts'
import { productsIn } from './price-words.ts'
import { proofOf, shownLists } from './price-proof.ts'
import { daysBetween } from './report-days.ts'
import { actOf } from './water-acts.ts'

const empty = { measured: '', reference: '' }

test.each([
  ['7,01', 7.01],
  ['7.01', 7.01],
  [' 12 ', 12],
  ['1.000,5', undefined],
  ['abc', undefined],
  ['1e3', undefined],
  ['-1', undefined],
  ['101', undefined],
])('“%s” between 0 and 100 is %s', (text, value) => {
  expect(numberIn(text, 0, 100)).toBe(value)
})

test('one point shifts, two make a line, and two that are alike are none', () => {
  const first = { measured: '4,2', reference: '4,01' }
  expect(pointsIn([first, empty])).toEqual([{ measured: 4.2, reference: 4.01 }])
  expect(pointsIn([first, { measured: '7.1', reference: '6.86' }])).toHaveLength(2)
  expect(pointsIn([first, first])).toBeUndefined()
  expect(pointsIn([first, { measured: '7', reference: '' }])).toBeUndefined()
  expect(pointsIn([empty, first])).toBeUndefined()
})

test('what the sensor itself said is found back from what its calibration makes of it', () => {
  const two = [
    { measured: 4.2, reference: 4 },
    { measured: 7.2, reference: 7 },
  ]
  expect(rawOf(4, two)).toBeCloseTo(4.2)
  expect(rawOf(5.5, two)).toBeCloseTo(5.7)
  expect(rawOf(342, [{ measured: 356, reference: 342 }])).toBeCloseTo(356)
  expect([rawOf(7, null), rawOf(7, [])]).toEqual([7, 7])
})

test('of the calibrations of a sensor the newest is in force', () => {
  const one = (id: string, kind: CalibrationView['kind'], at: string): CalibrationView => ({
    id,
    machine_id: 'v',
    kind,
    points: [],
    pulses_per_litre: null,
    calibrated_at: at,
    due_at: at,
    overdue: false,
    actor: 'user:x',
    note: null,
  })
  const all = [
    one('1', 'ph', '2026-01-01T00:00:00.000Z'),
    one('2', 'ph', '2026-02-01T00:00:00.000Z'),
    one('3', 'tds', '2026-03-01T00:00:00.000Z'),
  ]
  expect([newest(all, 'ph')?.id, newest(all, 'flow')]).toEqual(['2', undefined])
})

test('prices are whole, each size once, and in order', () => {
  expect(
    productsIn([
      { volume: '600', price: '1000' },
      { volume: '250', price: '0' },
    ]),
  ).toEqual([
    { volume_ml: 250, price: 0 },
    { volume_ml: 600, price: 1_000 },
  ])
  const bad = [
    [],
    [{ volume: '600', price: '' }],
    [{ volume: '0', price: '1' }],
    [{ volume: '600', price: '9,5' }],
    [{ volume: '50001', price: '1' }],
  ]
  for (const lines of bad) expect(productsIn(lines)).toBeUndefined()
  expect(
    productsIn([
      { volume: '600', price: '1' },
      { volume: '600', price: '2' },
    ]),
  ).toBeUndefined()
})

test('a machine proves with its own word that it sells by a list, and waits for none once it went over to another', () => {
  const list: PriceListView = {
    version: 'new',
    machine_id: null,
    products: [],
    since: '2026-01-20T00:00:00.000Z',
    actor: 'user:x',
    reason: null,
    selling: ['a', 'gone'],
    waiting: ['b', 'c'],
  }
  const said: Record<string, string> = { b: 'new', c: 'old', gone: 'other' }
  expect(proofOf(list, id => said[id])).toEqual({ selling: ['a', 'b'], waiting: ['c'] })
})

test('machines that sell alike by the site file are one list, after those that people set', () => {
  const list = (version: string, machine_id: string, actor: string): PriceListView => ({
    version,
    machine_id,
    products: [],
    since: '2026-01-20T00:00:00.000Z',
    actor,
    reason: null,
    selling: actor === 'user:x' ? [] : [machine_id],
    waiting: actor === 'user:x' ? [machine_id] : [],
  })
  const file = 'rule:site-file'
  const all = [list('1', 'v-10', file), list('2', 'v-3', file), list('9', 'v-7', 'user:x'), list('1', 'v-2', file)]
  expect(shownLists(all).map(({ version, selling, waiting }) => [version, selling, waiting])).toEqual([
    ['9', [], ['v-7']],
    ['1', ['v-2', 'v-10'], []],
    ['2', ['v-3'], []],
  ])
})

test('a report runs from the morning of its first day to the end of its last, by the clock of the outlet', () => {
  const jakartaMs = 7 * 3_600_000
  const dayStart = (atMs: number) => Math.floor((atMs + jakartaMs) / 86_400_000) * 86_400_000 - jakartaMs
  expect(daysBetween({ from: '2026-01-31', to: '2026-02-01' }, dayStart)).toEqual({
    from: '2026-01-30T17:00:00.000Z',
    to: '2026-02-01T17:00:00.000Z',
  })
})

test('a record of the hub is one of the acts of a water machine, or none', () => {
  const act = (type: string, payload = {}) => actOf({ type, payload })
  expect([act('dispense'), act('stop_dispense'), act('flush'), act('gate_control')]).toEqual(['dispense', 'stop', 'flush', undefined])
  expect([act('sale_lock', { locked: true }), act('sale_lock', { locked: false })]).toEqual(['lock', 'unlock'])
})
