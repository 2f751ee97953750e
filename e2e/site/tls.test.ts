/** A whole site with a certificate of its own: every process finds the hub over wss, browsers over https, and a renewal needs no restart. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { makeAuthority, opensslMissing, type Authority, type Pair } from './certificates.ts'
import { handsAt } from './gate-hands.ts'
import { adminPassword, adminToken, startSite, type RunningSite } from './running-site.ts'
import { until } from './until.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'palang-e2e-tls-'))
const used = { cert: path.join(folder, 'used.crt'), key: path.join(folder, 'used.key') }
let authority: Authority
let site: RunningSite

const use = ({ cert, key }: Pair) => {
  copyFileSync(cert, used.cert)
  copyFileSync(key, used.key)
}

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}

/** One request as a browser that trusts the authority sends it, by the name in the certificate. */
function ask(method: string, where: string, { headers = {}, body = '' } = {}): Promise<Answer> {
  const { port } = new URL(site.url)
  const options = { host: '127.0.0.1', servername: 'localhost', port, path: where, method, headers, ca: readFileSync(authority.ca) }
  return new Promise((resolve, reject) => {
    const asked = request(options, response => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

function subjectShown(): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(new URL(site.url).port),
      servername: 'localhost',
      ca: readFileSync(authority.ca),
    })
    socket.once('secureConnect', () => {
      resolve(socket.getPeerX509Certificate()?.subject)
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

describe.skipIf(opensslMissing !== undefined)(
  `a site over TLS${opensslMissing === undefined ? '' : ` (skipped: ${opensslMissing})`}`,
  () => {
    beforeAll(async () => {
      authority = makeAuthority(folder)
      // It names the hub for others and not 127.0.0.1, which our own programs dial.
      use(authority.issue('first', 'DNS:hub.example,DNS:localhost'))
      site = await startSite({ edit: yaml => yaml.replace(/hub: \{ /, `hub: { tls: { cert: "${used.cert}", key: "${used.key}" }, `) })
    })
    afterAll(async () => {
      await site.stop()
      rmSync(folder, { recursive: true })
    })

    test('is announced as https, and both gates and the simulator are linked over wss', async () => {
      expect(site.url).toMatch(/^https:/)
      expect(site.output()).toContain(`${site.url}/api/docs`)
      for (const gate of ['gate_in', 'gate_out']) await until(`${gate} to be linked`, () => handsAt(site, gate).isLinked())
      // The simulator's channel opens by itself, a moment before or after the gates are linked.
      await vi.waitFor(
        async () =>
          expect(JSON.parse((await ask('GET', '/status')).text)).toMatchObject({
            controllers: { gate_in: { online: true }, gate_out: { online: true } },
            channels: { gate_all: 1 },
          }),
        { timeout: 30_000 },
      )
    })

    test('a picture a gate takes arrives', async () => {
      const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
      const { status, text } = await ask('POST', '/api/camera/capture/gate_in', { headers, body: '{}' })
      expect(status).toBe(200)
      const { url } = JSON.parse(text) as { url: string }
      const picture = await until('the picture', async () => {
        const answer = await ask('GET', url, { headers })
        return answer.status === 200 && answer
      })
      expect(picture.headers['content-type']).toBe('image/jpeg')
    })

    test('the console comes over https, with a cookie that never travels without it', async () => {
      const page = await ask('GET', '/')
      expect(page).toMatchObject({ status: 200, headers: { 'strict-transport-security': 'max-age=15552000' } })
      expect(page.text).toContain('<div id="root">')
      const body = JSON.stringify({ email: 'admin@palang.local', password: adminPassword })
      const { status, headers } = await ask('POST', '/api/auth/sign-in', { headers: { 'content-type': 'application/json' }, body })
      expect(status).toBe(200)
      expect(headers['set-cookie']?.[0]).toMatch(/; Secure(;|$)/)
    })

    test('nobody is answered without TLS', async () => {
      await expect(fetch(`${site.url.replace('https', 'http')}/healthz`)).rejects.toThrow('fetch failed')
    })

    test('a renewed certificate is shown without a restart, and a gate that starts afterwards finds the hub', async () => {
      const hubBefore = site.pid('hub')
      expect(await subjectShown()).toBe('CN=first')
      use(authority.issue('second', 'DNS:hub.example,DNS:localhost'))
      await until('the renewed certificate', async () => (await subjectShown()) === 'CN=second')
      expect(site.pid('hub')).toBe(hubBefore)
      const gateBefore = site.pid('gate_in')
      if (gateBefore !== undefined) process.kill(gateBefore, 'SIGKILL')
      await until('another process of gate_in', () => site.pid('gate_in') !== undefined && site.pid('gate_in') !== gateBefore)
      await until('gate_in to be linked', () => handsAt(site, 'gate_in').isLinked())
    })
  },
)
