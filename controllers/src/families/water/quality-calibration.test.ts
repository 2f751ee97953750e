import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calibrated, valuesOf } from './quality-calibration.ts'

const buffers = [
  { measured: 4.2, reference: 4.01 },
  { measured: 7.1, reference: 6.86 },
]

test.each([
  ['none', undefined, 7.1, 7.1],
  ['no points', [], 7.1, 7.1],
  ['one point shifts', buffers.slice(1), 8.1, 7.86],
  ['two points: the one', buffers, 4.2, 4.01],
  ['two points: the other', buffers, 7.1, 6.86],
  ['two points: beyond them', buffers, 10, 9.71],
  ['the same value in two liquids', [buffers[0], { measured: 4.2, reference: 6.86 }].filter(point => point !== undefined), 7, null],
  [
    'a slope that turns round',
    [
      { measured: 7, reference: 4 },
      { measured: 4, reference: 7 },
    ],
    7,
    null,
  ],
])('%s', (_what, points, raw, expected) => {
  const value = calibrated(points, raw)
  if (expected === null) expect(value).toBeNull()
  else expect(value).toBeCloseTo(expected, 1)
})

test('both of its points are met by a calibration, whatever they are', () => {
  const reference = fc.double({ min: 0, max: 1_000, noNaN: true })
  fc.assert(
    fc.property(
      reference,
      fc.double({ min: 1, max: 500, noNaN: true }),
      fc.double({ min: 0.3, max: 3, noNaN: true }),
      (from, reach, slope) => {
        const points = [
          { measured: 10, reference: from },
          { measured: 10 + reach, reference: from + reach * slope },
        ]
        for (const point of points) expect(calibrated(points, point.measured)).toBeCloseTo(point.reference, 6)
      },
    ),
  )
})

test('a value that no water has after its calibration is none', () => {
  const raw = { tds: 990, ph: 7, temperature: 27 }
  expect(valuesOf(raw, null)).toEqual(raw)
  expect(valuesOf(raw, { tds: { points: [{ measured: 100, reference: 120 }] } })).toBeNull()
})
