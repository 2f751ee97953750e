import { expect, test } from 'vitest'
import { reachOf } from '../../access/reach.ts'
import { newSession } from '../../domain/new-session.ts'
import { createAnnounced } from '../../readings/announced.ts'
import { channelNamed } from '../ws/channel.ts'
import { fakeHub } from './testing/fake-hub.ts'

type Hub = Awaited<ReturnType<typeof fakeHub>>

/** A hub with a second outlet, `cabang`. */
async function twoOutlets() {
  const hub = await fakeHub()
  await hub.store.outlets.put({ id: 'cabang', name: 'Ozon Cabang', timezone: 'Asia/Jayapura', currency: 'IDR' })
  await hub.services.outlets.start()
  return hub
}

/** The words of the source document. */
const ofDocument = { outlet: 'cabang', name: 'Ozone Unit 1' }

const idsOf = async (hub: Hub, path: string, as: 'viewer' | 'viewer_cabang' | 'viewer_pusat') => {
  const { json } = await hub.call('GET', path, { as })
  expect(json).toHaveProperty('items')
  return JSON.stringify(json)
    .match(/"id":"[a-z0-9_-]+"/g)
    ?.map(text => text.slice(6, -1))
}

async function treated({ store }: Hub, machineId: string): Promise<void> {
  const id = '019bda5e-9a40-7000-8000-0000000000f1'
  const place = { outletId: 'cabang', machineId, currency: 'IDR', openedAt: '2026-01-20T10:00:00.000Z' }
  await store.transact(tx => tx.sessions.putMany([newSession({ id, family: 'ozone', state: 'closed', ...place })]))
}

test('a machine is added with the words of the source document, gets an id of its name, and stands where it was put', async () => {
  const hub = await twoOutlets()
  const given = { ...ofDocument, is_active: false, installed_date: '2026-01-02', last_maintenance: '2026-01-10' }
  const first = await hub.call('POST', '/api/machines/', { as: 'admin', json: given })
  expect(first).toMatchObject({
    status: 201,
    json: { id: 'ozone-unit-1', family: 'ozone', outlet_id: 'cabang', machine_type: 'Ozone Generator', mode: 'disabled', ...given },
  })
  expect((await hub.call('POST', '/api/v1/machines', { as: 'admin', json: ofDocument })).json).toMatchObject({ id: 'ozone-unit-1-2' })
  expect(await idsOf(hub, '/api/machines/', 'viewer_cabang')).toEqual(expect.arrayContaining(['ozone-unit-1', 'ozone-unit-1-2']))
  expect(await idsOf(hub, '/api/v1/machines', 'viewer_pusat')).not.toContain('ozone-unit-1')
  expect((await hub.call('GET', '/api/machines/ozone-unit-1/', { as: 'viewer_pusat' })).status).toBe(403)
  const seen = await hub.call('GET', '/api/v1/machines/ozone-unit-1', { as: 'viewer_cabang' })
  expect(seen.json).toMatchObject({ ...given, added: true })
  expect((await hub.call('GET', '/api/v1/machines/gate_in', { as: 'viewer' })).json).not.toHaveProperty('added')
  expect(hub.store.shelves.audit.map(({ action }) => action)).toEqual(['add_machine', 'change_machine', 'add_machine'])
})

test('nobody adds a machine where there is no outlet, at one that is not his, or with two different outlets', async () => {
  const hub = await twoOutlets()
  const add = async (json: object, as: 'admin' | 'admin_cabang' | 'operator' = 'admin') => {
    const answer = await hub.call('POST', '/api/machines/', { as, json })
    return [answer.status, answer.json['code']]
  }
  expect(await add({ ...ofDocument, outlet: 'nowhere' })).toEqual([404, 'not_found'])
  expect(await add({ ...ofDocument, outlet_id: 'pusat' })).toEqual([400, 'invalid_request'])
  expect(await add({ outlet: 'cabang' })).toEqual([400, 'invalid_request'])
  expect(await add({ ...ofDocument, family: 'gate' })).toEqual([400, 'invalid_request'])
  expect(await add({ ...ofDocument, id: 'gate_in' })).toEqual([409, 'already_exists'])
  expect(await add({ ...ofDocument, installed_date: '2126-01-01' })).toEqual([400, 'invalid_request'])
  expect(await add(ofDocument, 'operator')).toEqual([403, 'forbidden'])
  expect(hub.services.announced.ids()).toEqual([])
})

test('what is said of a machine changes under both names, is noted, and its day of work only goes forward', async () => {
  const hub = await twoOutlets()
  await hub.call('POST', '/api/machines/', { as: 'admin', json: ofDocument })
  const put = (json: object) => hub.call('PUT', '/api/machines/ozone-unit-1/', { as: 'admin', json })
  const said = { name: 'Unit depan', outlet: 'cabang', machine_type: 'OZ-9', is_active: false, last_maintenance: '2026-01-15' }
  expect(await put(said)).toMatchObject({ status: 200, json: said })
  expect(await put(said)).toMatchObject({ status: 200, json: said })
  expect(hub.store.shelves.maintenance).toHaveLength(1)
  expect(hub.store.shelves.audit.filter(({ action }) => action === 'change_machine')).toHaveLength(1)
  expect(await put({ last_maintenance: '2026-01-01' })).toMatchObject({ status: 409, json: { code: 'conflict' } })
  expect(await put({ outlet: 'pusat' })).toMatchObject({ status: 409, json: { code: 'conflict' } })
  expect(await put({})).toMatchObject({ status: 400 })
  const patched = await hub.call('PATCH', '/api/v1/machines/ozone-unit-1', { as: 'admin', json: { mode: 'active' } })
  expect(patched.json).toMatchObject({ is_active: true, machine_type: 'OZ-9', last_maintenance: '2026-01-15' })
})

test('a machine with history is retired, found among the retired, and taken back; one without is gone', async () => {
  const hub = await twoOutlets()
  for (const id of ['ozon-1', 'ozon-2']) await hub.call('POST', '/api/machines/', { as: 'admin', json: { ...ofDocument, id } })
  await treated(hub, 'ozon-1')
  expect((await hub.call('DELETE', '/api/machines/ozon-1/', { as: 'admin' })).status).toBe(204)
  expect((await hub.call('DELETE', '/api/v1/machines/ozon-2', { as: 'admin' })).status).toBe(204)
  expect(await idsOf(hub, '/api/machines/', 'viewer')).not.toContain('ozon-1')
  expect(await idsOf(hub, '/api/machines/?retired=true', 'viewer_cabang')).toEqual(['ozon-1'])
  expect((await hub.call('GET', '/api/machines/ozon-2/', { as: 'viewer' })).status).toBe(404)
  expect((await hub.call('GET', '/api/status', { as: 'viewer' })).json).not.toHaveProperty('machines.ozon-1')
  expect((await hub.call('POST', '/api/machines/', { as: 'admin', json: { ...ofDocument, id: 'ozon-1' } })).status).toBe(409)

  // Another start of the hub knows the same.
  const { site, store, clock, live, revocations } = hub.services
  const again = createAnnounced({ site, store, clock, live: { ...live, forget: () => undefined }, revocations })
  await again.start()
  expect([again.ids(), again.isRetired('ozon-1')]).toEqual([[], true])

  expect((await hub.call('PATCH', '/api/machines/ozon-1/', { as: 'admin', json: { retired: false } })).json).toMatchObject({
    id: 'ozon-1',
    retired_at: null,
  })
  expect(await idsOf(hub, '/api/machines/', 'viewer_cabang')).toEqual(['ozon-1'])
  expect(hub.store.shelves.audit.map(({ action }) => action)).toEqual([
    'add_machine',
    'add_machine',
    'retire_machine',
    'remove_machine',
    'restore_machine',
  ])
})

test('a treatment machine takes no readings of water, and screens of its outlet alone hear of it', async () => {
  const hub = await twoOutlets()
  await hub.call('POST', '/api/machines/', { as: 'admin', json: ofDocument })
  const posted = await hub.call('POST', '/api/v1/machines/ozone-unit-1/update_quality', { as: 'admin', json: { tds: 100, ph: 7 } })
  expect(posted).toMatchObject({ status: 501, json: { code: 'not_supported' } })
  expect(
    (await hub.call('POST', '/api/v1/machines/ozone-unit-1/flush', { as: 'admin', json: { seconds: 5, reason: 'x' } })).json,
  ).toMatchObject({
    code: 'not_supported',
  })
  const hears = (outlet: string) => channelNamed(hub.services, 'all', reachOf(hub.services, { outlets: [outlet] }))?.shows('ozone-unit-1')
  expect([hears('cabang'), hears('pusat')]).toEqual([true, false])
})
