import { machineView } from '@palang/protocol'
import { expect, test } from 'vitest'
import { watchMaintenance } from '../../maintenance.ts'
import { fakeHub } from './testing/fake-hub.ts'

/** A treatment machine at the outlet of the site, installed a month ago. */
async function withMachine() {
  const hub = await fakeHub()
  await hub.call('POST', '/api/machines/', {
    as: 'admin',
    json: { id: 'ozon-1', name: 'Unit', outlet: 'pusat', installed_date: '2025-12-20' },
  })
  const ask = (method: string, path = '', json?: object, as: 'operator' | 'admin' = 'admin') =>
    hub.call(method, `/api/v1/machines/ozon-1/maintenance${path}`, { as, ...(json === undefined ? {} : { json }) })
  const watch = watchMaintenance({ ...hub.services, log: hub.services.log })
  const alarms = () => [...hub.store.shelves.alarms.values()].map(({ code, state, machineId }) => `${machineId} ${code} ${state}`)
  const listed = async () => machineView.parse((await hub.call('GET', '/api/v1/machines/ozon-1', { as: 'admin' })).json)
  return { ...hub, ask, watch, alarms, listed }
}

test('a plan by days counts from the day the machine was installed, then from the newest work; it is an alarm until it is done', async () => {
  const { ask, watch, alarms, listed } = await withMachine()
  expect((await ask('GET')).json).toMatchObject({ plan: { days: null, treatments: null }, due: { is_due: false }, entries: [] })
  expect((await ask('PUT', '/plan', { days: 30 })).json).toMatchObject({ due: { date: '2026-01-19', days_left: -1, is_due: true } })
  expect((await listed()).next_maintenance).toBe('2026-01-19')
  await watch.look()
  expect(alarms()).toEqual(['ozon-1 maintenance_due active'])
  const done = await ask('POST', '', { kind: 'part', note: 'new ozone cell' }, 'operator')
  expect(done).toMatchObject({
    status: 201,
    json: { due: { date: '2026-02-19', is_due: false }, entries: [{ date: '2026-01-20', kind: 'part', actor: 'token:operator' }] },
  })
  expect((await listed()).next_maintenance).toBe('2026-02-19')
  await watch.look()
  expect(alarms()).toEqual(['ozon-1 maintenance_due cleared'])
})

test('a plan by treatments counts those since the last work', async () => {
  const { ask, store } = await withMachine()
  await ask('POST', '', { date: '2026-01-10' })
  const counted = { basic: 3, standard: 1, premium: 0, aborted: 2, revenue: 0, runSeconds: 0 }
  const bucket = (startsAt: string) => ({ scope: 'machine', scopeId: 'ozon-1', size: 'day', startsAt, ...counted }) as const
  // Midnights in Jakarta: the day before, the day itself and one after it.
  const days = ['2026-01-08T17:00:00.000Z', '2026-01-09T17:00:00.000Z', '2026-01-15T17:00:00.000Z']
  await store.transact(tx => tx.treatments.mergeBuckets(days.map(bucket)))
  expect((await ask('PUT', '/plan', { treatments: 9 })).json).toMatchObject({ due: { date: null, treatments_left: 1, is_due: false } })
  expect((await ask('PUT', '/plan', { treatments: 8 })).json).toMatchObject({ due: { treatments_left: 0, is_due: true } })
  expect((await ask('PUT', '/plan', { treatments: null })).json).toMatchObject({ plan: { treatments: null }, due: { is_due: false } })
})

test('work of tomorrow, a plan of nothing and a machine nobody has are refused', async () => {
  const { ask, call } = await withMachine()
  expect((await ask('POST', '', { date: '2026-01-21' })).json).toMatchObject({ code: 'invalid_request', errors: [{ path: 'date' }] })
  expect((await ask('PUT', '/plan', { days: 0 })).status).toBe(400)
  expect((await ask('PUT', '/plan', { days: 5 }, 'operator')).status).toBe(403)
  expect((await call('GET', '/api/v1/machines/nobody/maintenance', { as: 'admin' })).status).toBe(404)
})

test('work that is noted twice with one key was done once, whether the second asks at once or later; another key is more work', async () => {
  const { call, ask, store } = await withMachine()
  const note = (key: string, text = 'new ozone cell') =>
    call('POST', '/api/v1/machines/ozon-1/maintenance', {
      as: 'operator',
      headers: { 'idempotency-key': key },
      json: { kind: 'part', note: text },
    })
  const [first, second] = await Promise.all([note('k1'), note('k1')])
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.json).toEqual(first.json)
  expect((await note('k1')).headers.get('idempotency-replayed')).toBe('true')
  expect((await note('k1', 'something else')).json).toMatchObject({ code: 'conflict' })
  expect((await ask('GET')).json['entries']).toHaveLength(1)
  const { items } = await store.audit.list({ action: 'note_maintenance' }, { limit: 9 })
  expect(items).toHaveLength(1)
  await note('k2')
  expect((await ask('GET')).json['entries']).toHaveLength(2)
})
