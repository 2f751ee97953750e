import { expect, test } from 'vitest'
import { treatmentPrice } from '../../domain/treatment-prices.ts'
import { fakeHub } from '../../edges/http/testing/fake-hub.ts'

async function priceHub() {
  const hub = await fakeHub()
  const set = (json: object, as: 'admin' | 'admin_pusat' | 'admin_cabang' | 'operator' = 'admin') =>
    hub.call('POST', '/api/treatments/prices', { as, json: { treatment: 'BASIC', price: 5_000, ...json } })
  const costs = (outletId: string) => {
    const at = new Date(hub.clock.now()).toISOString()
    return treatmentPrice(hub.services.treatments.book.prices(), { outletId, treatment: 'BASIC', at })
  }
  return { ...hub, set, costs }
}

test('a price counts from its moment on, an outlet before all others, and every one of them stays to be seen', async () => {
  const { set, costs, call, clock, store } = await priceHub()
  expect((await set({})).status).toBe(201)
  await clock.advance(1_000)
  const later = new Date(clock.now() + 60_000).toISOString()
  expect((await set({ price: 7_000, since: later })).json).toMatchObject({ outlet_id: null, price: 7_000, since: later })
  expect((await set({ outlet_id: 'pusat', price: 6_000 }, 'admin_pusat')).status).toBe(201)
  expect([costs('pusat'), costs('elsewhere')]).toEqual([6_000, 5_000])
  await clock.advance(120_000)
  expect([costs('pusat'), costs('elsewhere')]).toEqual([6_000, 7_000])
  expect((await call('GET', '/api/treatments/prices', { as: 'viewer' })).json).toMatchObject({
    items: [{ price: 7_000 }, { price: 6_000, outlet_id: 'pusat' }, { price: 5_000 }],
  })
  expect(store.shelves.treatmentPrices).toHaveLength(3)
  expect(store.shelves.audit.map(({ action }) => action)).toEqual(Array.from({ length: 3 }, () => 'set_treatment_price'))
})

test('nobody sets a price for the past, for nothing by a slip, or where it is not theirs', async () => {
  const { set, store } = await priceHub()
  expect(await set({ since: '2020-01-01T00:00:00.000Z' })).toMatchObject({ status: 400, json: { errors: [{ path: 'since' }] } })
  expect(await set({ price: 0 })).toMatchObject({ status: 400, json: { errors: [{ path: 'price' }] } })
  expect(await set({ price: 12.5 })).toMatchObject({ status: 400 })
  expect(await set({ treatment: 'DELUXE' })).toMatchObject({ status: 400 })
  expect((await set({ outlet_id: 'nowhere' })).status).toBe(404)
  expect((await set({}, 'admin_pusat')).status).toBe(403)
  expect((await set({ outlet_id: 'pusat' }, 'admin_cabang')).status).toBe(403)
  expect((await set({}, 'operator')).status).toBe(403)
  expect(store.shelves.treatmentPrices).toEqual([])
  expect((await set({ price: 0, free: true })).status).toBe(201)
})
