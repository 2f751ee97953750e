import { expect, test } from 'vitest'
import { createOutlets } from '../../outlets.ts'
import { fakeHub } from './testing/fake-hub.ts'

type Hub = Awaited<ReturnType<typeof fakeHub>>

const melawai = { name: 'Ozon Melawai', location: 'Blok M', address: '', contact_person: 'Siti', contact_phone: '+62 811', is_active: true }

const acts = ({ store }: Hub) => store.shelves.audit.map(({ action, subject }) => `${action} ${subject}`)

test('an outlet is added with the words of the source document, changed, and listed with its machines', async () => {
  const hub = await fakeHub()
  const said = {
    ...melawai,
    id: 'ozon-melawai',
    address: null,
    timezone: 'Asia/Jakarta',
    currency: 'IDR',
    machines: 0,
    of_site_file: false,
  }
  expect(await hub.call('POST', '/api/outlets/', { as: 'admin', json: melawai })).toMatchObject({ status: 201, json: said })
  const changed = { contact_person: 'Budi', timezone: 'Asia/Jayapura', is_active: false }
  expect(await hub.call('PUT', '/api/outlets/ozon-melawai/', { as: 'admin', json: changed })).toMatchObject({
    status: 200,
    json: { ...said, ...changed },
  })
  await hub.call('POST', '/api/machines/', { as: 'admin', json: { outlet: 'ozon-melawai', name: 'Unit' } })
  expect((await hub.call('GET', '/api/outlets/', { as: 'viewer' })).json).toMatchObject({
    items: [
      { id: 'pusat', of_site_file: true },
      { id: 'ozon-melawai', machines: 1 },
    ],
  })
  expect(acts(hub).slice(0, 2)).toEqual(['add_outlet ozon-melawai', 'change_outlet ozon-melawai'])
  const again = createOutlets(hub.services)
  await again.start()
  expect(again.get('ozon-melawai')).toMatchObject({ contactPerson: 'Budi', timezone: 'Asia/Jayapura', isActive: false })
})

test('what cannot be an outlet is refused with the field that is wrong', async () => {
  const hub = await fakeHub()
  const wrong = [
    [{ ...melawai, name: ' ' }, 'name'],
    [{ ...melawai, timezone: 'Asia/Blok_M' }, 'timezone'],
    [{ ...melawai, id: 'Blok M' }, 'id'],
    [{ ...melawai, contact_phone: '0'.repeat(21) }, 'contact_phone'],
    [{ ...melawai, is_active: 'yes' }, 'is_active'],
  ] as const
  for (const [json, path] of wrong) {
    expect(await hub.call('POST', '/api/outlets/', { as: 'admin', json })).toMatchObject({
      status: 400,
      json: { code: 'invalid_request', errors: [{ path }] },
    })
  }
  expect((await hub.call('POST', '/api/outlets/', { as: 'admin', json: { ...melawai, id: 'pusat' } })).status).toBe(409)
  expect((await hub.call('POST', '/api/outlets/', { as: 'admin_pusat', json: melawai })).status).toBe(403)
  expect((await hub.call('PUT', '/api/outlets/nowhere', { as: 'admin', json: { location: 'x' } })).status).toBe(404)
  expect(acts(hub)).toEqual([])
})

test('the outlet of the site file keeps what stands there and cannot be removed', async () => {
  const hub = await fakeHub()
  const put = (json: object) => hub.call('PUT', '/api/outlets/pusat/', { as: 'admin', json })
  expect(await put({ name: 'Pusat Baru' })).toMatchObject({ status: 409, json: { code: 'conflict' } })
  expect(await put({ timezone: 'Asia/Jayapura' })).toMatchObject({ status: 409 })
  expect(await put({ name: hub.services.site.outlet.name, contact_person: 'Siti' })).toMatchObject({ json: { contact_person: 'Siti' } })
  expect((await hub.call('DELETE', '/api/outlets/pusat/', { as: 'admin' })).status).toBe(409)
})

test('an outlet is gone when nothing was there, waits for its machines to be taken off, and is retired when they did something', async () => {
  const hub = await fakeHub()
  const call = (method: string, path: string, json?: object) =>
    hub.call(method, path, { as: 'admin', ...(json === undefined ? {} : { json }) })
  for (const id of ['empty', 'used']) await call('POST', '/api/outlets/', { ...melawai, id })
  await call('POST', '/api/machines/', { id: 'ozon-1', outlet: 'used', last_maintenance: '2026-01-05' })
  expect((await call('DELETE', '/api/outlets/empty/')).status).toBe(204)
  expect((await call('GET', '/api/outlets/empty/')).status).toBe(404)
  expect(await call('DELETE', '/api/outlets/used/')).toMatchObject({ status: 409, json: { code: 'conflict' } })
  await call('DELETE', '/api/machines/ozon-1/')
  expect((await call('DELETE', '/api/outlets/used/')).status).toBe(204)
  expect((await call('GET', '/api/outlets/')).json).toMatchObject({ items: [{ id: 'pusat' }] })
  expect((await call('GET', '/api/outlets/?retired=true')).json).toMatchObject({ items: [{ id: 'pusat' }, { id: 'used' }] })
  expect(hub.services.outlets.zoneOf('used')).toBe('Asia/Jakarta')
  expect(await call('POST', '/api/machines/', { id: 'ozon-2', outlet: 'used' })).toMatchObject({ status: 409 })
  expect((await call('PATCH', '/api/outlets/used/', { retired: false })).json).toMatchObject({ retired_at: null })
})
