import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CommandRecord } from '../store/records.ts'
import { carryOverPanel, panelUrlOf } from './panel-proxy.ts'

let server: Server
let asked: { authorization: string | undefined; body: Record<string, unknown> }[]
let answer: { status: number; body: unknown } | 'hang up'

beforeEach(async () => {
  asked = []
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      asked.push({ authorization: request.headers.authorization, body: JSON.parse(text) as Record<string, unknown> })
      if (answer === 'hang up') return request.socket.destroy()
      response.writeHead(answer.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(answer.body))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
afterEach(() => new Promise(resolve => server.close(resolve)))

const command: CommandRecord = {
  id: 'c1',
  machineId: 'gate_in',
  type: 'gate_control',
  payload: { action: 'open', duration: 10 },
  state: 'sent',
  actor: 'user:a@b',
  reason: null,
  sessionId: 'stay-1',
  idempotencyKey: null,
  deadline: '2026-01-20T10:30:10.000Z',
  createdAt: '2026-01-20T10:30:00.000Z',
  endedAt: null,
  evidence: null,
  error: null,
}
const carry = () =>
  carryOverPanel(command, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: 'secret' }, 'epoch-1')

test('the panel gets the same id, deadline and epoch, and its evidence is the command’s', async () => {
  answer = { status: 200, body: { command_id: 'c1', state: 'succeeded', evidence: { kind: 'limit_switch' } } }
  expect(await carry()).toMatchObject({ state: 'succeeded', evidence: { kind: 'limit_switch' } })
  expect(asked).toEqual([
    {
      authorization: 'Bearer secret',
      body: { action: 'open', duration: 10, session_id: 'stay-1', id: 'c1', deadline: command.deadline, hub_epoch: 'epoch-1' },
    },
  ])
})

test('a refusal keeps its code', async () => {
  answer = {
    status: 409,
    body: { code: 'expired', detail: 'too late', command_id: 'c1', state: 'expired', error: { code: 'expired', message: 'too late' } },
  }
  expect(await carry()).toMatchObject({ state: 'expired', error: { code: 'expired' } })
  answer = { status: 401, body: { code: 'unauthenticated' } }
  expect(await carry()).toMatchObject({ state: 'rejected', error: { code: 'unauthenticated' } })
})

test('a panel that nobody answers at never got the command', async () => {
  const port = (server.address() as AddressInfo).port
  await new Promise(resolve => server.close(resolve))
  expect(await carryOverPanel(command, { url: `http://127.0.0.1:${port}`, token: 'x' }, 'e')).toMatchObject({
    state: 'rejected',
    error: { code: 'machine_offline' },
  })
  server = createServer().listen(0)
})

test('a panel that breaks off may have got it', async () => {
  answer = 'hang up'
  expect(await carry()).toMatchObject({ state: 'unknown', error: { code: 'outcome_unknown' } })
})

test.each([
  [{ panel: { host: '127.0.0.1', port: 8001 } }, 'http://127.0.0.1:8001'],
  [{ panel: { host: '0.0.0.0', port: 8001 } }, 'http://127.0.0.1:8001'],
  [{ panel: { host: '::1', port: 8001 } }, 'http://[::1]:8001'],
  [{ panel: { host: '192.168.1.21', port: 8002 }, elsewhere: true }, 'http://192.168.1.21:8002'],
  [{ panel: { host: '127.0.0.1', port: 8002 }, elsewhere: true }, undefined],
  [{ panel: { host: '0.0.0.0', port: 8002 }, elsewhere: true }, undefined],
])('the panel of a machine with %j is at %s, whatever the machine says', (machine, url) => {
  expect(panelUrlOf(machine)).toBe(url)
})
