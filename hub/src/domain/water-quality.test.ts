import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterReading, averageOf, nearLimits, noReadings, reasonsOf, type Standing } from './water-quality.ts'

const thresholds = { tds_min: 10, tds_max: 300, ph_min: 6.5, ph_max: 8.5, temperature_max: 40 }
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 20) + seconds * 1000).toISOString()

test.each([
  [{ tds: 300, ph: 8.5, temperature: 40 }, []],
  [{ tds: 10, ph: 6.5, temperature: null }, []],
  [{ tds: 300.001, ph: 6.499, temperature: 40.1 }, ['tds_high', 'ph_low', 'temperature_high']],
  [{ tds: 9.9, ph: 8.6, temperature: null }, ['tds_low', 'ph_high']],
])('%j is beyond %j', (values, reasons) => {
  expect(reasonsOf(values, thresholds)).toEqual(reasons)
  expect(reasonsOf(values, {})).toEqual([])
})

test('good water close to a threshold is told, and where nothing is known nothing is near', () => {
  expect(nearLimits({ tds: 271, ph: 7 }, thresholds)).toEqual(['tds_near_limit'])
  expect(nearLimits({ tds: 270, ph: 8.4 }, thresholds)).toEqual(['ph_near_limit'])
  expect(nearLimits({ tds: 100, ph: 6.6 }, thresholds)).toEqual(['ph_near_limit'])
  expect(nearLimits({ tds: null, ph: null }, thresholds)).toEqual([])
})

/** The standing after readings of these dissolved solids, one a second, and whether the alarm stood after each. */
function after(values: readonly number[], from: Standing = noReadings): { standing: Standing; alarms: boolean[] } {
  const alarms: boolean[] = []
  let standing = from
  values.forEach((tds, n) => {
    standing = afterReading(standing, { at: at(n), tds, ph: 7, temperature: null }, thresholds)
    alarms.push(standing.isBad)
  })
  return { standing, alarms }
}

test('three bad readings in a row raise the alarm, three good ones in a row clear it, and noise between does neither', () => {
  const [good, bad] = [100, 400]
  expect(after([bad, bad, good, bad, bad, bad, good, good, bad, good, good, good]).alarms).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    true,
    true,
    true,
    true,
    true,
    false,
  ])
})

test('a late reading changes neither the verdict nor the alarm, and neither does the same one again', () => {
  const { standing } = after([100, 400])
  expect(afterReading(standing, { at: at(0), tds: 999, ph: 7, temperature: null }, thresholds)).toBe(standing)
  expect(afterReading(standing, { at: at(1), tds: 999, ph: 7, temperature: null }, thresholds)).toBe(standing)
  expect(standing).toMatchObject({ verdict: 'bad', reasons: ['tds_high'], latest: { tds: 400 } })
})

test('the average is that of the newest five', () => {
  expect(averageOf(noReadings)).toEqual({ tds: null, ph: null })
  expect(averageOf(after([900, 1, 2, 3, 4, 5]).standing)).toEqual({ tds: 3, ph: 7 })
})

test('the alarm never turns twice within three readings', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(100, 400)), values => {
      const turns = after(values).alarms.flatMap((isBad, n, all) => (isBad === (all[n - 1] ?? false) ? [] : [n]))
      turns.forEach((turn, n) => expect(turn - (turns[n - 1] ?? -1)).toBeGreaterThanOrEqual(3))
    }),
  )
})
