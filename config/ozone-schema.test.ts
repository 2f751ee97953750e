import { expect, test } from 'vitest'
import { machineConfig } from './site-schema.ts'

const machine = (rest: object) => ({ id: 'ozon-1', family: 'ozone', panel: { port: 8004 }, ...rest })
const basic = { treatment: 'BASIC', minutes: 5, price: 5_000 }

function mistakes(value: object): string[] {
  const read = machineConfig.safeParse(value)
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

test('a treatment machine says what it sells and what keeps people safe, or nothing of it', () => {
  expect(mistakes(machine({}))).toEqual([])
  expect(mistakes(machine({ treatments: [basic], max_run_minutes: 5, cool_down_s: 0, door: false }))).toEqual([])
})

test.each([
  ['twice the same', { treatments: [basic, basic] }, 'treatments: each treatment once'],
  ['longer than a board keeps its relay on', { treatments: [{ ...basic, minutes: 11 }] }, 'treatments.0.minutes: at most 10'],
  ['longer than the longest run', { treatments: [basic], max_run_minutes: 4 }, 'treatments.0.minutes: more than max_run_minutes, 4'],
  ['for half a rupiah', { treatments: [{ ...basic, price: 0.5 }] }, 'treatments.0.price: '],
  ['of an unknown kind', { treatments: [{ ...basic, treatment: 'DELUXE' }] }, 'treatments.0.treatment: '],
])('treatments %s are refused', (_, rest, why) => {
  expect(mistakes(machine(rest))[0]).toContain(why)
})

test('other families do not treat', () => {
  expect(mistakes({ ...machine({ cool_down_s: 5 }), family: 'water' })).toEqual(['cool_down_s: only machines of family ozone treat'])
})
