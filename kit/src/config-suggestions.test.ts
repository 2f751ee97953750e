import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { editDistance, suggestKey } from './config-suggestions.ts'

const schema = z.strictObject({
  hub: z.strictObject({ host: z.string(), port: z.int() }),
  devices: z.array(
    z.discriminatedUnion('driver', [
      z.strictObject({ driver: z.literal('serial'), baud: z.int() }),
      z.strictObject({ driver: z.literal('camera'), source: z.int() }),
    ]),
  ),
  capacity: z.record(z.string(), z.strictObject({ places: z.int() })),
})

test.each([
  [{ hub: { prt: 1 } }, ['hub', 'prt'], '; did you mean port?'],
  [{ hub: { hos: 1 } }, ['hub', 'hos'], '; did you mean host?'],
  [{ hub: { colour: 1 } }, ['hub', 'colour'], '; known here: host, port'],
  [{ devices: [{ driver: 'camera', sorce: 1 }] }, ['devices', 0, 'sorce'], '; did you mean source?'],
  [{ devices: [{ driver: 'serial', source: 1 }] }, ['devices', 0, 'source'], '; known here: driver, baud'],
  [{ capacity: { car: { place: 1 } } }, ['capacity', 'car', 'place'], '; did you mean places?'],
  [{ nowhere: { at: { all: 1 } } }, ['nowhere', 'at', 'all'], ''],
] as const)('%j suggests for %j', (root, path, expected) => {
  expect(suggestKey(schema, root, path)).toBe(expected)
})

test('swapped letters are one step', () => {
  expect(editDistance('prot', 'port')).toBe(1)
})

test('the distance is zero exactly for equal words, symmetric, and at most the longer word', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      const distance = editDistance(a, b)
      expect(distance === 0).toBe(a === b)
      expect(distance).toBe(editDistance(b, a))
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})
