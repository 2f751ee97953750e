import { expect, test } from 'vitest'
import { readMealArguments } from './meal-arguments.ts'

const hub = ['--hub', 'http://127.0.0.1:8000', '--token', 'secret']
const read = (...given: string[]) => readMealArguments(given, {})

test('a day of three kitchens and sixty schools is one command; the token may come from the environment', () => {
  const size = { kitchens: 3, vehicles: 10, schools: 60, portions: 12_000 }
  expect(read(...hub)).toMatchObject({ ok: true, value: { size, speed: 600, faults: [], seed: 1, check: false } })
  expect(readMealArguments(hub.slice(0, 2), { PALANG_TOKEN: 'other' })).toMatchObject({ ok: true, value: { hub: { token: 'other' } } })
  expect(read('--help')).toEqual({ ok: true, value: 'help' })
})

test('faults are named, or all of them', () => {
  expect(read(...hub, '--faults', 'clock,skip')).toMatchObject({ ok: true, value: { faults: ['clock', 'skip'] } })
  expect(read(...hub, '--faults', 'all')).toMatchObject({ ok: true, value: { faults: { length: 9 } } })
})

test('all mistakes are told at once', () => {
  const given = read('--schools', '2', '--speed', '0', '--faults', 'rain', '--hub', 'mqtt://x')
  expect(given).toMatchObject({ ok: false, mistakes: { length: 5 } })
  expect(JSON.stringify(given)).toMatch(/speed.*rain.*vehicles.*hub.*token/)
  expect(read(...hub, '--sun')).toMatchObject({ ok: false })
})
