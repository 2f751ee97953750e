import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect, createServer as createTlsServer, type ConnectionOptions } from 'node:tls'
import { hubTrust, type Site } from '@palang/config'
import { ManualClock, openLog, type Part } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeAuthority, opensslMissing, type Authority, type Pair } from '../../../e2e/site/certificates.ts'
import { until } from '../../../e2e/site/until.ts'
import { simulatedSite } from '../testing/simulated-site.ts'
import { hubListener } from './listener.ts'
import { lookEveryMs } from './tls.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'palang-tls-'))
const files = { cert: path.join(folder, 'now.crt'), key: path.join(folder, 'now.key') }
let authority: Authority
let first: Pair
let second: Pair
let expired: Pair
let clock: ManualClock
let logged: Record<string, unknown>[]
let site: Site
let listener: Part

const use = (pair: Pair) => {
  copyFileSync(pair.cert, files.cert)
  copyFileSync(pair.key, files.key)
}

/** Resolves to the status, or to the error's text. */
function get(options: object): Promise<number | string> {
  return new Promise(resolve => {
    const asked = request({ host: '127.0.0.1', port: site.hub.port, path: '/', ...options }, response => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', error => resolve(error.message))
    asked.end()
  })
}

/** Subject of the certificate shown, or the error's code. */
function shown(options: ConnectionOptions = {}): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port: site.hub.port, rejectUnauthorized: false, ...options })
    socket.once('secureConnect', () => {
      resolve(socket.getPeerX509Certificate()?.subject)
      socket.destroy()
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code))
  })
}

describe.skipIf(opensslMissing !== undefined)(
  `the hub over TLS${opensslMissing === undefined ? '' : ` (skipped: ${opensslMissing})`}`,
  () => {
    beforeAll(() => {
      authority = makeAuthority(folder)
      first = authority.issue('first', 'DNS:hub.example')
      second = authority.issue('second', 'DNS:hub.example')
      expired = authority.issue('expired', 'DNS:hub.example', -1)
    })
    afterAll(() => rmSync(folder, { recursive: true }))

    const start = async (pair: Pair) => {
      use(pair)
      site = { ...simulatedSite, hub: { ...simulatedSite.hub, host: '127.0.0.1', port: await freePort(), tls: files } }
      const log = openLog({ name: 'test', level: 'info', onLine: line => logged.push(line) })
      const sockets = { attachTo: () => undefined, close: () => undefined }
      listener = hubListener({ site, clock, log }, () => new Response('here'), sockets)
      await listener.start()
    }
    beforeEach(() => {
      clock = new ManualClock(Date.now())
      logged = []
    })
    afterEach(() => listener.stop())

    test('speaks TLS 1.2 and newer, and nothing else', async () => {
      await start(first)
      expect(await get({ ...hubTrust(site.hub) })).toBe(200)
      expect(await shown({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })).toMatch(
        /^(ERR_SSL|ECONNRESET|EPROTO)/,
      )
      await expect(fetch(`http://127.0.0.1:${site.hub.port}/`)).rejects.toThrow('fetch failed')
    })

    test('takes a renewed pair over without a restart; a broken one is told, and the old one stays', async () => {
      await start(first)
      expect(await shown()).toBe('CN=first')
      use(second)
      await clock.advance(lookEveryMs)
      await until('the renewed certificate', async () => (await shown()) === 'CN=second')
      expect(logged).toMatchObject([{ msg: "the hub's certificate was renewed" }])
      writeFileSync(files.key, 'half a ke')
      await clock.advance(lookEveryMs)
      await until('the complaint', () => logged.length === 2)
      expect(logged[1]).toMatchObject({ level: 50, msg: "the hub's new certificate cannot be used; the old one stays" })
      expect(await shown()).toBe('CN=second')
    })

    test('an expired certificate is warned about, and our own programs go on', async () => {
      await start(expired)
      expect(logged).toMatchObject([{ level: 40, msg: "the hub's certificate has expired" }])
      expect(await get({ ...hubTrust(site.hub) })).toBe(200)
    })

    test('who sits on the port with another certificate of the same authority gets no byte of a request', async () => {
      await start(first)
      await listener.stop()
      let heard = 0
      let ended = 0
      const impostor = createTlsServer({ cert: readFileSync(second.cert), key: readFileSync(second.key) }, socket => {
        socket.on('data', chunk => (heard += chunk.byteLength))
        socket.on('error', () => undefined)
        socket.once('close', () => (ended += 1))
      })
      // In TLS 1.3 it is cut off before it has finished its side of the handshake.
      impostor.on('tlsClientError', () => (ended += 1))
      impostor.listen(site.hub.port, '127.0.0.1')
      await once(impostor, 'listening')
      for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
        const answer = await get({ headers: { authorization: 'Bearer secret' }, maxVersion, ...hubTrust(site.hub) })
        expect(answer, maxVersion).toMatch(/does not have the certificate/)
      }
      await until('both connections to end', () => ended >= 2)
      await new Promise(resolve => impostor.close(resolve))
      expect(heard).toBe(0)
    })

    test('on another computer the private authority is trusted, the name is checked, and nobody else will do', async () => {
      await start(first)
      const elsewhere = { ...site.hub, tls: undefined, ca: authority.ca }
      expect(await get({ ...hubTrust(elsewhere), servername: 'hub.example' })).toBe(200)
      expect(await get({ ...hubTrust(elsewhere) })).toMatch(/does not match certificate/)
      expect(await get({ ...hubTrust({ ...elsewhere, ca: undefined }), servername: 'hub.example' })).toMatch(/unable to verify|self-signed/)
    })
  },
)
