/** Hearing devices over MQTT, started and stopped over HTTP, and what devices come in with. */
import { expect, test } from 'vitest'
import { mqttSwitch } from '../mqtt/mqtt-switch.ts'
import { fakeHub } from './testing/fake-hub.ts'

const admin = { as: 'admin' } as const

test('an administrator stops and starts it, with or without a slash at the end; the hub stays ready', async () => {
  const { call, store } = await fakeHub()
  const stopped = await call('POST', '/api/mqtt/stop/', admin)
  expect(stopped).toMatchObject({ status: 200, json: { state: 'stopped', wanted: false, connected_devices: 0 } })
  expect((await call('POST', '/api/mqtt/stop', admin)).json).toEqual(stopped.json)
  expect((await call('GET', '/api/mqtt', { as: 'viewer' })).json).toEqual(stopped.json)
  expect((await call('GET', '/readyz')).json).toMatchObject({ status: 'ready', checks: { broker: 'off' } })
  expect(await call('POST', '/api/mqtt/start/', admin)).toMatchObject({
    status: 200,
    json: { state: 'ok', wanted: true, connected_devices: 1 },
  })
  expect((await call('GET', '/readyz')).json).toMatchObject({ checks: { broker: 'ok' } })
  expect(store.shelves.audit.map(({ action, subject }) => [action, subject])).toEqual([
    ['stop_mqtt', 'mqtt'],
    ['start_mqtt', 'mqtt'],
  ])
})

test('where the site file turns MQTT off there is nothing to start, and that is said', async () => {
  const { call, services } = await fakeHub()
  services.broker.want = mqttSwitch(services, undefined).want
  expect(await call('POST', '/api/mqtt/start', admin)).toMatchObject({ status: 409, json: { code: 'mqtt_off' } })
})

test('a token is made for a device by its id, also a MAC address, or for a fleet by a name', async () => {
  const { call } = await fakeHub()
  const made = (json: unknown) => call('POST', '/api/tokens', { ...admin, json })
  const mac = '3C:8A:1F:A4:3E:C4'
  expect(await made({ kind: 'device', device_id: mac })).toMatchObject({ status: 201, json: { token: { name: mac, machine_id: mac } } })
  expect(await made({ kind: 'device', device_id: null, name: 'Ozon 2026' })).toMatchObject({
    status: 201,
    json: { token: { kind: 'device', name: 'Ozon 2026', machine_id: null } },
  })
  expect(await made({ kind: 'device', device_id: null })).toMatchObject({ status: 400, json: { errors: [{ path: 'name' }] } })
  for (const id of ['a/b', '+', '', 'x'.repeat(129)]) expect((await made({ kind: 'device', device_id: id })).status).toBe(400)
})
