import { expect, test } from 'vitest'
import { createAnnounced, mostAnnounced } from './announced.ts'
import { readingDelays } from './delays.ts'
import { waterHub } from './testing/water-hub.ts'

const acts = (hub: Awaited<ReturnType<typeof waterHub>>) =>
  hub.store.shelves.audit.map(({ action, subject, actor }) => ({ action, subject, actor }))

test('the first reading of an unknown machine adds it, once, and it is on every list', async () => {
  const hub = await waterHub()
  const first = await Promise.all([1, 2, 3].map(second => hub.post('vending-11', { at: `2026-01-20T10:29:0${second}Z` })))
  expect(first.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(acts(hub)).toEqual([{ action: 'announce_machine', subject: 'vending-11', actor: 'token:announcer' }])
  const listed = { id: 'vending-11', name: 'vending-11', family: 'water', outlet_id: 'pusat', status: 'online', mode: 'active' }
  for (const path of ['/api/v1/machines/', '/api/machines/']) {
    expect((await hub.call('GET', path, { as: 'viewer_pusat' })).json).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining(listed)]),
    })
  }
  expect((await hub.call('GET', '/api/v1/machines/vending-11/', { as: 'viewer_pusat' })).json).toMatchObject({
    ...listed,
    link: { state: 'online' },
    latest: { water_quality: { payload: { tds: 120.5 } } },
  })
  expect((await hub.call('GET', '/api/v1/machines/vending-11', { as: 'viewer_cabang' })).status).toBe(403)
  expect((await hub.call('GET', '/api/status')).json).toMatchObject({ machines: { 'vending-11': { status: 'online', family: 'water' } } })
})

test('nobody else makes a machine, and no id that is taken or is no id becomes one', async () => {
  const hub = await waterHub()
  for (const as of ['operator', 'admin'] as const) {
    expect(await hub.post('vending-11', {}, { as })).toMatchObject({ status: 404, json: { code: 'unknown_machine' } })
  }
  expect((await hub.post('vending-11', {}, { as: 'viewer' })).status).toBe(403)
  expect((await hub.post('vending-11', {}, { as: 'gate_in' })).status).toBe(403)
  expect((await hub.post('vending-11', {}, { as: 'announcer_cabang' })).status).toBe(403)
  expect(await hub.post('gate_in')).toMatchObject({ status: 501, json: { code: 'not_supported' } })
  expect((await hub.post('Vending%2011')).status).toBe(404)
  await hub.store.transact(async tx => tx.machines.put({ ...(await known(hub)), id: 'gate_old' }))
  expect(await hub.post('gate_old')).toMatchObject({ status: 409, json: { code: 'already_exists' } })
  expect(hub.store.shelves.announced.size).toBe(0)
})

async function known({ store }: Awaited<ReturnType<typeof waterHub>>) {
  const gate = await store.machines.get('gate_in')
  if (gate === undefined) throw new Error('no gate_in')
  return gate
}

test('no more machines are announced than a site can have', async () => {
  const hub = await waterHub()
  const many = Array.from({ length: mostAnnounced }, (_, n) => `vending-${n + 100}`)
  for (const id of many) hub.store.shelves.announced.set(id, { id, at: '2026-01-20T10:00:00.000Z', by: 'token:announcer' })
  await hub.services.announced.start()
  expect(await hub.post('vending-11')).toMatchObject({ status: 409, json: { code: 'conflict' } })
  expect((await hub.post('vending-100')).status).toBe(200)
})

test('of those that announce themselves at the same moment no more are added than there is room for', async () => {
  const hub = await waterHub()
  const taken = Array.from({ length: mostAnnounced - 2 }, (_, n) => `vending-${n + 100}`)
  for (const id of taken) hub.store.shelves.announced.set(id, { id, at: '2026-01-20T10:00:00.000Z', by: 'token:announcer' })
  await hub.services.announced.start()
  const answers = await Promise.all(['vending-11', 'vending-12', 'vending-13', 'vending-14'].map(id => hub.post(id)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 409, 409])
  expect(hub.services.announced.ids()).toHaveLength(mostAnnounced)
})

test('a machine that was removed and announces itself anew is told as present, and missed when it falls silent', async () => {
  const hub = await waterHub()
  const { clock, told, services, store } = hub
  await hub.readings.start()
  const presence = () => told.flatMap(({ type, payload }) => (type === 'presence' ? [payload['online']] : []))
  const stopped = () => [...store.shelves.alarms.values()].map(({ code, state }) => `${code} ${state}`)
  const remove = () => services.announced.remove({ id: 'user:admin', role: 'admin' }, 'vending-11')
  await hub.post('vending-11')
  await remove()
  expect(services.fleet.presence().some(({ machineId }) => machineId === 'vending-11')).toBe(false)
  await clock.advance(1_000)
  await hub.post('vending-11')
  expect(presence()).toEqual([true, false, true])
  await clock.advance(readingDelays.silentAfter + readingDelays.look)
  expect(stopped()).toEqual(['readings_stopped active'])
  await remove()
  expect(stopped()).toEqual(['readings_stopped cleared'])
  await services.announced.add({ id: 'user:admin', role: 'admin' }, { id: 'vending-11' })
  await clock.advance(readingDelays.silentAfter + readingDelays.look)
  expect(stopped()).toEqual(['readings_stopped cleared', 'readings_stopped active'])
  await hub.readings.stop()
})

test('an administrator adds, renames and removes a machine; its history stays, and one of the site file is not removed', async () => {
  const hub = await waterHub()
  const admin = { as: 'admin' as const }
  const added = await hub.call('POST', '/api/v1/machines/', { ...admin, json: { id: 'vending-11', name: 'Depot timur' } })
  expect(added).toMatchObject({ status: 201, json: { id: 'vending-11', name: 'Depot timur', status: 'offline' } })
  expect((await hub.call('POST', '/api/v1/machines', { ...admin, json: { id: 'vending-11' } })).json).toMatchObject({
    code: 'already_exists',
  })
  expect((await hub.call('POST', '/api/v1/machines', { ...admin, json: { id: 'gate_in' } })).status).toBe(409)
  expect((await hub.post('vending-11', {}, { as: 'operator' })).status).toBe(200)
  const changed = await hub.call('PATCH', '/api/v1/machines/vending-11', { ...admin, json: { name: 'Depot', mode: 'maintenance' } })
  expect(changed.json).toMatchObject({ name: 'Depot', mode: 'maintenance', mode_state: { mode: 'maintenance', stale: false } })
  expect(hub.fleet.sent).toEqual([])
  // The console offers nothing that such a machine refuses.
  expect(changed.json).toMatchObject({ posts_only: true })
  expect((await hub.call('GET', '/api/v1/machines/vending-1')).json).not.toHaveProperty('posts_only')
  expect(await hub.call('POST', '/api/v1/machines/vending-11/dispense', { json: { volume_ml: 250 } })).toMatchObject({
    status: 501,
    json: { code: 'not_supported' },
  })
  expect((await hub.call('POST', '/api/v1/machines/vending-11/activation/', admin)).status).toBe(201)
  expect((await hub.call('DELETE', '/api/v1/machines/gate_in', admin)).json).toMatchObject({ code: 'conflict' })
  expect((await hub.call('DELETE', '/api/v1/machines/vending-11/', admin)).status).toBe(204)
  expect((await hub.call('DELETE', '/api/v1/machines/vending-11', admin)).json).toMatchObject({ code: 'unknown_machine' })
  expect((await hub.call('GET', '/api/v1/machines/vending-11', admin)).status).toBe(404)
  expect(await hub.buckets('vending-11', 'day')).toHaveLength(1)
  expect(acts(hub).map(({ action }) => action)).toEqual(['add_machine', 'change_machine', 'make_activation_code', 'remove_machine'])
})

test('one that falls silent is an alarm and offline until it is heard again, also when the hub restarts meanwhile', async () => {
  const hub = await waterHub()
  await hub.readings.start()
  await hub.post('vending-11')
  const presence = () => hub.services.fleet.presence().find(({ machineId }) => machineId === 'vending-11')
  const alarms = () => [...hub.store.shelves.alarms.values()].map(({ code, state }) => `${code} ${state}`)
  await hub.clock.advance(readingDelays.silentAfter - 1)
  expect([presence()?.online, alarms()]).toEqual([true, []])
  await hub.clock.advance(readingDelays.look)
  expect([presence()?.online, alarms()]).toEqual([false, ['readings_stopped active']])
  await hub.readings.stop()
  await hub.readings.start()
  await hub.post('vending-11')
  expect([presence()?.online, alarms()]).toEqual([true, ['readings_stopped cleared']])
  await hub.readings.stop()
})

test('a machine that the site file names from now on is no announced one any more', async () => {
  const { store, services, clock, live } = await waterHub()
  const row = (id: string) => ({ id, at: '2026-01-20T10:00:00.000Z', by: 'token:announcer' })
  for (const id of ['vending-1', 'vending-11']) await store.transact(tx => tx.announced.put(row(id)))
  const announced = createAnnounced({ ...services, store, clock, live })
  await announced.start()
  expect(announced.ids()).toEqual(['vending-11'])
})
