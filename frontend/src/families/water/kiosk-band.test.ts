import { expect, test } from 'vitest'
import { bandOf } from './kiosk-band.ts'

const read = (values: Partial<Record<'tds' | 'ph' | 'temperature', number | null>>, thresholds?: Record<string, number>) => ({
  at: '2026-01-20T03:32:00.000Z',
  tds: 118,
  ph: 7.1,
  temperature: 27,
  verdict: 'good' as const,
  reasons: [],
  interlock: 'open' as const,
  thresholds,
  ...values,
})
const site = { tds_max: 300, ph_min: 6.5, ph_max: 8.5 }

test('a value between the thresholds is safe and its mark lies in the band', () => {
  for (const measure of ['tds', 'ph'] as const) {
    const band = bandOf(read({}, site), measure)
    expect(band?.isSafe).toBe(true)
    expect(band?.at).toBeGreaterThan(band?.from ?? 1)
    expect(band?.at).toBeLessThan(band?.to ?? 0)
  }
})

test.each([
  ['tds', 412],
  ['ph', 6.2],
  ['ph', 9.9],
] as const)('%s at %f is outside the band, and still on the line', (measure, value) => {
  const band = bandOf(read({ [measure]: value }, site), measure)
  expect(band?.isSafe).toBe(false)
  const at = band?.at ?? -1
  expect(at >= 0 && at <= 1 && (at < (band?.from ?? 0) || at > (band?.to ?? 1))).toBe(true)
})

test('nobody set what is safe: nothing is drawn, and nothing is called safe', () => {
  expect(bandOf(read({}), 'tds')).toBeUndefined()
  expect(bandOf(read({}, site), 'temperature')).toBeUndefined()
})

test('a value nobody knows has no mark and is not safe', () => {
  expect(bandOf(read({ tds: null }, site), 'tds')).toMatchObject({ at: undefined, isSafe: false })
})
