import { expect, test } from 'vitest'
import { eventIdOf } from './device-identity.ts'

const printed = { event_type: 'BASIC' as const, count_basic: 1, count_standard: 0, count_premium: 0 }
const at = Date.UTC(2024, 0, 15, 10, 30)
const of = (over: object = {}, ms: number | undefined = at, device = 'ozon-1') => eventIdOf(device, { ...printed, ...over }, ms)

test('the same message is the same event, and everything that tells two apart does', () => {
  expect(of()).toBe(of({ firmware: '2', planned_s: 60 }))
  const different = [
    of(),
    of({}, at + 1000),
    of({}, at, 'ozon-2'),
    of({ event_type: 'PREMIUM' }),
    of({ count_basic: 2 }),
    of({ count_premium: 1 }),
    of({ phase: 'start' }),
    of({ phase: 'finish' }),
    of({ run: 'r1' }),
    of({ id: 'e1' }),
    of({ id: 'e2' }),
  ]
  expect(new Set(different).size).toBe(different.length)
})

test('with an id of its own nothing else matters', () => {
  expect(of({ id: 'e1', count_basic: 7 }, at + 5000)).toBe(of({ id: 'e1' }))
  expect(of({ id: 'e1' }, at, 'ozon-2')).not.toBe(of({ id: 'e1' }))
})

test('neither time nor counters nor run nor id: nobody could tell it from another one', () => {
  const nothing = { count_basic: undefined, count_standard: undefined, count_premium: undefined }
  expect(eventIdOf('ozon-1', { event_type: 'BASIC', ...nothing }, undefined)).toBeUndefined()
  expect(eventIdOf('ozon-1', printed, undefined)).toBeDefined()
})
