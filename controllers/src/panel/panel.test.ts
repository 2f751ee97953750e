import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CodedError, ManualClock, silentLog } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { CameraPort } from '../devices/camera/port.ts'
import type { MachineCommand } from '../families/machine.ts'
import type { Credential, Reply } from '../families/gate/state.ts'
import { restateMs } from './live-routes.ts'
import { Panel, panelApp } from './panel.ts'
import type { PanelSource } from './source.ts'
import { epoch, fakeMachine, fakeSource, nowMs } from './testing/fake-machine.ts'
import { idleStatus } from './testing/idle-status.ts'

const token = 'panel-token-of-this-machine'
const session = '019be7a0-0000-7000-8000-00000000aaaa'
const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xd9])

let folder = ''
let executed: MachineCommand[] = []
let presented: Credential[] = []
let reply: Reply
let result: Partial<CommandResult>
let known: CommandResult | undefined
let isReady = true
let notify: () => void
let peer = '127.0.0.1'
let source: PanelSource
let clock: ManualClock

const machine = fakeMachine({
  execute: command => {
    executed.push(command)
    return Promise.resolve({ command_id: command.id, state: 'succeeded', ...result })
  },
  present: (_purpose, credential) => {
    presented.push(credential)
    return Promise.resolve(reply)
  },
})

const camera: CameraPort = {
  start: () => {},
  stop: () => Promise.resolve(),
  status: () => ({ state: 'ready', model: 'test', serial: null }),
  subscribe: () => () => {},
  capture: () => Promise.resolve({ ok: true, jpeg }),
  watch: listener => {
    listener(jpeg)
    return () => {}
  },
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-kiosk-'))
  executed = []
  presented = []
  reply = { ok: true, decision: { purpose: 'entry', result: { approved: true, session_id: session } } }
  result = {}
  known = undefined
  isReady = true
  peer = '127.0.0.1'
  clock = new ManualClock()
  source = fakeSource(machine, {
    camera,
    ready: () => isReady,
    subscribe: listener => {
      notify = listener
      return () => {}
    },
    outbox: () => ({ epoch, last_seq: 3, acked_seq: 1, last_sync_at: null, pending: 2, items: [] }),
    commandGate: () => ({ hubEpoch: () => epoch, nowMs: () => nowMs, latestMs: () => nowMs, earlier: () => known }),
  })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const app = () =>
  panelApp({ family: 'gate', host: '127.0.0.1', port: 0, token, kioskFolder: folder, source, clock, log: silentLog(), peer: () => peer })

async function call(
  method: string,
  at: string,
  { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; json: Record<string, unknown> }> {
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const response = await app().request(`http://127.0.0.1:8001${at}`, {
    method,
    headers: { host: '127.0.0.1:8001', 'content-type': 'application/json', ...headers },
    ...sent,
  })
  const text = await response.text()
  return { status: response.status, json: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {} }
}

const bearer = { authorization: `Bearer ${token}` }

test('the kiosk on the machine itself needs no token, another computer does', async () => {
  expect((await call('GET', '/api/status')).status).toBe(200)
  peer = '192.168.1.7'
  expect((await call('GET', '/api/status')).json).toMatchObject({ status: 401, code: 'unauthenticated' })
  expect((await call('GET', '/api/status', { headers: bearer })).status).toBe(200)
  expect((await call('GET', '/api/status', { headers: { authorization: `Basic ${btoa(`gateway:${token}`)}` } })).status).toBe(200)
  expect((await call('GET', '/api/status', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
})

test('a request passed on by a proxy does not count as from the machine itself', async () => {
  expect((await call('GET', '/api/status', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(401)
})

test.each([
  ['a name that merely resolves to us', { host: 'evil.example:8001' }],
  ['a page of another site', { origin: 'http://evil.example' }],
  ['a form or picture of another site', { 'sec-fetch-site': 'cross-site' }],
])('%s is turned away', async (_what, headers) => {
  expect((await call('POST', '/api/parking/entry', { body: { card_id: 'A' }, headers })).json).toMatchObject({ code: 'forbidden' })
  expect(presented).toEqual([])
})

test('a name that is not ours is good with the panel token, and a page of another site is not', async () => {
  const headers = { host: 'gate-in.example', ...bearer }
  expect((await call('GET', '/api/status', { headers })).status).toBe(200)
  expect((await call('GET', '/api/status', { headers: { ...headers, authorization: 'Bearer wrong' } })).status).toBe(403)
  expect((await call('GET', '/api/status', { headers: { ...headers, origin: 'http://evil.example' } })).status).toBe(403)
})

test('every answer, refusals too, tells browsers to load from here only and to frame nothing', async () => {
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>kiosk')
  for (const [host, at] of [
    ['127.0.0.1', '/'],
    ['127.0.0.1', '/api/status'],
    ['127.0.0.1', '/api/nothing'],
    ['evil.example', '/'],
  ] as const) {
    const { headers } = await app().request(`http://127.0.0.1${at}`, { headers: { host } })
    expect(headers.get('content-security-policy')).toContain("default-src 'self'; script-src 'self';")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect([headers.get('x-frame-options'), headers.get('x-content-type-options'), headers.get('referrer-policy')]).toEqual([
      'DENY',
      'nosniff',
      'no-referrer',
    ])
  }
})

test.each([{ origin: 'http://127.0.0.1:8001' }, { 'sec-fetch-site': 'same-origin' }, { referer: 'http://127.0.0.1:8001/' }])(
  'no page opens the barrier without the panel token, not even the kiosk itself (%j)',
  async headers => {
    const body = { action: 'open', duration: 5 }
    expect((await call('POST', '/api/gate/control', { body, headers: { host: '127.0.0.1:8001', ...headers } })).status).toBe(401)
    expect(executed).toEqual([])
    await call('POST', '/api/gate/control', { body, headers: { host: '127.0.0.1:8001', ...headers, ...bearer } })
    expect(executed).toMatchObject([{ type: 'gate_control', payload: body }])
  },
)

test('a program on the machine itself opens the barrier as protocol 0 has it', async () => {
  expect((await call('POST', '/api/gate/control', { body: { action: 'open', duration: 5 } })).json).toMatchObject({ state: 'succeeded' })
})

test('a command passed on by the hub keeps its id and its deadline', async () => {
  const body = { action: 'open', id: 'c1', deadline: new Date(nowMs + 5000).toISOString(), hub_epoch: epoch }
  await call('POST', '/api/gate/control', { body, headers: bearer })
  expect(executed).toMatchObject([{ id: 'c1', payload: { action: 'open' } }])
  const late = await call('POST', '/api/gate/control', { body: { ...body, deadline: new Date(nowMs - 1).toISOString() }, headers: bearer })
  expect(late.json).toMatchObject({ status: 409, code: 'expired' })
  expect(executed).toHaveLength(1)
})

test('a command known already is not carried out again', async () => {
  known = { command_id: 'c1', state: 'succeeded' }
  expect((await call('POST', '/api/gate/control', { body: { action: 'open', id: 'c1' }, headers: bearer })).json).toEqual(known)
  expect(executed).toEqual([])
})

test.each([
  ['device_unavailable', 409],
  ['barrier_blocked', 409],
  ['outcome_unknown', 504],
])('a command that ends with %s answers %i', async (code, status) => {
  result = { state: 'failed', error: { code, message: 'x' } }
  expect((await call('POST', '/api/gate/control', { body: { action: 'close' }, headers: bearer })).json).toMatchObject({ status, code })
})

test.each([
  [{ card_id: 'CARD_001' }, { kind: 'card', cardId: 'CARD_001' }],
  [{ license_plate: 'B 1234 XY' }, { kind: 'plate', plate: 'B 1234 XY' }],
  [{ ticket_requested: true }, { kind: 'ticket_button' }],
])('entry with %j', async (body, credential) => {
  expect((await call('POST', '/api/parking/entry', { body })).json).toEqual({ approved: true, session_id: session })
  expect(presented).toEqual([credential])
})

test('an unpaid exit answers 402 with the price', async () => {
  reply = {
    ok: true,
    decision: { purpose: 'exit', result: { approved: false, reason: 'unpaid', amount: 8000, currency: 'IDR', paid: false } },
  }
  expect((await call('POST', '/api/parking/exit', { body: { ticket: 'A1B2C3' } })).json).toMatchObject({
    status: 402,
    code: 'unpaid',
    amount: 8000,
  })
})

test('a refusal by this machine’s own policy is a plain no', async () => {
  reply = { ok: true, decision: { purpose: 'entry', result: { approved: false, reason: 'offline' } } }
  expect(await call('POST', '/api/parking/entry', { body: { card_id: 'A' } })).toEqual({
    status: 200,
    json: { approved: false, reason: 'offline' },
  })
})

test('no vehicle on the loop is a conflict', async () => {
  reply = { ok: false, code: 'no_vehicle' }
  expect((await call('POST', '/api/parking/entry', { body: { card_id: 'A' } })).json).toMatchObject({ status: 409, code: 'no_vehicle' })
})

test.each([
  ['malformed JSON', '{"card_id":', {}, 400, 'invalid_json'],
  ['a number for a card', '{"card_id":1}', {}, 400, 'invalid_request'],
  ['nothing to go by', '{}', {}, 400, 'invalid_request'],
  ['a form', 'card_id=A', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
  ['what the stack cannot hold', `{"card_id":"A","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, {}, 400, 'invalid_request'],
  ['more than 64 KiB', `{"card_id":"${'A'.repeat(70_000)}"}`, {}, 413, 'payload_too_large'],
])('%s is refused and changes nothing', async (_what, body, headers, status, code) => {
  expect((await call('POST', '/api/parking/entry', { body, headers })).json).toMatchObject({ status, code })
  expect(presented).toEqual([])
})

test('a negative duration names its path', async () => {
  const answer = await call('POST', '/api/gate/control', { body: { action: 'open', duration: -1 }, headers: bearer })
  expect(answer.json).toMatchObject({ code: 'invalid_request', errors: [{ path: 'duration' }] })
})

test('what is not there is a problem, and says nothing of our inside', async () => {
  expect((await call('GET', '/api/nothing')).json).toMatchObject({ code: 'not_found' })
  source = {
    ...source,
    status: () => {
      throw new Error('secret path /srv/x')
    },
  }
  const failed = await call('GET', '/api/status')
  expect(failed.json).toMatchObject({ code: 'internal' })
  expect(JSON.stringify(failed.json)).not.toContain('secret')
})

test('while the machine starts the panel says so', async () => {
  isReady = false
  expect((await call('GET', '/api/status')).json).toMatchObject({ code: 'machine_busy' })
})

test('the kiosk’s files are served, and nothing outside them', async () => {
  expect((await app().request('http://127.0.0.1/', { headers: { host: '127.0.0.1' } })).status).toBe(503)
  mkdirSync(path.join(folder, 'assets'))
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html>kiosk')
  writeFileSync(path.join(folder, 'assets', 'a-1.js'), 'let a')
  writeFileSync(path.join(folder, '..', 'secret-of-test.json'), '{}')
  const get = async (at: string) => app().request(`http://127.0.0.1${at}`, { headers: { host: '127.0.0.1' } })
  expect(await (await get('/')).text()).toContain('kiosk')
  expect((await get('/assets/a-1.js')).headers.get('cache-control')).toContain('immutable')
  expect((await get('/..%2fsecret-of-test.json')).status).toBe(404)
  expect((await get('/%00.html')).status).toBe(404)
  rmSync(path.join(folder, '..', 'secret-of-test.json'))
})

test('the event stream tells the machine at once and after each change', async () => {
  const response = await app().request('http://127.0.0.1/api/events', { headers: { host: '127.0.0.1' } })
  const reader = response.body?.getReader()
  const read = async () => new TextDecoder().decode((await reader?.read())?.value)
  expect(await read()).toContain('event: status')
  source.status = () => ({ ...idleStatus, alarms: ['changed'] })
  notify()
  expect(await read()).toContain('"alarms":["changed"]')
  await reader?.cancel()
})

test('the event stream tells a machine that does not change again, so that silence means the panel is gone', async () => {
  const response = await app().request('http://127.0.0.1/api/events', { headers: { host: '127.0.0.1' } })
  const reader = response.body?.getReader()
  const read = async () => new TextDecoder().decode((await reader?.read())?.value)
  const first = await read()
  expect(first).toContain('event: status')
  await clock.advance(restateMs)
  expect(await read()).toBe(first)
  await reader?.cancel()
})

test('the event stream ends without a word on the terminal when the machine stops', async () => {
  const said = vi.spyOn(console, 'error')
  onTestFinished(() => said.mockRestore())
  const response = await app().request('http://127.0.0.1/api/events', { headers: { host: '127.0.0.1' } })
  const reader = response.body?.getReader()
  await reader?.read()
  source.status = () => {
    throw new CodedError('machine_busy', 'The machine is starting or stopping', { retryable: true })
  }
  notify()
  expect(await reader?.read()).toMatchObject({ done: true })
  expect(said).not.toHaveBeenCalled()
})

test('a picture and a stream of them', async () => {
  const get = async (at: string) => app().request(`http://127.0.0.1${at}`, { headers: { host: '127.0.0.1' } })
  const still = await get('/api/camera/snapshot.jpg')
  expect([still.headers.get('content-type'), new Uint8Array(await still.arrayBuffer())]).toEqual(['image/jpeg', jpeg])
  const stream = await get('/api/camera/stream')
  const reader = stream.body?.getReader()
  expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(
    /^--palangframe\r\nContent-Type: image\/jpeg\r\nContent-Length: 4\r\n\r\n/,
  )
  await reader?.cancel()
  expect(stream.headers.get('content-type')).toBe('multipart/x-mixed-replace; boundary=palangframe')
})

test('a taken port is named', async () => {
  const other = createServer()
  await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  const panel = new Panel({ family: 'gate', host: '127.0.0.1', port, token, kioskFolder: folder, source, clock, log: silentLog() })
  const failure: unknown = await panel.start().catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(CodedError)
  expect(failure).toMatchObject({ code: 'port_taken', message: expect.stringContaining(String(port)) as string })
  await panel.stop()
  await new Promise<void>(resolve => other.close(() => resolve()))
})
