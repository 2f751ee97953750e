/** A controller of protocol 0 connects unchanged, and everything it cannot promise is shown as such. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePorts } from '@palang/kit/testing/free-ports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { adminToken, request, root, siteYaml } from '../site/running-site.ts'
import { openScreen, type Screen } from '../site/screen.ts'
import { until } from '../site/until.ts'
import { startDocumentController, type DocumentController } from './document-controller.ts'

let folder: string
let hub: ChildProcess
let host: string
let screen: Screen
let gate: DocumentController

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-protocol-0-'))
  const [port = 0, gateIn = 0, gateOut = 0] = await freePorts(3)
  host = `127.0.0.1:${port}`
  const siteFile = path.join(folder, 'site.yaml')
  writeFileSync(siteFile, siteYaml({ hub: port, gateIn, gateOut }))
  // Only the hub: the machines of this site are somebody else's.
  hub = spawn(process.execPath, [path.join(root, 'hub', 'src', 'main.ts'), '--site', siteFile, '--data', folder], {
    cwd: root,
    env: { ...process.env, PALANG_ADMIN_TOKEN: adminToken },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  hub.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
  await until('the hub to be ready', () => output.includes('hub ready on'), { timeoutMs: 60_000, describe: () => output })
  screen = await openScreen({ url: `http://${host}` }, 'admin')
  gate = await startDocumentController(address(), 'gate_in')
})
afterAll(async () => {
  screen?.close()
  if (hub?.exitCode === null) {
    const ended = once(hub, 'exit')
    hub.kill('SIGTERM')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
})

const token = () => readFileSync(path.join(folder, 'secrets', 'machines', 'gate_in.token'), 'utf8').trim()
const address = () => `ws://gate_in:${token()}@${host}/ws/controller/gate_in`
const api = (method: string, where: string, body?: unknown) =>
  request(`http://${host}${where}`, method, body, { authorization: `Bearer ${adminToken}` })
const seen = (type: string, fits: (payload: Record<string, unknown>) => boolean = () => true) =>
  until(`${type} on the screen`, () => screen.heard.find(m => m.type === type && m.machine_id === 'gate_in' && fits(m.payload)), {
    describe: () => screen.heard,
  })

test('its status is shown live and marked as only observed, with the hub’s time in the place of one without a zone', async () => {
  const status = await seen('hardware_status')
  expect(status.payload).toMatchObject({
    card_reader: { connected: true, port: 'COM17' },
    arduino: { gate_status: 'closed' },
    promise: 'observed',
  })
  expect(status).toMatchObject({ timestamp: expect.stringMatching(/T.*\.\d{3}Z$/) as string })
  expect(await seen('presence', payload => payload['online'] === true)).toBeDefined()
})

test('the interface says which promise it does not make', async () => {
  expect((await api('GET', '/api/v1/machines/gate_in')).body).toMatchObject({
    protocol: 0,
    link: { state: 'online', protocol: 0, promise: 'observed' },
    ports: { card_reader: { connected: true }, arduino: { connected: true } },
  })
  expect((await api('GET', '/api/status')).body).toMatchObject({
    machines: { gate_in: { status: 'online', link: { promise: 'observed' } }, gate_out: { link: { state: 'offline', promise: null } } },
  })
})

test('its events are shown under our names, and none becomes a fact', async () => {
  gate.send('card_detected', { card_id: 'CARD_9' })
  gate.send('parking_event', { event_type: 'entry', data: { card_id: 'CARD_9' } })
  gate.send('camera_frame', { data: Buffer.from('not really a picture').toString('base64') })
  gate.send('system_status', { status: 'running', uptime: 12 })
  expect((await seen('card_detected')).payload).toMatchObject({ card_id: 'CARD_9' })
  expect((await seen('parking_event')).payload).toMatchObject({ event: 'entry', result: { card_id: 'CARD_9' }, promise: 'observed' })
  await seen('system_status')
  expect((await api('GET', '/api/v1/machines/gate_in/history?type=vehicle_passed')).body['items']).toEqual([])
  expect(gate.received.filter(message => message.type === 'error')).toEqual([])
})

test('it is commanded in the form of the document, and its next status proves the command', async () => {
  const opened = await api('POST', '/api/gate/control/gate_in', { action: 'open', duration: 10, reason: 'guest' })
  expect(opened).toMatchObject({ status: 200, body: { state: 'succeeded', evidence: { gate_status: 'open' } } })
  const told = gate.received.find(message => message.type === 'gate_control')
  expect(told?.payload).toEqual({ action: 'open', gate_id: 'gate_in', duration: 10 })
  expect(told).not.toHaveProperty('deadline')
  expect(gate.received.filter(message => message.type === 'error')).toEqual([])
})

test('what no status proves ends unknown, and says so', async () => {
  gate.obeys = false
  const { status, body } = await api('POST', '/api/gate/control/gate_in', { action: 'close', reason: 'test' })
  expect([status, body['code']]).toEqual([504, 'outcome_unknown'])
  const life = (await api('GET', `/api/commands/${String(body['command_id'])}`)).body
  expect(life).toMatchObject({ state: 'unknown', error: { code: 'outcome_unknown' } })
  expect((life['events'] as { state: string }[]).map(event => event.state)).toEqual(['queued', 'sent', 'unknown'])
  expect(gate.isOpen()).toBe(true)
})

test('a greeting of a protocol nobody speaks yet is refused in words', async () => {
  const stranger = new WebSocket(`ws://${host}/ws/controller/gate_in`, { headers: { authorization: `Bearer ${token()}` } })
  await once(stranger, 'open')
  const refused = once(stranger, 'message')
  const closed = once(stranger, 'close')
  stranger.send(JSON.stringify({ type: 'hello', payload: { protocol: 99, family: 'gate' } }))
  const [text] = (await refused) as [Buffer]
  expect(JSON.parse(text.toString())).toMatchObject({ type: 'refused', payload: { code: 'unsupported_protocol' } })
  expect((await closed)[0]).toBe(4403)
  expect(gate.isOpen()).toBe(true)
})

test('when it goes, every screen learns it, and its last words are marked as old', async () => {
  await gate.stop()
  await seen('presence', payload => payload['online'] === false && 'since' in payload)
  const late = await openScreen({ url: `http://${host}` }, 'gate_in')
  const old = await until('the snapshot', () => late.heard.find(message => message.type === 'hardware_status'))
  expect(old.stale).toBe(true)
  late.close()
  expect((await api('GET', '/api/v1/machines/gate_in')).body).toMatchObject({
    link: { state: 'offline' },
    mode_state: { stale: true },
    latest: { hardware_status: { stale: true } },
  })
})
