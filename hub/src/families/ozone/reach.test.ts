/** Tokens limited to one outlet: nothing of another comes to them, by whatever road they ask. */
import { shippedMappings } from '@palang/config'
import { beforeEach, expect, test } from 'vitest'
import { fakeHub, tokens } from '../../edges/http/testing/fake-hub.ts'
import { wordOf } from '../../edges/mqtt/device-payload.ts'

let hub: Awaited<ReturnType<typeof fakeHub>>
type Who = 'viewer' | 'viewer_pusat' | 'viewer_cabang' | 'admin' | 'admin_cabang'
const ask = (path: string, as: Who) => hub.call('GET', path, { as })
const order = (path: string, json: object, as: Who = 'admin') => hub.call('POST', path, { as, json })
const press = async (deviceId: string, timestamp: string, count_basic: number) => {
  const payload = Buffer.from(JSON.stringify({ event_type: 'BASIC', timestamp, count_basic }))
  await hub.services.treatments.telemetry.receive(wordOf({ deviceId, kind: 'event', mapping: 'ozon', payload }, shippedMappings))
}

/** `moved` counted twice at `pusat` and once at `cabang`, where it is now; `stays` only at `pusat`. */
beforeEach(async () => {
  hub = await fakeHub()
  await order('/api/outlets/', { id: 'cabang', name: 'Cabang' })
  await order('/api/machines/', { id: 'ozon-p', name: 'P', outlet: 'pusat' })
  await order('/api/machines/', { id: 'ozon-c', name: 'C', outlet: 'cabang' })
  for (const device_id of ['moved', 'stays']) {
    await order('/api/devices/', { device_id, machine_id: 'ozon-p', from: '2026-01-19T00:00:00.000Z', reason: 'secret of pusat' })
    await press(device_id, '2026-01-19T05:00:00Z', 1)
    await press(device_id, '2026-01-19T06:00:00Z', 3)
    if (device_id === 'moved') await order('/api/devices/moved/assign', { machine_id: 'ozon-c', from: '2026-01-20T00:00:00.000Z' })
  }
  await press('moved', '2026-01-20T05:00:00Z', 4)
})

test('the hub of the test counts what it should', async () => {
  expect((await ask('/api/events/analytics/?days=30', 'viewer')).json).toMatchObject({ totals: { total: 5 } })
  expect((await ask('/api/events/analytics/?device_id=moved&days=30', 'viewer')).json).toMatchObject({ totals: { total: 3 } })
})

test.each(['', '.csv'])('analytics%s adds up what is theirs, and refuses what is not', async format => {
  const asked = (query: string, as: Who) => hub.call('GET', `/api/events/analytics${format}?days=30&${query}`, { as })
  for (const as of ['viewer_cabang', 'viewer_pusat'] as const) {
    const mine = as === 'viewer_cabang' ? ['cabang', 'ozon-c'] : ['pusat', 'ozon-p']
    const other = as === 'viewer_cabang' ? ['pusat', 'ozon-p'] : ['cabang', 'ozon-c']
    for (const query of ['', `outlet_id=${mine[0]}`, `machine_id=${mine[1]}`]) expect((await asked(query, as)).status).toBe(200)
    for (const query of [`outlet_id=${other[0]}`, `machine_id=${other[1]}`]) expect((await asked(query, as)).status).toBe(403)
  }
  expect((await asked('device_id=stays', 'viewer_pusat')).status).toBe(200)
  expect((await asked('device_id=stays', 'viewer_cabang')).status).toBe(404)
  expect((await asked('device_id=nobody', 'viewer_cabang')).status).toBe(404)
  // A part of what it counted is of the other outlet, whoever of the two asks.
  expect((await asked('device_id=moved', 'viewer_cabang')).status).toBe(403)
  expect((await asked('device_id=moved', 'viewer_pusat')).status).toBe(403)
})

test('sums, rankings and devices to look at name nothing of another outlet', async () => {
  const theirs = await ask('/api/events/analytics/?days=30', 'viewer_cabang')
  expect(theirs.json).toMatchObject({ totals: { total: 1 }, outlets: [{ outlet_id: 'cabang' }], machines: [{ machine_id: 'ozon-c' }] })
  expect(JSON.stringify(theirs.json)).not.toMatch(/pusat|ozon-p|stays/)
  const ofMachine = async (as: Who) => (await ask('/api/events/analytics/?days=30&machine_id=ozon-p', as)).json
  expect(await ofMachine('viewer_pusat')).toMatchObject({ totals: { total: 4 }, devices: [{ device_id: 'stays', total: 2 }] })
  expect(await ofMachine('viewer')).toMatchObject({ devices: [{ device_id: 'moved', total: 3 }, { device_id: 'stays' }] })
})

test('recent events are those of their machines, whatever is asked for', async () => {
  const recent = (query: string, as: Who) => ask(`/api/events/recent/?${query}`, as)
  const seen = async (query: string, as: Who) => JSON.stringify((await recent(query, as)).json)
  for (const query of ['', 'device_id=moved', 'outlet_id=cabang', 'machine_id=ozon-c']) {
    const text = await seen(query, 'viewer_cabang')
    expect(text).toContain('ozon-c')
    expect(text).not.toMatch(/pusat|ozon-p|stays/)
  }
  expect(await seen('device_id=stays', 'viewer_cabang')).toContain('"items":[]')
  expect((await recent('outlet_id=pusat', 'viewer_cabang')).status).toBe(403)
  expect((await recent('machine_id=ozon-p', 'viewer_cabang')).status).toBe(403)
  // What waits is nobody's yet.
  await press('waits', '2026-01-20T05:00:00Z', 1)
  expect(await seen('waiting=true', 'viewer_cabang')).toContain('"items":[]')
  expect(await seen('waiting=true', 'viewer')).toContain('waits')
})

test('a device that came from elsewhere shows neither where it was nor what it was short of there', async () => {
  for (const path of ['/api/devices/', '/api/devices/all/', '/api/devices/moved/', '/api/devices/moved/breaks']) {
    const theirs = await ask(path, 'viewer_cabang')
    expect(theirs.status).toBe(200)
    expect(JSON.stringify(theirs.json)).not.toMatch(/ozon-p|secret of pusat|stays/)
  }
  expect((await ask('/api/devices/moved/', 'viewer')).json).toMatchObject({ history: [{ machine_id: 'ozon-c' }, { machine_id: 'ozon-p' }] })
  expect((await ask('/api/devices/moved/breaks', 'viewer')).json).toMatchObject({ items: [{ machine_id: 'ozon-p' }] })
  for (const path of ['/api/devices/stays/', '/api/devices/stays/breaks'])
    expect([403, 404]).toContain((await ask(path, 'viewer_cabang')).status)
})

test('acts on devices of another outlet are refused, and their answers tell nothing of it', async () => {
  for (const [path, json] of [
    ['/api/devices/stays/assign', { machine_id: 'ozon-c' }],
    ['/api/devices/stays/release', {}],
    ['/api/devices/moved/assign', { machine_id: 'ozon-p' }],
    ['/api/devices/moved/retire', { reason: 'old' }],
    ['/api/devices/', { device_id: 'stays', machine_id: 'ozon-c' }],
  ] as const)
    expect((await order(path, json, 'admin_cabang')).status).toBe(403)
  const released = await order('/api/devices/moved/release', {}, 'admin_cabang')
  expect(released.status).toBe(200)
  expect(JSON.stringify(released.json)).not.toMatch(/ozon-p|secret of pusat/)
})

test('the CSV file is dates of the outlet and whole numbers, whatever outlets and machines are called', async () => {
  await order('/api/outlets/', { id: 'timur', name: '=HYPERLINK("http://x")', timezone: 'Asia/Jayapura' })
  await order('/api/machines/', { id: 'ozon-t', name: '@SUM(A1)', outlet: 'timur' })
  await order('/api/devices/', { device_id: 'east', machine_id: 'ozon-t', from: '2026-01-18T00:00:00.000Z' })
  await order('/api/treatments/prices/', { treatment: 'BASIC', price: 5_000, outlet_id: 'timur' })
  // Half past midnight in Jayapura is half past ten the evening before at the site.
  await press('east', '2026-01-18T15:30:00Z', 1)
  const file = async (query: string) => {
    const answer = await hub.app.request(`/api/events/analytics.csv?from=2026-01-18&to=2026-01-19&${query}`, {
      headers: { authorization: `Bearer ${tokens.viewer}` },
    })
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    return (await answer.text()).replace('\uFEFF', '').split('\r\n')
  }
  const [head, ...lines] = await file('outlet_id=timur')
  expect(head).toBe('day,basic,standard,premium,total,aborted,revenue,run_seconds')
  expect(lines).toEqual(['2026-01-18,0,0,0,0,0,0,0', '2026-01-19,1,0,0,1,0,0,0', ''])
  expect((await file('')).slice(1)).toEqual(['2026-01-18,1,0,0,1,0,0,0', '2026-01-19,4,0,0,4,0,0,0', ''])
})
