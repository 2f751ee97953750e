import { once } from 'node:events'
import { httpLimits } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { fakeHub, tokens } from './http/testing/fake-hub.ts'
import { browserAddress, hubListener } from './listener.ts'
import { rawClient, statusIn } from './testing/raw-client.ts'
import { webSocketEdges } from './ws/server.ts'

/** Short, so that nobody waits; the order of the two is the real one. */
const limits = { ...httpLimits, headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 25, maxConnections: 6 }

let port: number
let hub: Awaited<ReturnType<typeof fakeHub>>
let listener: ReturnType<typeof hubListener>
const errors: unknown[] = []

beforeEach(async () => {
  port = await freePort()
  hub = await fakeHub()
  errors.length = 0
  Object.assign(hub.services.log, { error: (...about: unknown[]) => errors.push(about) })
  const echo = { accept: (socket: WebSocket) => void socket.on('message', data => socket.send(data)) }
  const { site, clock, log } = hub.services
  const here = { ...site, hub: { ...site.hub, host: '127.0.0.1', port } }
  listener = hubListener({ site: here, clock, log }, hub.app.fetch, webSocketEdges(echo, echo), limits)
  await listener.start()
})
afterEach(() => listener.stop())

const post = `POST /api/parking/entry HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.operator}\r\ncontent-type: application/json\r\n`

test.each([
  ['says nothing', ''],
  ['begins and stops', 'GET /healthz HT'],
  ['never ends its headers', 'GET /healthz HTTP/1.1\r\nhost: x\r\nx: '],
  ['never ends its upgrade', 'GET /ws/all HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n'],
  ['never ends its body', `${post}content-length: 100\r\n\r\n{"card`],
  ['never ends its chunks', `${post}transfer-encoding: chunked\r\n\r\n5\r\n{"car\r\n`],
])('whoever %s is cut off, and it is no failure of ours', async (_what, text) => {
  const client = await rawClient(port, text)
  expect([408, undefined]).toContain(statusIn(await client.closed))
  expect(errors).toEqual([])
})

test('streams of pictures and WebSockets outlive every limit', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws/all`)
  await once(socket, 'open')
  const stream = await rawClient(
    port,
    `GET /api/camera/stream/gate_in HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.viewer}\r\n\r\n`,
  )
  await stream.until('palang-frame')
  // Somebody cut off by the longest limit, twice, is later than any limit of the two.
  for (let round = 0; round < 2; round++) await (await rawClient(port, `${post}content-length: 9\r\n\r\n{`)).closed
  hub.live.frame('gate_in', new Uint8Array([0xff, 0xd8, 0xff, 0xd9]))
  expect(await stream.until('Content-Length: 4')).toContain('\xff\xd8\xff\xd9')
  socket.send('still here')
  expect(String((await once(socket, 'message'))[0])).toBe('still here')
  stream.socket.destroy()
  socket.terminate()
})

test('a connection too many is closed at once, those before it are served', async () => {
  const asks = 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n'
  const served = await Promise.all(Array.from({ length: limits.maxConnections }, () => rawClient(port, asks)))
  for (const client of served) expect(statusIn(await client.until('"ok"'))).toBe(200)
  expect(await (await rawClient(port, asks)).closed).toBe('')
  for (const client of served) client.socket.destroy()
})

test('the address to open names this computer where the hub listens everywhere, and says whether TLS is spoken', () => {
  const { hub: given } = hub.services.site
  const tls = { cert: 'cert.pem', key: 'key.pem' }
  const address = (change: Partial<typeof given>) => browserAddress({ ...given, port: 8000, tls: undefined, ...change })
  expect(['0.0.0.0', '::', '192.168.1.5'].map(host => address({ host }))).toEqual([
    'http://127.0.0.1:8000',
    'http://127.0.0.1:8000',
    'http://192.168.1.5:8000',
  ])
  expect(address({ host: 'hub.local', tls })).toBe('https://hub.local:8000')
})
