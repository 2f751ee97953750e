import { ManualClock } from '@palang/kit/clock'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChannelClient } from './channel-client.ts'
import type { ClientEvents } from './client-events.ts'
import { type Clients, createClients } from './default-clients.ts'
import { type FakeHub, type Screen, startFakeHub } from './fake-hub.test-support.ts'
import { linkDelays } from './hub-link.ts'

let hub: FakeHub
let clients: Clients
let opened: ChannelClient[]

beforeEach(async () => {
  hub = await startFakeHub({ greet: true })
  opened = []
  clients = createClients({ url: hub.url, token: 'secret-token' })
})

afterEach(async () => {
  for (const client of opened) client.disconnect()
  await hub.stop()
})

async function connected(channel: string): Promise<{ client: ChannelClient; screen: Screen }> {
  const client = open(channel)
  const [screen] = await Promise.all([hub.screen(), client.connect()])
  return { client, screen }
}

function open(channel: string): ChannelClient {
  const client = clients.getClient(channel)
  opened.push(client)
  return client
}

function once<K extends keyof ClientEvents>(client: ChannelClient, name: K): Promise<ClientEvents[K]> {
  return new Promise(resolve => {
    const off = client.on(name, data => {
      off()
      resolve(data)
    })
  })
}

test('connects to its channel and authenticates with the token as first message', async () => {
  const { client, screen } = await connected('gate_in')
  expect(screen.path).toBe('/ws/gate_in')
  expect((await screen.next('authenticate')).payload).toEqual({ token: 'secret-token' })
  expect(client.isConnected()).toBe(true)
  expect(client.getConnectionState()).toBe('connected')
})

test('the same channel gives the same client', () => {
  expect(clients.getClient('gate_in')).toBe(clients.getClient('gate_in'))
})

test('hands messages to listeners by type, with the payload', async () => {
  const { client, screen } = await connected('gate_in')
  const heard = once(client, 'hardware_status')
  const payload = { arduino: { connected: true, gate_status: 'closed' } }
  screen.say('hardware_status', payload, { gate_id: 'gate_in', machine_id: 'gate_in' })
  expect((await heard).payload).toEqual(payload)
})

test('a parking event reads flat and as an envelope, and reaches the listener of its gate', async () => {
  const { client, screen } = await connected('gate_all')
  const all = once(client, 'parking_event')
  const one = once(client, 'gate_out_event')
  screen.say('parking_event', { event: 'exit', gate: 'gate_out', result: { card_id: 'CARD_001' } }, { machine_id: 'gate_out' })
  expect(await all).toMatchObject({ event: 'exit', gate: 'gate_out', payload: { event: 'exit' } })
  expect(await one).toMatchObject({ result: { card_id: 'CARD_001' } })
})

test.each([
  ['open, gate', ['open', 'gate_in', 10] as const],
  ['gate, open', ['gate_in', 'open', 10] as const],
])('controlGate takes the order %s and resolves with the terminal result only', async (_order, [first, second, seconds]) => {
  const { client, screen } = await connected('gate_all')
  const outcome = client.controlGate(first as 'open', second, seconds)
  const command = await screen.next('gate_control')
  expect(command.payload).toEqual({ action: 'open', gate_id: 'gate_in', duration: 10 })
  screen.say('gate_control_response', { command_id: command.id, state: 'accepted' })
  screen.say('gate_control_response', {
    command_id: command.id,
    state: 'succeeded',
    evidence: { kind: 'limit_switch', gate_status: 'open' },
  })
  expect(await outcome).toMatchObject({ state: 'succeeded', evidence: { gate_status: 'open' } })
})

test('on a gate channel the gate may be left out', async () => {
  const { client, screen } = await connected('gate_out')
  const outcome = client.controlGate('close')
  const command = await screen.next('gate_control')
  expect(command.payload).toEqual({ action: 'close', gate_id: 'gate_out' })
  screen.say('gate_control_response', { command_id: command.id, state: 'rejected', error: { code: 'machine_offline', message: 'away' } })
  expect(await outcome).toMatchObject({ state: 'rejected', error: { code: 'machine_offline' } })
})

test('controlGate right after connecting waits for the first connection', async () => {
  const client = open('gate_in')
  void client.connect()
  const outcome = client.controlGate('open', 'gate_in', 10)
  const screen = await hub.screen()
  const command = await screen.next('gate_control')
  screen.say('gate_control_response', { command_id: command.id, state: 'succeeded' })
  expect(await outcome).toMatchObject({ state: 'succeeded' })
})

test('a duration out of range is refused before anything is sent', async () => {
  const { client } = await connected('gate_in')
  await expect(client.controlGate('open', 'gate_in', -5)).rejects.toMatchObject({ code: 'invalid_request', path: 'payload.duration' })
})

test('a group channel needs to be told which gate', async () => {
  const { client } = await connected('gate_all')
  await expect(client.controlGate('open')).rejects.toMatchObject({ code: 'invalid_request', path: 'payload.gate_id' })
})

test('without a connection a command is refused, not kept', async () => {
  await expect(open('gate_in').controlGate('open')).rejects.toMatchObject({ code: 'not_connected' })
})

test('a command whose link is lost ends unknown and is not sent again', async () => {
  const { client, screen } = await connected('gate_in')
  const outcome = client.controlGate('open')
  await screen.next('gate_control')
  screen.socket.terminate()
  expect(await outcome).toMatchObject({ state: 'unknown', error: { code: 'outcome_unknown' } })
  const again = await hub.screen()
  await again.next('authenticate')
  const probe = client.requestStatus()
  const first = await Promise.race([again.next('gate_control'), again.next('request_status')])
  expect(first.type).toBe('request_status')
  again.say('request_status_response', { command_id: first.id, state: 'succeeded' })
  expect(await probe).toMatchObject({ state: 'succeeded' })
})

test('the hub refusing a command by its id rejects with the code and path', async () => {
  const { client, screen } = await connected('gate_in')
  const outcome = client.controlGate('open', 'gate_in')
  const command = await screen.next('gate_control')
  screen.say('error', { code: 'unknown_machine', message: 'no such gate', path: 'payload.gate_id', command_id: command.id })
  await expect(outcome).rejects.toMatchObject({ code: 'unknown_machine', path: 'payload.gate_id' })
})

test('simulateVehicleEntry and Exit resolve with the answer of their own request', async () => {
  const { client, screen } = await connected('gate_all')
  const first = client.simulateVehicleEntry('TEST_CARD_001', 'B1234XYZ')
  const second = client.simulateVehicleExit('TEST_CARD_002')
  const entry = await screen.next('parking_entry')
  const exit = await screen.next('parking_exit')
  expect(entry.payload).toMatchObject({ card_id: 'TEST_CARD_001', license_plate: 'B1234XYZ' })
  screen.say('parking_exit_response', { request_id: exit.payload['request_id'], approved: false, reason: 'no_open_session' })
  screen.say('parking_entry_response', { request_id: entry.payload['request_id'], approved: true })
  expect(await first).toMatchObject({ approved: true })
  expect(await second).toMatchObject({ approved: false, reason: 'no_open_session' })
})

test('a broken message is told as an error and the next one still arrives', async () => {
  const { client, screen } = await connected('gate_in')
  const fault = once(client, 'error')
  const status = once(client, 'gate_status')
  screen.socket.send('{"half":')
  expect((await fault).payload).toMatchObject({ code: 'invalid_message' })
  const wrong = once(client, 'error')
  screen.say('gate_status', { status: 'ajar' })
  expect((await wrong).payload).toMatchObject({ code: 'invalid_message' })
  screen.say('gate_status', { status: 'open' })
  expect((await status).payload.status).toBe('open')
})

test('comes back after the link is lost and says so', async () => {
  const { client, screen } = await connected('gate_in')
  const gone = once(client, 'disconnected')
  const back = once(client, 'connected')
  screen.socket.terminate()
  expect(await gone).toMatchObject({ will_retry: true })
  expect(client.getConnectionState()).toBe('reconnecting')
  expect(await back).toMatchObject({ channel: 'gate_in', version: '9.9.9' })
})

test('settings that became wrong while it was away do not end it: it comes back once they are right', async () => {
  const clock = new ManualClock()
  clients.configure({ clock })
  const { client, screen } = await connected('gate_in')
  const gone = once(client, 'disconnected')
  const back = once(client, 'connected')
  screen.socket.terminate()
  await gone
  clients.configure({ url: 'ftp://nowhere' })
  await clock.advance(3 * linkDelays.retryMaxMs)
  expect(client.getConnectionState()).toBe('reconnecting')
  clients.configure({ url: hub.url })
  await clock.advance(linkDelays.retryMaxMs)
  expect(await back).toMatchObject({ channel: 'gate_in' })
})

test('a hub that was never there is looked for every second, so that what starts beside it finds it soon', async () => {
  const clock = new ManualClock()
  let dials = 0
  class Unanswered {
    constructor() {
      dials += 1
    }
    send(): void {}
    close(): void {}
    addEventListener(type: string, listener: (event: { code: number; reason: string; data: unknown }) => void): void {
      if (type === 'close') queueMicrotask(() => listener({ code: 1006, reason: '', data: undefined }))
    }
  }
  const client = createClients({ url: hub.url, clock, random: () => 0.999, WebSocket: Unanswered }).getClient('gate_in')
  opened.push(client)
  void client.connect().catch(() => undefined)
  await clock.advance(10_000)
  expect(dials).toBeGreaterThanOrEqual(10)
})

test('disconnect ends it for good', async () => {
  const { client, screen } = await connected('gate_in')
  const closed = new Promise(resolve => screen.socket.once('close', resolve))
  const gone = once(client, 'disconnected')
  client.disconnect()
  await closed
  expect(await gone).toMatchObject({ will_retry: false })
  expect(client.getConnectionState()).toBe('disconnected')
})

test('a refused token rejects connect, is told as an error, and is tried again later', async () => {
  const strict = await startFakeHub({ greet: false })
  const clock = new ManualClock()
  const client = createClients({ url: strict.url, token: 'wrong', clock }).getClient('admin')
  opened.push(client)
  const fault = once(client, 'error')
  const connecting = client.connect()
  const screen = await strict.screen()
  await screen.next('authenticate')
  screen.socket.close(4401, 'unknown token')
  await expect(connecting).rejects.toMatchObject({ code: 'unauthenticated' })
  expect((await fault).payload).toMatchObject({ code: 'unauthenticated', message: 'unknown token' })
  await clock.advance(linkDelays.refusedMinMs + linkDelays.retryMaxMs)
  expect((await strict.screen()).path).toBe('/ws/admin')
  client.disconnect()
  await strict.stop()
})

test('a silent link is probed once and then replaced', async () => {
  const clock = new ManualClock()
  clients.configure({ clock })
  const { client, screen } = await connected('gate_in')
  await clock.advance(linkDelays.probeAfterMs)
  expect((await screen.next('request_status')).payload).toEqual({ machine_id: 'gate_in' })
  const gone = once(client, 'disconnected')
  await clock.advance(linkDelays.deadAfterMs - linkDelays.probeAfterMs)
  expect(await gone).toMatchObject({ reason: 'the hub fell silent', will_retry: true })
  await clock.advance(linkDelays.retryMaxMs)
  const again = await hub.screen()
  expect(again.path).toBe('/ws/gate_in')
})

test('a listener that throws does not keep the others from hearing', async () => {
  const { client, screen } = await connected('gate_in')
  const thrown = new Promise(resolve => process.once('uncaughtException', resolve))
  client.on('gate_status', () => {
    throw new Error('broken listener')
  })
  const heard = once(client, 'gate_status')
  screen.say('gate_status', { status: 'open' })
  expect((await heard).payload.status).toBe('open')
  expect(await thrown).toMatchObject({ message: 'broken listener' })
})
