import { createServer, request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { errorCatalogue, problem } from '@palang/protocol'
import { afterEach, expect, test } from 'vitest'
import { fakeHub, tokens } from './testing/fake-hub.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

test('every /api path without a login answers 401 as a problem, known or not', async () => {
  const { call } = await fakeHub()
  for (const [method, url] of [
    ['GET', '/api/status'],
    ['GET', '/api/openapi.json'],
    ['GET', '/api/docs'],
    ['POST', '/api/parking/entry'],
    ['GET', '/api/nothing'],
    ['GET', '/api/auth/session'],
  ] as const) {
    const answer = await call(method, url, { as: undefined })
    expect([url, answer.status, answer.json['code']]).toEqual([url, 401, 'unauthenticated'])
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('www-authenticate')).toContain('Bearer')
  }
})

test('health, readiness, status and metrics need no login', async () => {
  const { app, store, live, services } = await fakeHub()
  live.publish({ type: 'gate_status', machineId: 'gate_in', payload: { status: 'closed' } })
  expect(await (await app.request('/healthz')).json()).toEqual({ status: 'ok' })
  expect(await (await app.request('/readyz/')).json()).toEqual({ status: 'ready', checks: { database: 'ok', broker: 'ok' } })
  const status = (await (await app.request('/status')).json()) as Record<string, unknown>
  expect(status).toMatchObject({
    status: 'ok',
    uptime_s: 0,
    channels: {},
    controllers: { gate_in: { online: true }, gate_out: { online: true } },
  })
  expect(JSON.stringify(status)).not.toContain('closed')
  const metrics = await (await app.request('/metrics')).text()
  expect(metrics).toContain('palang_machines{state="online"} 2')
  expect(metrics).toContain('nodejs_eventloop_lag_seconds')
  expect(metrics).toContain('palang_places{state="available"} 60')
  expect(metrics).toMatch(/palang_http_requests_total\{method="GET",route="\/healthz",status="200"\} 1/)
  services.broker.state = () => 'off'
  expect(await (await app.request('/readyz')).json()).toMatchObject({ checks: { broker: 'off' } })
  services.broker.state = () => 'down'
  const deaf = await app.request('/readyz')
  expect([deaf.status, await deaf.json()]).toMatchObject([503, { code: 'broker_unavailable' }])
  store.shelves.broken = new Error('disk gone: /secret/path')
  const broken = await app.request('/readyz')
  expect(broken.status).toBe(503)
  expect(await broken.text()).not.toContain('/secret/path')
})

test('a path that does not exist is 404, a method that is not offered is 405 with Allow', async () => {
  const { call } = await fakeHub()
  expect((await call('GET', '/api/nothing')).json).toMatchObject({ code: 'not_found', status: 404 })
  const answer = await call('DELETE', '/api/gate/control/gate_in/')
  expect(answer.json).toMatchObject({ code: 'method_not_allowed', status: 405 })
  expect(answer.headers.get('allow')).toBe('POST')
})

test('a trailing slash changes nothing', async () => {
  const { call } = await fakeHub()
  for (const url of [
    '/api/v1/machines/',
    '/api/outlets/',
    '/api/machines/',
    '/api/devices/',
    '/api/devices/all/',
    '/api/parking/capacity/',
  ]) {
    expect([url, (await call('GET', url)).status]).toEqual([url, 200])
  }
})

test('bodies that are not JSON, of another type or of wrong shape are refused with their own code', async () => {
  const { call, fleet } = await fakeHub()
  const post = (body: string, type: string) => call('POST', '/api/gate/control/gate_in', { body, headers: { 'content-type': type } })
  expect((await post('{"action":', 'application/json')).json).toMatchObject({ code: 'invalid_json', status: 400 })
  expect((await post('', 'application/json')).json).toMatchObject({ code: 'invalid_json' })
  expect((await call('POST', '/api/gate/control/gate_in')).json).toMatchObject({ code: 'invalid_json' })
  expect((await post('action=open', 'application/x-www-form-urlencoded')).json).toMatchObject({
    code: 'unsupported_media_type',
    status: 415,
  })
  expect((await post('"open"', 'application/json')).json).toMatchObject({ code: 'invalid_request' })
  expect((await post('{"action":"open","duration":-5}', 'application/json')).json).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'duration' }],
  })
  expect((await post('{"action":"open","duration":"10"}', 'application/json')).json).toMatchObject({ errors: [{ path: 'duration' }] })
  expect((await post('{"action":"explode"}', 'application/json; charset=utf-8')).json).toMatchObject({ errors: [{ path: 'action' }] })
  expect(fleet.sent).toEqual([])
})

test('query strings are read by schema and never guessed at', async () => {
  const { call } = await fakeHub()
  for (const query of ['limit=abc', 'limit=0', 'limit=501', 'limit=1&limit=2', 'open=yes', 'from=yesterday', 'limit=1.5']) {
    const answer = await call('GET', `/api/sessions?${query}`)
    expect([query, answer.status, answer.json['code']]).toEqual([query, 400, 'invalid_request'])
  }
  expect((await call('GET', '/api/sessions?open=true&limit=5&from=2026-01-20T10:00:00%2B07:00&other=1')).status).toBe(200)
})

test('a body of 1 MB is refused over a real connection, announced or not, and the server goes on', async () => {
  const { app } = await fakeHub()
  const server = createServer(getRequestListener(app.fetch))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  const { port } = server.address() as AddressInfo
  const send = (headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const request = httpRequest({
        port,
        host: '127.0.0.1',
        path: '/api/parking/entry',
        method: 'POST',
        headers: { authorization: `Bearer ${tokens.operator}`, 'content-type': 'application/json', ...headers },
      })
      request.once('error', reject)
      request.once('response', response => {
        let body = ''
        response.setEncoding('utf8').on('data', (text: string) => (body += text))
        response.once('end', () => resolve({ status: response.statusCode, body }))
      })
      request.end(Buffer.alloc(1024 * 1024, 0x20))
    })
  for (const headers of [{ 'content-length': String(1024 * 1024) }, { 'transfer-encoding': 'chunked' }]) {
    const answer = await send(headers)
    expect(answer.status).toBe(413)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'payload_too_large' })
  }
  const health = await fetch(`http://127.0.0.1:${port}/healthz`)
  expect(health.status).toBe(200)
})

test('an unexpected failure tells a log id and nothing of the inside', async () => {
  const { call, parking } = await fakeHub()
  parking.capacity = () => Promise.reject(new Error('SELECT secret FROM users failed at store.ts:12'))
  const answer = await call('GET', '/api/parking/capacity')
  expect(answer.json).toMatchObject({ code: 'internal', status: 500 })
  expect(JSON.stringify(answer.json)).not.toMatch(/SELECT|store\.ts|stack/)
  expect(answer.json['log_id']).toMatch(/^[0-9a-f-]{36}$/)
  expect(problem.safeParse(answer.json).success).toBe(true)
  expect(Object.keys(errorCatalogue)).toContain(answer.json['code'])
})

test('pages are told to load from here only, and answers of the API are not kept', async () => {
  const { app, call } = await fakeHub()
  const headers = (await app.request('/healthz')).headers
  expect(headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('access-control-allow-origin')).toBeNull()
  expect(headers.get('strict-transport-security')).toBeNull()
  expect((await call('GET', '/api/parking/capacity')).headers.get('cache-control')).toBe('no-store')
})
