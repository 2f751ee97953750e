import { tariff } from '@palang/tariff'
import { expect, test } from 'vitest'
import type { PastStayRecord, TariffStore } from '../store/tariff-records.ts'
import { pastStay } from '../store/contract/samples.ts'
import { createReplays } from './replay.ts'

const draft = tariff.parse({
  id: 'standard',
  version: 2,
  currency: 'IDR',
  members: { percent: 50 },
  validations: { cinema: { amount: 1000 } },
  classes: { car: { first: { minutes: 60, amount: 6000 }, following: { minutes: 60, amount: 3000 }, lost_ticket: 20_000 } },
})
const order = { tariff: draft, timeZone: 'Asia/Jakarta', outletId: 'pusat', from: '2026-01-01', to: '2026-02-01' }

/** A store of these stays; counts how often it was asked, and tells before each answer. */
function storeOf(stays: readonly PastStayRecord[], onPage: (asked: number) => void = () => undefined) {
  let asked = 0
  const pastStays: TariffStore['pastStays'] = async (_filter, limit, after) => {
    onPage(++asked)
    const start = after === undefined ? 0 : stays.findIndex(({ id }) => id === after.id) + 1
    return stays.slice(start, start + limit)
  }
  return {
    asked: () => asked,
    store: { tariffs: { pastStays, list: async () => [], get: async () => undefined, starts: async () => [] } },
  }
}

const waiting = () => new AbortController().signal

test('every stay is priced once more with what its price hung on', async () => {
  const { store } = storeOf([
    pastStay(1),
    pastStay(2, { cardKind: 'member' }),
    pastStay(3, { cardKind: 'member', cardValidUntil: '2026-01-20T10:59:59.000Z' }),
    pastStay(4, { validations: [{ name: 'cinema', at: '2026-01-20T10:30:00.000Z', by: 'token:cinema', note: null }] }),
    pastStay(5, { lines: [{ text: 'lost_ticket', quantity: 1, unit_amount: 50_000, amount: 50_000 }], paidAmount: 55_000 }),
    pastStay(6, { enteredAt: null, openedAt: '2026-01-20T09:30:00.000Z' }),
  ])
  const { total, days, classes, most_changed: changed } = await createReplays({ store }).run(order, waiting())
  expect(total).toEqual({ stays: 6, earned: 80_000, would_earn: 55_000, difference: -25_000, dearer: 3, cheaper: 2 })
  expect(days).toEqual([{ date: '2026-01-20', ...total }])
  expect(classes).toEqual([{ vehicle_class: 'car', ...total }])
  expect(changed.map(({ session_id: id, difference }) => [id, difference])).toEqual([
    ['stay-5', -29_000],
    ['stay-6', 4000],
    ['stay-2', -2000],
    ['stay-1', 1000],
    ['stay-3', 1000],
  ])
})

test('a stay of a membership is a member’s by that, whatever its card is known as', async () => {
  const { store } = storeOf([
    pastStay(1, { memberStatus: 'active' }),
    pastStay(2, { memberStatus: 'active', memberValidUntil: '2026-01-20T10:59:59.000Z' }),
    pastStay(3, { memberStatus: 'suspended', cardKind: 'member' }),
  ])
  const { most_changed: changed } = await createReplays({ store }).run(order, waiting())
  expect(changed.map(({ session_id: id, difference }) => [id, difference])).toEqual([
    ['stay-1', -2000],
    ['stay-2', 1000],
    ['stay-3', 1000],
  ])
})

test('stays that left without a price are counted and in no sum', async () => {
  const { store } = storeOf([pastStay(1), pastStay(2, { pricedAt: null, paidAmount: 0 })])
  expect(await createReplays({ store }).run(order, waiting())).toMatchObject({ unpriced: 1, total: { stays: 1 } })
})

test('many stays are read page by page, and others have their turn between two pages', async () => {
  let turns = 0
  const tick = setInterval(() => turns++, 0)
  const { store, asked } = storeOf(Array.from({ length: 3000 }, (_, number) => pastStay(number)))
  const { total } = await createReplays({ store }).run(order, waiting())
  clearInterval(tick)
  expect(total.stays).toBe(3000)
  expect(asked()).toBe(13)
  expect(turns).toBeGreaterThan(0)
})

test('a handful of stays is named however many changed, those that changed most', async () => {
  const { store } = storeOf(Array.from({ length: 600 }, (_, number) => pastStay(number, { paidAmount: number * 100 })))
  const { most_changed: changed } = await createReplays({ store }).run(order, waiting())
  expect(changed).toHaveLength(10)
  expect(changed[0]).toMatchObject({ session_id: 'stay-599', difference: 6000 - 59_900 })
})

test('beyond the most it takes it says that some are missing', async () => {
  const { store } = storeOf(Array.from({ length: 11 }, (_, number) => pastStay(number)))
  expect(await createReplays({ store, most: 10 }).run(order, waiting())).toMatchObject({ truncated: true, total: { stays: 10 } })
  expect(await createReplays({ store, most: 11 }).run(order, waiting())).toMatchObject({ truncated: false, total: { stays: 11 } })
})

test('it ends at the next page when nobody waits any more, and the next one may run', async () => {
  const controller = new AbortController()
  const { store, asked } = storeOf(
    Array.from({ length: 3000 }, (_, number) => pastStay(number)),
    page => page === 2 && controller.abort(),
  )
  const replays = createReplays({ store })
  await expect(replays.run(order, controller.signal)).rejects.toMatchObject({ code: 'conflict' })
  expect(asked()).toBe(2)
  expect((await replays.run(order, waiting())).total.stays).toBe(3000)
})

test('a second one is refused while the first runs, and after one that failed it may', async () => {
  const { store } = storeOf([pastStay(1)])
  const replays = createReplays({ store })
  const first = replays.run(order, waiting())
  await expect(replays.run(order, waiting())).rejects.toMatchObject({ code: 'conflict' })
  expect((await first).total.stays).toBe(1)
  const broken = createReplays({ store: { tariffs: { ...store.tariffs, pastStays: () => Promise.reject(new Error('away')) } } })
  await expect(broken.run(order, waiting())).rejects.toThrow('away')
  await expect(broken.run(order, waiting())).rejects.toThrow('away')
})
