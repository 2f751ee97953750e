import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Clients, createClients } from './default-clients.ts'
import { type FakeHub, startFakeHub } from './fake-hub.test-support.ts'
import { resolveSettings } from './settings.ts'

let hub: FakeHub
let clients: Clients

beforeEach(async () => {
  hub = await startFakeHub({ greet: true })
  clients = createClients({ url: hub.url.replace('http', 'ws'), token: 'secret-token' })
})

afterEach(() => hub.stop())

test('openAllGates posts to the hub with the token and a reason', async () => {
  hub.answer = { status: 200, body: { commands: [] } }
  expect(await clients.getClient('gate_all').openAllGates(10)).toEqual({ commands: [] })
  expect(hub.requests).toEqual([
    {
      method: 'POST',
      url: '/api/gate/control',
      authorization: 'Bearer secret-token',
      body: { action: 'open', duration: 10, reason: 'open all gates' },
    },
  ])
})

test('forceExitSession tells cards from sessions', async () => {
  await clients.api.forceExitSession('CARD_001', 'emergency')
  await clients.api.forceExitSession('0196e0c4-3f3c-7c8e-9b1c-5a2f0d6b7e11', 'emergency')
  expect(hub.requests.map(request => request.body)).toEqual([
    { card_id: 'CARD_001', reason: 'emergency' },
    { session_id: '0196e0c4-3f3c-7c8e-9b1c-5a2f0d6b7e11', reason: 'emergency' },
  ])
})

test('a problem answer rejects with its code, status and text', async () => {
  hub.answer = { status: 404, body: { code: 'no_open_session', title: 'There is no open session', status: 404 } }
  await expect(clients.api.forceExitSession('CARD_404', 'x')).rejects.toMatchObject({
    code: 'no_open_session',
    status: 404,
    message: 'There is no open session',
  })
})

test('a hub that is not there rejects with a network error', async () => {
  await hub.stop()
  await expect(clients.api.getSystemStatus()).rejects.toMatchObject({ code: 'network' })
  hub = await startFakeHub({ greet: true })
})

test.each([
  [undefined, 'http://localhost:8000', 'ws://localhost:8000'],
  ['https://parkir.example', 'https://parkir.example', 'wss://parkir.example'],
  ['ws://10.0.0.2:9000/', 'http://10.0.0.2:9000', 'ws://10.0.0.2:9000'],
  ['http://proxy/palang/', 'http://proxy/palang', 'ws://proxy/palang'],
])('the address %s gives both addresses', (url, httpUrl, wsUrl) => {
  expect(resolveSettings({ url })).toMatchObject({ httpUrl, wsUrl })
})

test('an address of another kind is refused', () => {
  expect(() => resolveSettings({ url: 'ftp://hub' })).toThrow(TypeError)
})
