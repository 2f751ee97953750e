import fc from 'fast-check'
import { expect, test } from 'vitest'
import { vesselFor } from './kiosk-vessel-shape.ts'

const volumes = fc.integer({ min: 50, max: 50_000 })

test('more water stands higher, all of it below the brim, and none beyond what the vessel is for', () => {
  fc.assert(
    fc.property(volumes, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (volumeMl, one, other) => {
      const vessel = vesselFor(volumeMl)
      const [less, more] = [Math.min(one, other), Math.max(one, other)].map(share => vessel.levelOf(share * volumeMl))
      expect(less).toBeLessThanOrEqual((more ?? 0) + 1e-9)
      expect(vessel.levelOf(volumeMl)).toBeLessThan(vessel.height)
      expect(vessel.levelOf(volumeMl * 3)).toBe(vessel.levelOf(volumeMl))
      expect(vessel.levelOf(-1)).toBe(0)
    }),
  )
})

test.each([100, 250, 600, 1_500, 5_000, 19_000])('a vessel of %i ml holds just that at its level, in true centimetres', volumeMl => {
  const vessel = vesselFor(volumeMl)
  const level = vessel.levelOf(volumeMl)
  const slices = 2_000
  const held = Array.from(
    { length: slices },
    (_, slice) => Math.PI * vessel.radiusAt(((slice + 0.5) * level) / slices) ** 2 * (level / slices),
  )
  expect(held.reduce((sum, one) => sum + one, 0) / volumeMl).toBeCloseTo(1, 2)
  expect(Math.max(...held) <= Math.PI * (vessel.width / 2) ** 2).toBe(true)
})

test('larger volumes of one kind stand taller, and each kind is known by its form', () => {
  expect([250, 600, 1_500, 5_000, 19_000].map(ml => vesselFor(ml).kind)).toEqual(['glass', 'bottle', 'flagon', 'jug', 'gallon'])
  expect(vesselFor(330).height).toBeGreaterThan(vesselFor(250).height)
})
