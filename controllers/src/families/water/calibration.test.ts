import fc from 'fast-check'
import { expect, test } from 'vitest'
import { millilitresOf, pulsesOf } from './calibration.ts'

test.each([
  [250, 450, 113, 251],
  [600, 450, 270, 600],
  [1_000, 450, 450, 1_000],
  [1, 450, 1, 2],
  [50_000, 450, 22_500, 50_000],
  [600, 448.125, 269, 600],
])('%i ml at %f pulses to the litre are %i pulses, which are %i ml', (volumeMl, perLitre, pulses, back) => {
  expect(pulsesOf(volumeMl, perLitre)).toBe(pulses)
  expect(millilitresOf(pulses, perLitre)).toBe(back)
})

test('who gets every pulse of an order got at least the volume, and one pulse less is less', () => {
  const volume = fc.integer({ min: 1, max: 50_000 })
  const milliPulses = fc.integer({ min: 1_000, max: 10_000_000 })
  fc.assert(
    fc.property(volume, milliPulses, (volumeMl, milli) => {
      const pulses = pulsesOf(volumeMl, milli / 1_000)
      expect(millilitresOf(pulses, milli / 1_000)).toBeGreaterThanOrEqual(volumeMl)
      expect(millilitresOf(pulses - 1, milli / 1_000)).toBeLessThan(volumeMl)
    }),
  )
})
