import { expect, test } from 'vitest'
import { english } from '../../i18n/english.test-support.ts'
import { sensorFaults } from './sensor-faults.ts'
import { en } from './words/en.ts'
import type { WaterKey } from './words/id.ts'

const say = (key: WaterKey) => en[key]
const faults = (status: string, detail: string) => sensorFaults(english, say, { sensor: { connected: false, status, detail } })

test('a head that says what is wrong with it is said in words, part by part', () => {
  expect(faults('fault', 'ph: open_or_shorted_to_ground, temperature: missing_or_out_of_range')).toEqual([
    'pH probe: the wire is off or shorted to ground',
    'Thermometer: missing, or says what cannot be',
  ])
})

test('every fault of our own head has words', () => {
  const own = [
    'not_calibrated',
    'open_or_shorted_to_ground',
    'shorted_to_supply',
    'out_of_range',
    'temperature_unknown',
    'missing_or_out_of_range',
    'converter_missing',
    'no_samples',
  ]
  for (const fault of own) expect(faults('fault', `tds: ${fault}`)[0]).not.toContain('_')
})

test('what another head complains of is shown as it came; one that measures or is away says nothing', () => {
  expect(faults('fault', 'an empty answer came')).toEqual(['an empty answer came'])
  expect(faults('ready', 'ph: out_of_range')).toEqual([])
  expect(faults('disconnected', 'no answer within 4000 ms')).toEqual([])
  expect(sensorFaults(english, say, undefined)).toEqual([])
})
