import fc from 'fast-check'
import { expect, test } from 'vitest'
import { heardMl, resting, shownMl } from './kiosk-fill.ts'

const words = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 5_000 }), ml: fc.integer({ min: 0, max: 19_000 }) }), {
  maxLength: 30,
})

test('what is shown is never ahead of what was told, whatever the machine tells and whenever it is looked at', () => {
  fc.assert(
    fc.property(words, fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 5 }), (told, looks) => {
      let nowMs = 0
      let glide = resting(0, nowMs)
      for (const { afterMs, ml } of told) {
        nowMs += afterMs
        glide = heardMl(glide, ml, nowMs)
        for (const look of looks) expect(shownMl(glide, nowMs + look)).toBeLessThanOrEqual(ml)
      }
    }),
  )
})

test('between two words it rises without a step and arrives when the next one is due', () => {
  const glide = heardMl(resting(0, 0), 100, 500)
  expect([500, 750, 1_000, 9_000].map(at => shownMl(glide, at))).toEqual([0, 50, 100, 100])
  expect(shownMl(heardMl(glide, 200, 1_000), 1_250)).toBe(150)
})

test('a new pour begins empty at once', () => {
  expect(shownMl(heardMl(resting(600, 0), 0, 10), 10)).toBe(0)
})
