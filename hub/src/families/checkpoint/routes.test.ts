/** A day of a meal programme as programs and people of the console do it, over HTTP. */
import { mealBoardView, type MealBoardView } from '@palang/protocol'
import { beforeEach, expect, test } from 'vitest'
import { fakeHub, tokens } from '../../edges/http/testing/fake-hub.ts'

let hub: Awaited<ReturnType<typeof fakeHub>>
const day = () => new Date(hub.clock.now() + 7 * 3_600_000).toISOString().slice(0, 10)
const at = (minutes: number) => new Date(hub.clock.now() + minutes * 60_000).toISOString()

async function ask(method: string, path: string, json?: unknown, as: keyof typeof tokens = 'admin') {
  const answer = await hub.call(method, path, { as, ...(json === undefined ? {} : { json }) })
  expect(answer.status, `${method} ${path} ${JSON.stringify(answer.json)}`).toBeLessThan(300)
  return answer.json
}
const scan = (tag: string, status: string, gateway: string, minutes: number) => ({
  ...{ nfc_tag_id: tag, status_scan: status, gateway_id: gateway },
  timestamp: at(minutes).slice(0, 19),
})
const sync = (items: unknown[]) => ask('POST', '/api/sync_gateway_data', items, 'sender')

async function board(): Promise<MealBoardView> {
  await hub.services.meals.settled()
  return mealBoardView.parse(await ask('GET', '/api/meals/board', undefined, 'viewer'))
}

beforeEach(async () => {
  hub = await fakeHub()
  await ask('PUT', '/api/meals/programmes/mbg', { name: 'MBG Tebet', safe_minutes: 120 })
  const place = { programme_id: 'mbg' }
  await ask('PUT', '/api/meals/places/dapur', { ...place, kind: 'kitchen', name: 'Dapur', gateways: ['GW_DAPUR'] })
  await ask('PUT', '/api/meals/places/sdn-1', { ...place, kind: 'school', name: 'SDN 1', route: 'Rute 1', stop: 1, gateways: ['GW_SDN_1'] })
  await ask('PUT', '/api/meals/vehicles/mobil-1', { ...place, name: 'Mobil 1', plate: 'B 9012 TEB' })
  await ask('PUT', '/api/meals/menus/nasi', { ...place, name: 'Nasi', recipe: [{ item: 'Beras', unit: 'g', per_portion: 80 }] })
  const items = ['T1', 'T2', 'T3'].map(tag_id => ({
    tag_id,
    programme_id: 'mbg',
    label: `Baki ${tag_id}`,
    portions: 20,
    kitchen_id: 'dapur',
  }))
  await ask('POST', '/api/meals/containers', { items }, 'operator')
})

/** Planned with its batch, sent, received but for one, and one of those back. */
async function planned(): Promise<void> {
  await ask('POST', '/api/meals/stock', { kitchen_id: 'dapur', item: 'Beras', unit: 'g', kind: 'in', quantity: 10_000 }, 'operator')
  const cooked = { programme_id: 'mbg', day: day(), kitchen_id: 'dapur', menu_id: 'nasi', name: 'Pagi', portions: 60, cooked_at: at(-90) }
  const { id: batchId } = await ask('POST', '/api/meals/batches', cooked, 'operator')
  const item = {
    kitchen_id: 'dapur',
    school_id: 'sdn-1',
    vehicle_id: 'mobil-1',
    batch_id: batchId,
    portions: 60,
    tags: ['T1', 'T2', 'T3'],
  }
  await ask('POST', '/api/meals/plan', { programme_id: 'mbg', day: day(), items: [item] }, 'operator')
}

const sent = () => [
  ...['T1', 'T2', 'T3'].map((tag, n) => scan(tag, 'makanan_keluar', 'GW_DAPUR', -60 + n)),
  ...['T1', 'T2'].map((tag, n) => scan(tag, 'makanan_diterima', 'GW_SDN_1', -30 + n)),
  scan('T1', 'makanan_disajikan', 'GW_SDN_1', -20),
  scan('T1', 'wadah_kembali', 'GW_SDN_1', -5),
]

test('the board says what was planned, left, arrived, was served and came back, and what is missing', async () => {
  await planned()
  await sync(sent())
  const before = await board()
  expect(before.totals).toEqual({
    planned: 60,
    dispatched: 60,
    received: 40,
    served: 20,
    rejected: 0,
    containers: { planned: 3, dispatched: 3, received: 2, served: 1, returned: 1 },
  })
  expect(before.deliveries).toMatchObject([
    {
      state: 'dispatched',
      route: 'Rute 1',
      vehicle: { name: 'Mobil 1' },
      safe_until: at(30),
      flags: ['missing'],
    },
  ])
  await sync(sent())
  expect({ ...(await board()), gateways: [] }).toEqual({ ...before, gateways: [] })
  expect(before.gateways).toMatchObject([
    { id: 'GW_DAPUR', scans: 3, place: { name: 'Dapur' }, online: null },
    { id: 'GW_SDN_1', scans: 4 },
  ])
})

test('food that is not served in time is late', async () => {
  await planned()
  await sync(sent().slice(0, 5))
  expect((await board()).deliveries[0]?.flags).not.toContain('late')
  await hub.clock.advance(40 * 60_000)
  expect((await board()).deliveries[0]?.flags).toContain('late')
})

test('a correction is added with its reason, and nothing that was scanned is changed', async () => {
  await planned()
  await sync(sent())
  const [delivery] = (await board()).deliveries
  const where = `/api/meals/deliveries/${delivery?.id}`
  const corrected = await ask('POST', `${where}/corrections`, { step: 'received', change: 20, reason: 'came by the back door' }, 'operator')
  expect(corrected).toMatchObject({ received: 60, corrections: [{ change: 20, reason: 'came by the back door' }] })
  expect((await board()).totals.received).toBe(60)
  expect(await ask('GET', where)).toMatchObject({ trips: [{ label: 'Baki T1' }, {}, {}] })
  expect((await hub.store.audit.list({ action: 'correct_meals' }, { limit: 1 })).items).toMatchObject([{ reason: 'came by the back door' }])
})

test('what is cooked goes out of store once, and what is counted stands', async () => {
  await planned()
  expect(await ask('GET', '/api/meals/stock?kitchen_id=dapur')).toMatchObject({ items: [{ item: 'Beras', quantity: 5_200 }] })
  const counted = { kitchen_id: 'dapur', item: 'Beras', unit: 'g', kind: 'count', quantity: 5_000, reason: 'evening' }
  expect(await ask('POST', '/api/meals/stock', counted, 'operator')).toMatchObject({
    items: [{ quantity: 5_000 }],
    entries: [{ change: -200 }, {}, {}],
  })
})

test('containers that are not back the day after are told by school, and reports add the days up', async () => {
  await planned()
  await sync(sent())
  await board()
  await hub.clock.advance(24 * 3_600_000)
  expect(await ask('GET', '/api/meals/balance')).toMatchObject({
    items: [{ school: 'SDN 1', out: 2, containers: [{ label: 'Baki T2' }, { label: 'Baki T3' }] }],
  })
  const first = new Date(hub.clock.now() - 17 * 3_600_000).toISOString().slice(0, 10)
  const headers = { authorization: `Bearer ${tokens.viewer}` }
  const report = await hub.app.request(`/api/meals/report.csv?from=${first}&to=${day()}&by=school`, { headers })
  expect(await report.text()).toContain('sdn-1,SDN 1,1,60,60,40,20,0,3,1')
})

test('the interface of the source document is taken with the token as password, and counts on the dashboard', async () => {
  const login = { authorization: `Basic ${btoa(`gateway:${tokens.sender}`)}` }
  const answer = await hub.call('POST', '/api/sync_gateway_data', {
    headers: login,
    json: [scan('NFC_TAG_ALPHA', 'makanan_keluar', 'lain', -1)],
  })
  expect(answer).toMatchObject({ status: 200, json: { accepted: [{ index: 0 }], duplicates: [], rejected: [] } })
  expect(await ask('GET', '/api/dashboard/summary')).toMatchObject({ scans_today: 1 })
  expect(await ask('GET', '/api/meals/scans?tag_id=NFC_TAG_ALPHA')).toMatchObject({ items: [{ gateway_id: 'lain', step: 'dispatched' }] })
})

test('wrong bodies are refused as a whole, wrong items one by one', async () => {
  for (const [json, status] of [
    [{}, 400],
    ['text', 400],
    [Array.from({ length: 10_001 }, () => 1), 400],
  ] as const)
    expect((await hub.call('POST', '/api/sync_gateway_data', { as: 'sender', json })).status).toBe(status)
  expect(await sync([null, 7, [], {}])).toMatchObject({ accepted: [], rejected: [{ index: 0 }, { index: 1 }, { index: 2 }, { index: 3 }] })
  const wrong = { programme_id: 'mbg', day: day(), items: [{ kitchen_id: 'sdn-1', school_id: 'dapur', portions: 1 }] }
  expect(await hub.call('POST', '/api/meals/plan', { as: 'operator', json: wrong })).toMatchObject({
    status: 404,
    json: { code: 'not_found' },
  })
  expect(
    (await hub.call('PUT', '/api/meals/places/SDN%201', { as: 'admin', json: { programme_id: 'mbg', kind: 'school', name: 'x' } })).status,
  ).toBe(400)
})
