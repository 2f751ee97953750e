import { priceLists, waterSettings } from '@palang/protocol'
import { expect, test } from 'vitest'
import { waterConfig } from './settings.ts'
import { waterHub } from './testing/water-hub.ts'

const products = [
  { volume_ml: 1500, price: 2000 },
  { volume_ml: 600, price: 1000 },
]
const change = { products, reason: 'March' }

async function hub() {
  const made = await waterHub({ products: [{ volume_ml: 600, price: 900 }] })
  const { services, call, live } = made
  const settings = async (id: string) => waterSettings.parse((await waterConfig(services))(id).config)
  const shown = async () => priceLists.parse((await call('GET', '/api/water/prices')).json).items
  const says = (machineId: string, version: string) => {
    const sale = { phase: 'idle', since: '2026-01-20T10:00:00.000Z', currency: 'IDR', products, price_list: { version }, credit: 0 }
    const switches = { door: null, leak: null, emergency_stop: null, tamper: null }
    live.publish({ type: 'water_status', machineId, payload: { valve: 'closed', switches, sale } })
  }
  return { ...made, settings, shown, says }
}

test('before any price was set the site file’s count, for each machine its own', async () => {
  const { settings, shown } = await hub()
  const told = await settings('vending-1')
  expect(told.prices['vending-1']?.products).toEqual([{ volume_ml: 600, price: 900 }])
  expect(Object.keys(told.prices)).toEqual(['vending-1'])
  expect((await settings('vending-2')).prices).toEqual({})
  expect(await shown()).toMatchObject([{ machine_id: 'vending-1', actor: 'rule:site-file', selling: [], waiting: ['vending-1'] }])
})

test('a change is told at once, on the audit trail with its reason, and proven when the machine says so', async () => {
  const { call, shown, says, settings, toldAnew, store } = await hub()
  const answer = await call('POST', '/api/water/prices', { as: 'admin', json: change })
  expect(answer).toMatchObject({ status: 201, json: { machine_id: null, waiting: ['vending-1', 'vending-2'], selling: [] } })
  expect(toldAnew).toEqual(['water'])
  expect(store.shelves.audit).toMatchObject([{ action: 'set_water_prices', subject: 'water', reason: 'March', actor: 'token:admin' }])
  const { version = '', products: sold } = (await settings('vending-2')).prices['vending-2'] ?? {}
  expect(sold?.map(({ volume_ml }) => volume_ml)).toEqual([600, 1500])
  says('vending-2', version)
  says('vending-1', 'something-older')
  expect(await shown()).toMatchObject([{ version, selling: ['vending-2'], waiting: ['vending-1'] }])
})

test('a price of nothing is taken only where it is said that it is meant', async () => {
  const { call } = await hub()
  const free = { products: [{ volume_ml: 250, price: 0 }], reason: 'a day for everybody' }
  const refused = await call('POST', '/api/water/prices', { as: 'admin', json: free })
  expect(refused).toMatchObject({ status: 400, json: { code: 'invalid_request', errors: [{ path: 'free' }] } })
  expect(await call('POST', '/api/water/prices', { as: 'admin', json: { ...free, free: true } })).toMatchObject({ status: 201 })
})

test('a machine that went away proves nothing any more', async () => {
  const { call, shown, says, live } = await hub()
  const { json } = await call('POST', '/api/water/prices', { as: 'admin', json: { ...change, machine_id: 'vending-2' } })
  const { version } = priceLists.shape.items.element.parse(json)
  says('vending-2', version)
  expect((await shown())[0]).toMatchObject({ selling: ['vending-2'], waiting: [] })
  live.publish({ type: 'presence', machineId: 'vending-2', payload: { online: false } })
  expect((await shown())[0]).toMatchObject({ selling: [], waiting: ['vending-2'] })
})

test('the version a machine is told changes exactly when what it goes by does', async () => {
  const { call, services } = await hub()
  const version = async (id: string) => (await waterConfig(services))(id).version
  const before = [await version('vending-1'), await version('vending-2')]
  expect([await version('vending-1'), await version('vending-2')]).toEqual(before)
  await call('POST', '/api/water/prices', { as: 'admin', json: { ...change, machine_id: 'vending-2' } })
  expect(await version('vending-1')).toBe(before[0])
  expect(await version('vending-2')).not.toBe(before[1])
})

test.each([
  [true, true],
  [false, false],
])('machines are told which ways of paying the site takes: QRIS %s, prepaid cards %s', async (qris, prepaid) => {
  const { services } = await hub()
  const site = { ...services.site, water: { ...services.site.water, prepaid_cards: prepaid } }
  const of = await waterConfig({ ...services, site, payments: { isOffered: () => qris } })
  expect(waterSettings.parse(of('vending-1').config).payments).toEqual({ qris, prepaid })
})

test('of two changes at the same moment the one written last counts, and a clock set back puts no list behind an older one', async () => {
  const { call, clock, settings } = await hub()
  const set = (price: number) =>
    call('POST', '/api/water/prices', { as: 'admin', json: { ...change, products: [{ volume_ml: 600, price }] } })
  await Promise.all([set(1), set(2)])
  expect((await settings('vending-1')).prices['vending-1']?.products[0]?.price).toBe(2)
  clock.jump(clock.now() - 3_600_000)
  await set(3)
  expect((await settings('vending-1')).prices['vending-1']?.products[0]?.price).toBe(3)
})

test.each([
  [{ ...change, reason: '' }, 400],
  [{ products }, 400],
  [{ ...change, products: [] }, 400],
  [{ ...change, products: [...products, { volume_ml: 600, price: 1 }] }, 400],
  [{ ...change, products: [{ volume_ml: 600, price: -1 }] }, 400],
  [{ ...change, products: [{ volume_ml: 600, price: 10.5 }] }, 400],
  [{ ...change, machine_id: 'gate_in' }, 501],
  [{ ...change, machine_id: 'nobody' }, 404],
])('%j is refused with %i and changes nothing', async (json, status) => {
  const { call, store } = await hub()
  expect((await call('POST', '/api/water/prices', { as: 'admin', json })).status).toBe(status)
  expect(store.shelves.priceLists).toEqual([])
})

test('the same key again sets prices once', async () => {
  const { call, store } = await hub()
  const set = () => call('POST', '/api/water/prices', { as: 'admin', json: change, headers: { 'idempotency-key': 'p-1' } })
  expect([(await set()).status, (await set()).status]).toEqual([201, 201])
  expect(store.shelves.priceLists).toHaveLength(1)
})
