/** No secret leaves by the log, by an answer or by what a process prints, whatever is tried with it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSite } from '@palang/config'
import { closeLog, openLog, systemClock } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { firstAdministratorEmail } from './access/first-start.ts'
import { createHub, type Hub } from './hub.ts'
import { migrate, openStore } from './store/open-store.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-secrets-'))
const secrets = {
  password: 'Right-Password-0123456789',
  wrongPassword: 'Wrong-Password-0123456789',
  token: 'right-token-0123456789abcdef0123456789abcdef',
  wrongToken: 'wrong-token-0123456789abcdef0123456789abcdef',
  database: 'database-password-0123',
  mail: 'mail-password-0123',
  telegram: '123456:telegram-token-0123456789',
  payments: 'SB-Mid-server-payments-key-0123456789',
}
const told: string[] = []
let url = ''
let hub: Hub
let log: ReturnType<typeof openLog>

beforeAll(async () => {
  const port = await freePort()
  const environment = {
    WEBSOCKET_HOST: '127.0.0.1',
    WEBSOCKET_PORT: String(port),
    MQTT_URL: `embedded:${await freePort()}`,
    SMTP_URL: `smtps://me:${secrets.mail}@mail.example`,
    TELEGRAM_BOT_TOKEN: secrets.telegram,
    MIDTRANS_SERVER_KEY: secrets.payments,
    SIMULATION_MODE: 'false',
  }
  const site = loadSite({ root, file: 'config/examples/parking-simulated.yaml', dataDir, environment })
  log = openLog({
    name: 'central_hub',
    level: 'debug',
    directory: path.join(dataDir, 'logs'),
    onLine: line => told.push(JSON.stringify(line)),
  })
  const { databaseUrl } = site.hub
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  hub = createHub({
    site,
    store,
    clock: systemClock,
    log,
    version: 'test',
    adminPassword: secrets.password,
    adminToken: secrets.token,
    onLogLine: () => undefined,
  })
  const started = await hub.start()
  url = started.url
  log.info({ site: site.hub, alerts: site.alerts, payments: site.payments }, 'all that is configured')
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

/** Keeps what the hub answers, and the cookie apart: a browser is meant to have that one. */
async function ask(where: string, init: RequestInit = {}): Promise<{ status: number; cookie: string }> {
  const response = await fetch(`${url}${where}`, init)
  const headers = [...response.headers].filter(([name]) => name !== 'set-cookie')
  told.push(JSON.stringify(headers), await response.text())
  return { status: response.status, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const basic = (token: string) => ({ authorization: `Basic ${btoa(`gateway:${token}`)}` })
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** Opens a channel, says `greeting`, and resolves with the close code, or 0 once the hub has sent its hello. */
function listen(where: string, greeting?: unknown, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${where}`, { headers })
  return new Promise((resolve, reject) => {
    socket.on('open', () => greeting !== undefined && socket.send(JSON.stringify(greeting)))
    socket.on('message', data => {
      const text = (data as Buffer).toString('utf8')
      told.push(text)
      if (!text.includes('"hello"')) return
      resolve(0)
      socket.close()
    })
    socket.on('close', (code, reason) => {
      told.push(reason.toString())
      resolve(code)
    })
    socket.on('error', reject)
  })
}

const authenticate = (token: string) => ({ type: 'authenticate', payload: { token } })

test('nothing tried with a secret shows it', async () => {
  const { password, wrongPassword, token, wrongToken } = secrets
  const email = firstAdministratorEmail
  const { cookie, status } = await ask('/api/auth/sign-in', json({ email, password }))
  expect(status).toBe(200)
  const statuses = [
    await ask('/api/auth/sign-in', json({ email, password: wrongPassword })),
    await ask('/api/auth/sign-in', json({ email, password: [wrongPassword] })),
    await ask('/api/auth/sign-in', json(`{"email":"${email}","password":"${wrongPassword}`)),
    await ask('/api/auth/session', { headers: { cookie } }),
    await ask('/api/status', { headers: bearer(token) }),
    await ask('/api/status', { headers: basic(token) }),
    await ask('/api/status', { headers: bearer(wrongToken) }),
    await ask('/api/status', { headers: basic(wrongToken) }),
    await ask('/api/nowhere', { headers: bearer(token) }),
    await ask('/api/config', { method: 'PUT', headers: { ...bearer(token), 'content-type': 'text/plain' }, body: token }),
    await ask('/api/logs?level=debug', { headers: bearer(token) }),
  ].map(answer => answer.status)
  expect(statuses).toEqual([401, 400, 400, 200, 200, 200, 401, 401, 404, 415, 200])
  expect(await listen('/ws/all', authenticate(token))).toBe(0)
  expect(await listen('/ws/all', undefined, basic(token))).toBe(0)
  expect(await listen('/ws/all', authenticate(wrongToken))).toBe(4401)
  expect(await listen('/ws/controller/gate_in', undefined, bearer(wrongToken))).toBe(4401)
  secretsOf(cookie)
})

test('a token in a query string opens nothing, and is not written down', async () => {
  const { token } = secrets
  for (const name of ['token', 'access_token', 'authorization', 'api_key'])
    expect((await ask(`/api/status?${name}=${token}`)).status, name).toBe(401)
  expect(await listen(`/ws/controller/gate_in?token=${token}`)).toBe(4401)
  expect((await ask(`/api/nowhere?token=${token}`)).status).toBe(401)
})

test('a hub that cannot start tells why, without the password of its database', async () => {
  const { database } = secrets
  const run = async (environment: Record<string, string>) => {
    const child = spawn(
      process.execPath,
      [path.join(root, 'hub/src/main.ts'), '--site', 'config/examples/parking-simulated.yaml', '--data', dataDir],
      {
        cwd: root,
        env: { ...process.env, LOG_LEVEL: 'debug', ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')))
    await once(child, 'close')
    told.push(printed)
    return printed
  }
  const urls = [
    `postgres://palang:${database}@127.0.0.1/palang`,
    `mysql://palang:${database}@127.0.0.1:1/palang`,
    `mysql://palang:${database}@[bad/palang`,
  ]
  const [unknown, nobodyThere, unreadable] = await Promise.all(urls.map(url => run({ DATABASE_URL: url })))
  expect(unknown).toContain('DATABASE_URL: expected')
  expect(nobodyThere).toMatch(/the database does not answer: .*ECONNREFUSED 127\.0\.0\.1:1/)
  expect(unreadable).not.toBe('')
}, 60_000)

/** The cookie of a browser and the tokens the hub wrote for its machines are secrets as well. */
function secretsOf(cookie: string): void {
  const files = readdirSync(path.join(dataDir, 'secrets'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const written = files.map(({ parentPath, name }) => [name, readFileSync(path.join(parentPath, name), 'utf8').trim()] as const)
  Object.assign(secrets, Object.fromEntries(written), { cookie: cookie.split('=')[1] ?? '' })
}

test('neither the log nor an answer holds any of them, in any form', async () => {
  await hub.stop()
  await closeLog(log)
  const file = readFileSync(path.join(dataDir, 'logs', 'central_hub.log'), 'utf8')
  // It was looked at where it matters: requests are logged by path, at the finest level.
  expect(file).toContain('"path":"/api/nowhere"')
  expect(file).toContain('smtps://***@mail.example')
  expect(Object.keys(secrets).length).toBeGreaterThan(8)
  const everything = [file, ...told].join('\n')
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret.length, name).toBeGreaterThan(15)
    for (const form of [secret, encodeURIComponent(secret), btoa(secret), btoa(`gateway:${secret}`)])
      expect(
        everything.split('\n').filter(line => line.includes(form)),
        name,
      ).toEqual([])
  }
})
