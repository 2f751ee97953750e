import { shippedMappings } from '@palang/config'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { fakeHub } from '../../edges/http/testing/fake-hub.ts'
import { wordOf } from '../../edges/mqtt/device-payload.ts'

const mac = '3C:8A:1F:A4:3E:C4'
const at = (path = '') => `/api/devices/${encodeURIComponent(mac)}${path}`

/** A hub with two treatment machines at the site's outlet; `press` is the device that counts. */
async function deviceHub() {
  const hub = await fakeHub()
  const admin = (method: string, path: string, json?: object) =>
    hub.call(method, path, { as: 'admin', ...(json === undefined ? {} : { json }) })
  for (const id of ['ozon-1', 'ozon-2']) await admin('POST', '/api/machines/', { id, family: 'ozone' })
  const press = async (timestamp: string, count: number) => {
    const payload = Buffer.from(JSON.stringify({ event_type: 'BASIC', timestamp, count_basic: count }))
    await hub.services.treatments.telemetry.receive(wordOf({ deviceId: mac, kind: 'event', mapping: 'ozon', payload }, shippedMappings))
  }
  return { ...hub, admin, press }
}

const breaks = z.object({ items: z.array(z.object({ id: z.string(), missing: z.number() })) })

test('a device nobody knows is listed as waiting with what it told, and becomes the device of a machine with all of it', async () => {
  const { admin, press, call, store } = await deviceHub()
  await press('2026-01-20T10:00:00Z', 1)
  const waiting = { device_id: mac, state: 'waiting', machine_id: null, online: true, waiting_events: { count: 1 } }
  for (const path of ['/api/devices/', '/api/devices/all/']) expect((await admin('GET', path)).json).toMatchObject({ items: [waiting] })
  expect((await call('GET', '/api/devices/', { as: 'viewer_pusat' })).json).toMatchObject({ items: [] })
  expect(await admin('POST', at('/assign'), { machine_id: 'ozon-1', reason: 'new unit' })).toMatchObject({
    status: 200,
    json: {
      state: 'assigned',
      machine_id: 'ozon-1',
      outlet_id: 'pusat',
      waiting_events: { count: 0 },
      history: [{ machine_id: 'ozon-1', from: '2026-01-20T10:00:00.000Z', until: null, reason: 'new unit' }],
    },
  })
  expect([...store.shelves.sessions.values()]).toMatchObject([{ machineId: 'ozon-1', family: 'ozone' }])
  expect((await call('GET', '/api/devices/', { as: 'viewer_pusat' })).json).toMatchObject({ items: [{ device_id: mac }] })
  expect((await call('GET', '/api/devices/', { as: 'viewer_cabang' })).json).toMatchObject({ items: [] })
})

test('a device is entered with its token in one go, before it was ever heard, and loses it when it is retired', async () => {
  const { admin, store, services } = await deviceHub()
  const entered = await admin('POST', '/api/devices/', { device_id: mac, machine_id: 'ozon-1', with_token: true })
  expect(entered).toMatchObject({ status: 201, json: { state: 'assigned', online: false, last_seen: null, token: expect.any(String) } })
  expect((await admin('GET', at('/'))).json).not.toHaveProperty('token')
  const ofDevice = () => [...store.shelves.tokens.values()].filter(({ kind }) => kind === 'device').length
  expect(ofDevice()).toBe(1)
  expect((await admin('POST', at('/retire'), { reason: 'drowned' })).json).toMatchObject({ state: 'retired', machine_id: null })
  expect([ofDevice(), services.treatments.book.devicesAt('ozon-1')]).toEqual([0, []])
  expect((await admin('POST', '/api/devices/', { device_id: mac })).json).toMatchObject({ state: 'waiting' })
  expect(store.shelves.audit.map(({ action }) => action).slice(2)).toEqual([
    'assign_device',
    'add_token',
    'release_device',
    'retire_device',
    'revoke_token',
    'restore_device',
  ])
})

test('a swap leaves both machines what they did, and what cannot be is refused', async () => {
  const { admin, call, clock } = await deviceHub()
  await admin('POST', '/api/devices/', { device_id: mac, machine_id: 'ozon-1' })
  await clock.advance(60_000)
  await admin('POST', at('/assign'), { machine_id: 'ozon-2' })
  expect((await admin('GET', at())).json).toMatchObject({ history: [{ machine_id: 'ozon-2', until: null }, { machine_id: 'ozon-1' }] })
  const places = [{ device_id: mac, outlet_id: 'pusat', until: '2026-01-20T10:31:00.000Z' }]
  expect((await admin('GET', '/api/v1/machines/ozon-1/devices')).json).toMatchObject({ items: places })
  expect((await admin('GET', '/api/v1/machines/ozon-2/devices')).json).toMatchObject({ items: [{ device_id: mac, until: null }] })
  expect((await admin('GET', '/api/v1/machines/nowhere/devices')).json).toMatchObject({ code: 'unknown_machine' })
  expect(await admin('POST', at('/assign'), { machine_id: 'nowhere' })).toMatchObject({ status: 404, json: { code: 'unknown_machine' } })
  expect(await admin('POST', at('/assign'), { machine_id: 'gate_in' })).toMatchObject({ status: 501, json: { code: 'not_supported' } })
  expect(await admin('POST', at('/assign'), { machine_id: 'ozon-1', from: '2126-01-01T00:00:00.000Z' })).toMatchObject({ status: 400 })
  expect(await admin('POST', '/api/devices/', { device_id: 'a/+/b' })).toMatchObject({ status: 400, json: { code: 'invalid_request' } })
  expect((await call('POST', at('/release'), { as: 'admin_cabang', json: {} })).status).toBe(403)
  expect((await call('POST', '/api/devices', { as: 'admin_pusat', json: { device_id: 'other' } })).status).toBe(403)
  expect((await admin('POST', at('/release'), {})).json).toMatchObject({ state: 'waiting' })
  expect((await admin('POST', at('/release'), {})).status).toBe(409)
  expect((await admin('POST', '/api/devices/unheard/assign', { machine_id: 'ozon-1' })).status).toBe(404)
})

test('a gap in the counters is shown, and put away by a person with a reason, once', async () => {
  const { admin, press, store } = await deviceHub()
  await admin('POST', '/api/devices/', { device_id: mac, machine_id: 'ozon-1' })
  await press('2026-01-20T10:00:00Z', 1)
  await press('2026-01-20T10:05:00Z', 4)
  expect((await admin('GET', at())).json).toMatchObject({ open_gaps: 1, count_basic: 4 })
  const { items } = breaks.parse((await admin('GET', at('/breaks?open=true'))).json)
  expect(items).toMatchObject([{ missing: 2 }])
  const close = `/breaks/${items[0]?.id ?? ''}/close`
  expect((await admin('POST', at(close), {})).status).toBe(400)
  expect((await admin('POST', at(close), { reason: 'card read out' })).json).toMatchObject({ closed_at: expect.any(String) })
  expect((await admin('POST', at(close), { reason: 'card read out' })).status).toBe(404)
  expect((await admin('GET', at())).json).toMatchObject({ open_gaps: 0 })
  expect(store.shelves.audit.at(-1)).toMatchObject({ action: 'close_counter_gap', subject: mac, reason: 'card read out' })
})
