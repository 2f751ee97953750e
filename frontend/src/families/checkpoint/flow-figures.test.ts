import type { DeliveryView, MealBoardView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { byRoute, onTheRoad, safeTime, shortfalls, toldFlags, traysOut, wantsALook } from './flow-figures.ts'

const none = { planned: 0, dispatched: 0, received: 0, served: 0, returned: 0 }
const now = Date.parse('2026-01-20T03:00:00.000Z')

interface Sums {
  portions?: Partial<Omit<MealBoardView['totals'], 'containers'>>
  trays?: Partial<MealBoardView['totals']['containers']>
}

function flow({ portions = {}, trays = {} }: Sums): MealBoardView['totals'] {
  return { planned: 0, dispatched: 0, received: 0, served: 0, rejected: 0, ...portions, containers: { ...none, ...trays } }
}

function delivery(sums: Sums, more: Partial<DeliveryView> = {}): DeliveryView {
  return {
    ...{ id: 'd', day: '2026-01-20', programme_id: 'mbg', kitchen: { id: 'k', name: 'K' }, school: { id: 's', name: 'S' }, vehicle: null },
    ...{ batch: null, route: null, stop: null, state: 'planned', safe_until: null, first_dispatched_at: null, last_received_at: null },
    ...flow(sums),
    flags: [],
    ...more,
  }
}

test('what left and did not arrive is on the road until the first of it arrived, and missing from then on', () => {
  const under = flow({ portions: { planned: 200, dispatched: 200 }, trays: { dispatched: 10 } })
  expect(onTheRoad(under)).toEqual({ portions: 200, trays: 10 })
  expect(shortfalls(under, false)).toEqual([])
  const partly = flow({ portions: { planned: 200, dispatched: 200, received: 160, rejected: 20 }, trays: { dispatched: 10, received: 9 } })
  expect(shortfalls(partly, false)).toEqual([
    { of: 'received', count: 20 },
    { of: 'trays', count: 1 },
  ])
})

test('what did not leave is missing once the first of it left, and when the day is over', () => {
  expect(shortfalls(flow({ portions: { planned: 200 } }), false)).toEqual([])
  expect(shortfalls(flow({ portions: { planned: 200 } }), true)).toEqual([{ of: 'dispatched', count: 200 }])
  expect(shortfalls(flow({ portions: { planned: 200, dispatched: 180 }, trays: { dispatched: 9 } }), false)).toEqual([
    { of: 'dispatched', count: 20 },
  ])
})

test('more than was planned or sent is nothing missing', () => {
  const more = flow({ portions: { planned: 100, dispatched: 120, received: 140 }, trays: { dispatched: 6, received: 7, returned: 8 } })
  expect([onTheRoad(more), traysOut(more), shortfalls(more, true)]).toEqual([{ portions: 0, trays: 0 }, 0, []])
})

test('the safe time runs down to its end and past it, and ends when all was served', () => {
  const until = (minutes: number, state: DeliveryView['state'] = 'received') => ({
    safe_until: new Date(now + minutes * 60_000).toISOString(),
    state,
  })
  expect(safeTime(until(90), now)).toEqual({ tone: 'flow', leftMs: 90 * 60_000 })
  expect(safeTime(until(30), now)?.tone).toBe('attend')
  expect(safeTime(until(-5), now)).toEqual({ tone: 'stop', leftMs: 5 * 60_000 })
  expect(safeTime(until(-5, 'served'), now)).toBeUndefined()
  expect(safeTime({ safe_until: null, state: 'received' }, now)).toBeUndefined()
})

test('a delivery under way wants no look; one with a flag, a gap or little time does', () => {
  const fine = delivery(
    { portions: { planned: 20, dispatched: 20 }, trays: { dispatched: 1 } },
    { flags: ['missing'], state: 'dispatched' },
  )
  expect(toldFlags(fine.flags)).toEqual([])
  expect(wantsALook(fine, false, now)).toBe(false)
  expect(wantsALook({ ...fine, flags: ['repeated'] }, false, now)).toBe(true)
  expect(wantsALook(fine, true, now)).toBe(true)
  expect(wantsALook({ ...fine, safe_until: new Date(now + 60_000).toISOString() }, false, now)).toBe(true)
})

test('deliveries are grouped by route without changing their order', () => {
  const [first, second, third] = ['Rute 1', null, 'Rute 1'].map((route, index) => ({ route, index }))
  expect(byRoute([first, second, third].flatMap(one => one ?? []))).toEqual([
    { route: 'Rute 1', deliveries: [first, third] },
    { route: null, deliveries: [second] },
  ])
})
