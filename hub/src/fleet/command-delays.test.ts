import { expect, test } from 'vitest'
import { commandDelays, workMs } from './command-delays.ts'

test.each([
  ['water takes its time', { type: 'dispense', payload: { volume_ml: 1_000 } }, 40_000],
  ['running away as well', { type: 'flush', payload: { seconds: 30 } }, 30_000],
  ['what is unlocked is tested first', { type: 'sale_lock', payload: { locked: false, reason: 'new filter' } }, commandDelays.waterTest],
  ['a treatment is proven at its end', { type: 'treatment_start', payload: { treatment: 'BASIC', seconds: 180 } }, 180_000],
  ['which may be that of the longest', { type: 'treatment_start', payload: { treatment: 'PREMIUM' } }, 600_000],
  ['a lock is at once', { type: 'sale_lock', payload: { locked: true, reason: 'taste' } }, 0],
  ['and so is what cannot be read', { type: 'sale_lock', payload: {} }, 0],
])('%s', (_what, command, expected) => {
  expect(workMs(command)).toBe(expected)
})
