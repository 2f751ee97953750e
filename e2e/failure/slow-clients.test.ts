/** Clients that are slow, endless, oversized or in bad faith, against the real hub and a real panel: everybody else is served. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { rawClient, statusIn, type RawClient } from '../../hub/src/edges/testing/raw-client.ts'
import { handsAt } from '../site/gate-hands.ts'
import { adminToken, startSite, type RunningSite } from '../site/running-site.ts'

let site: RunningSite
let hub: number
let panel: number
let pid: number | undefined

beforeAll(async () => {
  site = await startSite()
  hub = Number(new URL(site.url).port)
  panel = Number(new URL(site.panels['gate_in'] ?? '').port)
  pid = site.pid('hub')
})
afterAll(async () => {
  expect(await site.stop()).toBe(0)
})

const host = 'host: 127.0.0.1\r\n'
const known = `${host}authorization: Bearer ${adminToken}\r\n`
const entry = `POST /api/parking/entry HTTP/1.1\r\n${known}content-type: application/json\r\n`
const healthz = `GET /healthz HTTP/1.1\r\n${host}\r\n`
const upgrade = `GET /ws/gate_all HTTP/1.1\r\n${known}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n`

/** The hub that was there at the start still serves. */
async function isServed(): Promise<void> {
  expect((await fetch(`${site.url}/healthz`)).status).toBe(200)
  expect((await fetch(`${site.panels['gate_in']?.replace(/\/$/, '')}/api/status`)).status).toBe(200)
  expect(site.pid('hub')).toBe(pid)
}

/** Sends a byte again and again until the peer has had enough. */
function dribble(client: RawClient, text: string): void {
  const timer = setInterval(() => client.socket.write(text), 250)
  void client.closed.then(() => clearInterval(timer))
}

test('two hundred clients that hold the hub up do not keep a vehicle waiting, and are cut off in the end', async () => {
  const many = (count: number, first: string, port = hub) => Promise.all(Array.from({ length: count }, () => rawClient(port, first)))
  const [silent, unfinished, upgrading, heading, sending, chunking, atPanel] = await Promise.all([
    many(60, ''),
    many(40, `GET /healthz HTTP/1.1\r\n${host}x: `),
    many(20, upgrade),
    many(30, `GET /healthz HTTP/1.1\r\n${host}x: `),
    many(25, `${entry}content-length: 60000\r\n\r\n{`),
    many(25, `${entry}transfer-encoding: chunked\r\n\r\n`),
    many(50, 'GET / HTTP/1.1\r\n', panel),
  ])
  for (const client of heading) dribble(client, 'x')
  for (const client of sending) dribble(client, ' ')
  for (const client of chunking) dribble(client, '1\r\n \r\n')
  await isServed()
  const opened = await site.api('POST', '/api/gate/control/gate_in', { action: 'open', duration: 1, reason: 'slow clients' })
  expect(opened).toMatchObject({ status: 200, body: { state: 'succeeded' } })
  expect(await handsAt(site, 'gate_in').isLinked()).toBe(true)
  for (const client of [...sending, ...chunking]) expect(client.received()).toBe('')
  // Whoever has not even said what it wants is cut off by itself.
  for (const client of [...silent, ...unfinished, ...upgrading, ...heading, ...atPanel]) {
    expect([408, undefined]).toContain(statusIn(await client.closed))
  }
  for (const client of [...sending, ...chunking]) client.socket.destroy()
  await isServed()
})

describe('a request', () => {
  const chunked = `${entry}transfer-encoding: chunked\r\n`
  test.each<[string, string, readonly number[]]>([
    ['with headers of 40 KB', `GET /healthz HTTP/1.1\r\n${host}x: ${'x'.repeat(40_000)}\r\n\r\n`, [431]],
    ['with a target of 40 KB', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\n${host}\r\n`, [431]],
    ['with three thousand headers', `GET /healthz HTTP/1.1\r\n${host}${'a:b\r\n'.repeat(3_000)}\r\n`, [200, 431]],
    ['that announces 10 GB', `${entry}content-length: 10000000000\r\n\r\n{`, [413]],
    ['that announces more than numbers hold', `${entry}content-length: ${'9'.repeat(40)}\r\n\r\n{`, [400]],
    ['of one chunk of 1 MB', `${chunked}\r\nF4240\r\n${'x'.repeat(1_000_000)}`, [413]],
    ['with an endless chunk extension', `${chunked}\r\n1;${'x'.repeat(100_000)}`, [400, 413]],
    ['with both lengths', `${chunked}content-length: 4\r\n\r\n0\r\n\r\n${healthz}`, [400]],
    ['with two lengths', `${entry}content-length: 2\r\ncontent-length: 3\r\n\r\n{} ${healthz}`, [400]],
    ['with a length before a space', `${entry}content-length : 2\r\n\r\n{}`, [400]],
    ['with a length below nothing', `${entry}content-length: -1\r\n\r\n`, [400]],
    ['with a coding nobody knows', `${entry}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`, [400]],
    ['with chunks inside chunks', `${entry}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n${healthz}`, [400]],
    ['with chunks of no size', `${chunked}\r\nzz\r\n{}\r\n0\r\n\r\n`, [400]],
    ['whose lines end in half an end', `GET /healthz HTTP/1.1\nhost: x\n\n`, [400]],
    ['with a folded header', `GET /healthz HTTP/1.1\r\n${host}x: a\r\n b\r\n\r\n`, [200, 400]],
    ['with a NUL in a header', `GET /healthz HTTP/1.1\r\n${host}x: a\0b\r\n\r\n`, [400]],
    ['without a host', 'GET /healthz HTTP/1.1\r\n\r\n', [400]],
    ['with a host that is none', 'GET /healthz HTTP/1.1\r\nhost: a b@[\r\n\r\n', [400]],
    ['of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
    ['of a tunnel', `CONNECT 127.0.0.1:22 HTTP/1.1\r\n${host}\r\n`, []],
    ['that is no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
    ['for everything', `OPTIONS * HTTP/1.1\r\n${host}\r\n`, [400, 404, 405]],
    ['of an unknown method', `BREW /api/status HTTP/1.1\r\n${host}\r\n`, [400]],
    ['in absolute form', `GET http://evil.example/healthz HTTP/1.1\r\n${host}\r\n`, [200]],
    ['in absolute form without login', `GET http://evil.example/api/status HTTP/1.1\r\n${host}\r\n`, [401]],
    ['in absolute form of another scheme', `GET file:///etc/passwd HTTP/1.1\r\n${host}\r\n`, [400, 404]],
    ['that expects to be asked', `${entry}expect: 100-continue\r\ncontent-length: 3\r\n\r\n{} `, [100]],
    ['that expects something else', `GET /healthz HTTP/1.1\r\n${host}expect: the unexpected\r\n\r\n`, [200, 417]],
    ['to become something else', `GET /healthz HTTP/1.1\r\n${host}connection: upgrade\r\nupgrade: h2c\r\n\r\n`, [400, 404]],
    ['to become a socket of a broken name', upgrade.replace('/ws/gate_all', '/ws/%zz%00') + '\r\n', [101, 400, 404]],
  ])('%s is answered and nobody else suffers', async (_what, text, statuses) => {
    const client = await rawClient(hub, Buffer.from(text, 'latin1'))
    if (statuses.length > 0) await client.until('\r\n\r\n')
    else await client.closed
    const status = statusIn(client.received())
    expect(statuses.length === 0 ? [undefined] : statuses).toContain(status)
    expect(client.received()).not.toMatch(/node_modules|\.ts:\d+/)
    // No second answer to what was smuggled behind.
    client.socket.end()
    if (status === 400) expect((await client.closed).match(/HTTP\/1\.1 \d/g)).toHaveLength(1)
    client.socket.destroy()
    await isServed()
  })

  test('whose chunks never end is cut off when there are too many', async () => {
    const client = await rawClient(hub, `${chunked}\r\n`)
    const chunk = `2000\r\n${' '.repeat(0x2000)}\r\n`
    while (statusIn(client.received()) === undefined && !client.socket.destroyed) {
      await new Promise(resolve => client.socket.write(chunk, resolve))
    }
    expect(statusIn(client.received())).toBe(413)
    client.socket.destroy()
    await isServed()
  })

  test('is answered in its turn when fifty come at once', async () => {
    const client = await rawClient(hub, healthz.repeat(49) + healthz.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'))
    expect((await client.closed).match(/HTTP\/1\.1 200 /g)).toHaveLength(50)
  })
})

describe('a path', () => {
  const long = 'x'.repeat(8_000)
  const ways = [
    '/..%2f..%2fhub.db',
    '/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/../../package.json',
    '/..\\..\\package.json',
    '/..%5c..%5cpackage.json',
    '/..%252f..%252fpackage.json',
    '/%c0%ae%c0%ae/package.json',
    '/%00',
    '/x%00.js',
    '/%zz.js',
    '/%',
    `/${long}`,
    `/${long}.js`,
    `/${'a/'.repeat(3_000)}x.js`,
    '//etc/passwd',
    '/index.html/x.js',
    '/.env',
    '/CON.js',
    '/x.js:$DATA',
  ]

  test.each(['', '/assets', '/api/photos', '/api/v1/machines'])('out of %j, into nothing or too long is not found', async folder => {
    for (const port of [hub, panel]) {
      for (const way of ways) {
        const client = await rawClient(port, Buffer.from(`GET ${folder}${way} HTTP/1.1\r\n${known}connection: close\r\n\r\n`, 'latin1'))
        const answer = await client.closed
        expect([folder + way, [200, 400, 404].includes(statusIn(answer) ?? 0), answer.slice(0, 300)]).toEqual([
          folder + way,
          true,
          answer.slice(0, 300),
        ])
        expect(answer).not.toMatch(/SQLite format|"workspaces"|root:.*:0:|node_modules|\.ts:\d+/)
      }
    }
    await isServed()
  })
})

describe('a WebSocket', () => {
  /** A frame's beginning as a client writes it: masked, with a length in eight bytes. */
  const frameOf = (firstByte: number, length: bigint) => {
    const head = Buffer.alloc(14)
    head.writeUInt8(firstByte, 0)
    head.writeUInt8(0xff, 1)
    head.writeBigUInt64BE(length, 2)
    return head
  }
  const closeFrame = (code: number) => String.fromCharCode(code >> 8, code & 0xff)

  test.each([
    ['announces a frame of 1 GB', frameOf(0x81, 2n ** 30n), 1009],
    ['announces a frame beyond all numbers', frameOf(0x81, 2n ** 62n), 1009],
    ['uses a bit nobody agreed upon', frameOf(0xc1, 5n), 1002],
    ['does not mask', Buffer.from([0x81, 2, 0x7b, 0x7d]), 1002],
    ['sends a ping of 1 GB', frameOf(0x89, 2n ** 30n), 1002],
    ['sends noise', Buffer.concat([Buffer.from([0xff, 0xff]), randomBytes(2_000)]), 1002],
  ])('that %s is closed', async (_what, bytes, code) => {
    const client = await rawClient(hub, `${upgrade}\r\n`)
    await client.until('"hello"')
    client.socket.write(bytes)
    client.socket.end()
    expect(await client.closed).toContain(closeFrame(code))
    await isServed()
  })

  test('that sends a message too large, at once or in pieces, is closed with 1009', async () => {
    for (const pieces of [1, 200]) {
      const socket = new WebSocket(`${site.url.replace('http', 'ws')}/ws/gate_all`, { headers: { authorization: `Bearer ${adminToken}` } })
      const closed = new Promise<number>(resolve => socket.once('close', resolve))
      await new Promise(resolve => socket.once('open', resolve))
      for (let piece = 1; piece <= pieces; piece++) socket.send('x'.repeat(100_000 / pieces), { fin: piece === pieces })
      expect(await closed).toBe(1009)
    }
    await isServed()
  })
})

test('none of it was a failure of the hub', () => {
  const lines = readFileSync(path.join(site.dataDir, 'logs', 'central_hub.log'), 'utf8')
    .trim()
    .split('\n')
  const failures = lines.filter(line => (JSON.parse(line) as { level: number }).level >= 50)
  expect(failures).toEqual([])
})
