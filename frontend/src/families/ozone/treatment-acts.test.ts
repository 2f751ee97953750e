import { treatmentSettingsBody } from '@palang/protocol'
import { expect, test } from 'vitest'
import { actOf, isBad, isUnderWay, noTexts, settingsOf } from './treatment-acts.ts'

test('only orders of treatments are followed, and only a start is seen to run', () => {
  expect(['treatment_start', 'treatment_stop', 'treatment_settings', 'dispense', 'set_mode'].map(type => actOf({ type }))).toEqual([
    'start',
    'stop',
    'settings',
    undefined,
    undefined,
  ])
  expect(isUnderWay('start', { state: 'running' })).toBe(true)
  expect(isUnderWay('stop', { state: 'running' })).toBe(false)
  expect(isUnderWay('start', { state: 'idle' })).toBe(false)
  expect(isUnderWay('start', undefined)).toBe(false)
})

test('only what was written is sent, in the units of the hub', () => {
  const settings = settingsOf({ ...noTexts, BASIC: '2,5', longest: '10', rest: '0' })
  expect(settings).toEqual({ minutes: { BASIC: 2.5 }, max_run_s: 600, cool_down_s: 0 })
  expect(treatmentSettingsBody.safeParse({ ...settings, reason: 'x' }).success).toBe(true)
})

test('nothing is sent while nothing is written, or one field is bad', () => {
  expect(settingsOf(noTexts)).toBeUndefined()
  expect(settingsOf({ ...noTexts, BASIC: '5', rest: 'a while' })).toBeUndefined()
  expect([
    isBad({ ...noTexts, PREMIUM: '0' }, 'PREMIUM'),
    isBad({ ...noTexts, longest: '121' }, 'longest'),
    isBad({ ...noTexts, rest: '3601' }, 'rest'),
  ]).toEqual([true, true, true])
  expect(isBad({ ...noTexts, rest: ' ' }, 'rest')).toBe(false)
})
