import { expect, test } from 'vitest'
import { askedOf, filterOf, groupsFor, type Params } from './asked.ts'

const today = '2026-03-10'
const filter = (params: Params) => {
  const asked = askedOf(params, today)
  return asked === undefined ? undefined : filterOf(asked)
}

test('an empty address asks for the last thirty days of everything, day by day', () => {
  expect(filter({})).toEqual({ from: '2026-02-09', to: today, group: 'day' })
})

test('one day is shown by the hour, a year by the month, and whatever was chosen instead', () => {
  expect(askedOf({ period: 'day' }, today)?.group).toBe('hour')
  expect(filter({ period: 'day' })).toEqual({ from: today, to: today, group: 'day' })
  expect(filter({ period: 'year' })?.group).toBe('month')
  expect(filter({ period: 'year', group: 'week' })?.group).toBe('week')
})

test('hours are neither offered nor taken for more than a day or for a device', () => {
  expect(groupsFor({ from: '2026-03-09', to: today }, 'all')).not.toContain('hour')
  expect(askedOf({ period: 'week', group: 'hour' }, today)?.group).toBe('day')
  expect(askedOf({ period: 'day', scope: 'device', id: 'A' }, today)?.group).toBe('day')
})

test('of an outlet, a machine or a device nothing is asked before it is chosen', () => {
  expect(filter({ scope: 'outlet' })).toBeUndefined()
  expect(filter({ scope: 'machine', id: 'ozon-1' })).toMatchObject({ machine_id: 'ozon-1' })
  expect(filter({ scope: 'device', id: '3C:8A:1F:A4:3E:C4' })).toMatchObject({ device_id: '3C:8A:1F:A4:3E:C4' })
  expect(filter({ scope: 'all', id: 'left-over' })).not.toHaveProperty('machine_id')
})

test.each([
  { from: '2026-03-11', to: today },
  { from: '2026-02-30', to: today },
  { from: 'x', to: today },
  { from: '2010-01-01', to: today },
])('days from $from are no period', days => {
  expect(askedOf({ period: 'custom', ...days }, today)).toBeUndefined()
})

test('words nobody knows in the address fall back to the usual', () => {
  expect(askedOf({ period: 'eon', chart: 'radar', show: 'x', scope: 'moon', id: 'x' }, today)).toMatchObject({
    span: 'month',
    kind: 'bar',
    measure: 'count',
    scope: 'all',
    id: undefined,
  })
})
