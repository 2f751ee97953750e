import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { silentLog, systemClock, type Clock } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { MachineCommand } from '../families/machine.ts'
import { type Journal, openJournal } from '../journal/journal.ts'
import { machineToken, machineTokenFile, type MachineToken } from '../tokens.ts'
import { hubClock } from './hub-clock.ts'
import { HubLink } from './hub-link.ts'
import { hubEpoch, testHub, type TestHub, welcomeOf } from './test-hub.ts'

let folder = ''
let hub: TestHub
let journal: Journal
let link: HubLink
let commands: MachineCommand[] = []
let renewed = 0
let toldPlaces: unknown[] = []
let online: { wait(): Promise<boolean>; tell(value: boolean): void }

/** Waits for changes between online and offline, in order. */
function changes(): typeof online {
  const heard: boolean[] = []
  let wake: (() => void) | undefined
  return {
    tell(value) {
      heard.push(value)
      wake?.()
    },
    async wait() {
      while (heard.length === 0) await new Promise<void>(resolve => (wake = resolve))
      return heard.shift() === true
    },
  }
}

/** The machine's clocks, which a test can move on together. */
let shiftMs = 0
const clock: Clock = { ...systemClock, now: () => Date.now() + shiftMs, monotonic: () => performance.now() + shiftMs }

const frame = { at: '2026-01-20T10:30:00.000Z', clock: 'synced' as const, device: 'reader', direction: 'in' as const, hex: '0d0a' }
const stamp = { occurredAt: '2026-01-20T10:30:00.000Z', clock: 'synced' as const }
const deadline = () => new Date(Date.now() + 10_000).toISOString()
const cleared = (count: number) => Array.from({ length: count }, (_, n) => ({ type: 'alarm_cleared', payload: { code: `c${n}` } }))

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-link-'))
  journal = openJournal(path.join(folder, 'journal.db'), { nowMs: Date.now(), log: silentLog() })
  hub = await testHub()
  commands = []
  shiftMs = 0
  renewed = 0
  toldPlaces = []
  online = changes()
  link = linkOf(journal)
})

function linkOf(from: Journal, token: MachineToken = { current: () => 'machine-token', keep: () => undefined }): HubLink {
  return new HubLink({
    hubUrl: hub.url,
    machineId: 'gate_in',
    family: 'gate',
    token,
    software: 'test',
    panelUrl: 'http://127.0.0.1:8001',
    capabilities: ['board'],
    journal: from,
    time: hubClock(clock, null),
    clock,
    log: silentLog(),
    onCommand: command => commands.push(command),
    onPlaces: places => void toldPlaces.push(places),
    readFrames: () => Promise.resolve({ frames: [frame], cut: false, lost: 3 }),
    onConfig: () => {},
    onChanged: () => undefined,
    onOnline: value => online.tell(value),
    onRenewed: () => {
      renewed += 1
    },
    onFatal: error => {
      throw error
    },
  })
}

afterEach(async () => {
  link.stop()
  journal.close()
  await hub.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function linked(payload: Record<string, unknown> = {}): Promise<void> {
  link.start()
  await hub.welcome(payload)
  await online.wait()
}

/** Messages are handled in order: once this one is refused, those before it are done with. */
async function everythingHeard(): Promise<void> {
  hub.send({ type: 'nonsense', payload: {} })
  await hub.next('error')
}

test('the greeting names journal and machine, with the token in the header', async () => {
  journal.write({ facts: cleared(2) }, stamp)
  link.start()
  const request = await hub.nextConnection()
  expect([request.url, request.headers.authorization]).toEqual(['/ws/controller/gate_in', 'Bearer machine-token'])
  expect((await hub.welcome()).payload).toMatchObject({
    protocol: 1,
    family: 'gate',
    epoch: journal.epoch(),
    last_seq: 2,
    oldest_seq: 1,
    outbox: 2,
  })
})

test('facts written before and during the link arrive and are acknowledged', async () => {
  journal.write({ facts: cleared(2) }, stamp)
  await linked()
  expect((await hub.next('facts')).payload['items']).toHaveLength(2)
  hub.send({ type: 'facts_ack', payload: { epoch: journal.epoch(), acked_seq: 2, rejected: [] } })
  journal.write({ facts: cleared(1) }, stamp)
  link.poke()
  expect((await hub.next('facts')).payload['items']).toMatchObject([{ seq: 3 }])
  await everythingHeard()
  expect(journal.ackedSeq()).toBe(2)
})

test('after a break the latest status and the facts not acknowledged are told again', async () => {
  await linked()
  link.publish('gate_status', { status: 'open' })
  expect((await hub.next('gate_status')).payload).toMatchObject({ status: 'open' })
  journal.write({ facts: cleared(1) }, stamp)
  link.poke()
  await hub.next('facts')
  hub.close(1012)
  expect(await online.wait()).toBe(false)
  await hub.welcome()
  expect(await online.wait()).toBe(true)
  expect((await hub.next('gate_status')).payload).toMatchObject({ status: 'open' })
  expect((await hub.next('facts')).payload['items']).toMatchObject([{ seq: 1 }])
})

test('a request gets its answer by its id, and none from a hub that is away', async () => {
  expect(await link.request('parking_entry', { request_id: 'r0', card_id: 'A' }, 1000)).toBeNull()
  await linked()
  const answer = link.request('parking_entry', { request_id: 'r1', card_id: 'A' }, 10_000)
  const asked = await hub.next('parking_entry')
  hub.send({ type: 'parking_entry_response', payload: { approved: true, request_id: 'other' } })
  hub.send({ type: 'parking_entry_response', payload: { approved: false, reason: 'lot_full', request_id: asked.payload['request_id'] } })
  expect(await answer).toMatchObject({ approved: false, reason: 'lot_full' })
})

test('a request under way when the link breaks is not answered', async () => {
  await linked()
  const answer = link.request('parking_exit', { request_id: 'r1', card_id: 'A' }, 60_000)
  await hub.next('parking_exit')
  hub.close(1012)
  expect(await answer).toBeNull()
})

test('a command runs once; the same again gets its earlier result', async () => {
  await linked()
  hub.send({ type: 'gate_control', id: 'c1', deadline: deadline(), hub_epoch: hubEpoch, payload: { action: 'open', duration: 5 } })
  await everythingHeard()
  expect(commands).toMatchObject([{ type: 'gate_control', id: 'c1', payload: { action: 'open', duration: 5 } }])
  journal.write({ facts: [], commands: [{ type: 'gate_control', result: { command_id: 'c1', state: 'succeeded' } }] }, stamp)
  hub.send({ type: 'gate_control', id: 'c1', deadline: deadline(), hub_epoch: hubEpoch, payload: { action: 'open', duration: 5 } })
  expect((await hub.next('gate_control_response')).payload).toEqual({ command_id: 'c1', state: 'succeeded' })
  expect(commands).toHaveLength(1)
})

test.each([
  ['expired', { deadline: '2020-01-01T00:00:00.000Z' }, 'expired'],
  ['of an earlier hub', { hub_epoch: '019be7a0-0000-7000-8000-00000000e002' }, 'rejected'],
])('a command %s never reaches the machine', async (_what, change, state) => {
  await linked()
  hub.send({ type: 'gate_control', id: 'c1', deadline: deadline(), hub_epoch: hubEpoch, payload: { action: 'open' }, ...change })
  expect((await hub.next('gate_control_response')).payload).toMatchObject({ command_id: 'c1', state })
  expect(commands).toEqual([])
  expect(journal.command('c1')?.state).toBe(state)
})

const iso = (offsetMs: number) => new Date(clock.now() + offsetMs).toISOString()
const openCommand = (id: string, offsetMs: number) => ({
  type: 'gate_control',
  id,
  timestamp: iso(offsetMs),
  deadline: iso(offsetMs + 10_000),
  hub_epoch: hubEpoch,
  payload: { action: 'open' },
})

/** The time is not asked for again within two seconds. */
const pastQuiet = () => void (shiftMs += 3000)

/** On the same link. */
async function answersTheTime(serverTime: string): Promise<void> {
  await hub.welcome({ server_time: serverTime })
  await everythingHeard()
}

test('a command that was longer on its way than it was good for does not run, and the hub is asked the time', async () => {
  await linked()
  pastQuiet()
  hub.send(openCommand('late', -30_000))
  expect((await hub.next('gate_control_response')).payload).toMatchObject({ command_id: 'late', state: 'expired' })
  await answersTheTime(iso(0))
  hub.send(openCommand('in-time', 0))
  await everythingHeard()
  expect(commands.map(({ id }) => id)).toEqual(['in-time'])
})

const hourMs = 3_600_000

test('a hub whose clock is set back an hour is asked the time, and obeyed again', async () => {
  await linked()
  pastQuiet()
  hub.send(openCommand('before', -hourMs))
  expect((await hub.next('gate_control_response')).payload).toMatchObject({ command_id: 'before', state: 'expired' })
  await answersTheTime(iso(-hourMs))
  hub.send(openCommand('after', -hourMs))
  await everythingHeard()
  expect(commands.map(({ id }) => id)).toEqual(['after'])
})

test('after a greeting that took longer than a command is good for, the time is asked again, and commands run', async () => {
  link.start()
  await hub.next('hello')
  shiftMs += 11_000
  hub.send(welcomeOf({ server_time: iso(0) }))
  expect(await online.wait()).toBe(true)
  hub.send(openCommand('doubtful', 0))
  expect((await hub.next('gate_control_response')).payload).toMatchObject({ command_id: 'doubtful', state: 'expired' })
  await answersTheTime(iso(0))
  hub.send(openCommand('sure', 0))
  await everythingHeard()
  expect(commands.map(({ id }) => id)).toEqual(['sure'])
})

test('a hub whose clock is set forward an hour is obeyed at once, and a command older than that is not', async () => {
  await linked()
  hub.send(openCommand('new', hourMs))
  await everythingHeard()
  expect(commands.map(({ id }) => id)).toEqual(['new'])
  hub.send(openCommand('old', 0))
  expect((await hub.next('gate_control_response')).payload).toMatchObject({ command_id: 'old', state: 'expired' })
})

test.each([
  ['a negative duration', { type: 'gate_control', id: 'x', payload: { action: 'open', duration: -1 } }, 'payload.duration'],
  ['an unknown action', { type: 'gate_control', id: 'x', payload: { action: 'explode' } }, 'payload.action'],
  ['an unknown type', { type: 'nonsense', payload: {} }, 'type'],
  ['no deadline', { type: 'gate_control', id: 'x', hub_epoch: hubEpoch, payload: { action: 'open' } }, 'deadline'],
])('%s is answered with an error and changes nothing', async (_what, message, at) => {
  await linked()
  hub.send(message)
  expect((await hub.next('error')).payload).toMatchObject({ code: 'invalid_message', path: at })
  expect(commands).toEqual([])
})

test('an old journal resolves what it knows, and that the rest never arrived nor ever will', async () => {
  journal.setMeta('begun_at_ms', '0')
  journal.write(
    {
      facts: [],
      commands: [
        { type: 'gate_control', result: { command_id: 'done', state: 'failed', error: { code: 'barrier_fault', message: 'x' } } },
        { type: 'gate_control', result: { command_id: 'running', state: 'accepted' } },
      ],
    },
    stamp,
  )
  await linked()
  hub.send({ type: 'ask_journal', payload: { command_ids: ['done', 'running', 'never'] } })
  expect((await hub.next('journal')).payload['results']).toMatchObject([
    { command_id: 'done', state: 'failed' },
    { command_id: 'never', state: 'expired' },
  ])
  hub.send({ type: 'gate_control', id: 'never', deadline: deadline(), hub_epoch: hubEpoch, payload: { action: 'open' } })
  expect((await hub.next('gate_control_response')).payload).toMatchObject({ state: 'expired' })
  expect(commands).toEqual([])
})

test('a journal begun today does not say that a command never arrived: an earlier journal may have known it', async () => {
  journal.setMeta('begun_at_ms', String(Date.now()))
  journal.write({ facts: [], commands: [{ type: 'gate_control', result: { command_id: 'done', state: 'succeeded' } }] }, stamp)
  await linked()
  hub.send({ type: 'ask_journal', payload: { command_ids: ['never', 'done'] } })
  expect((await hub.next('journal')).payload['results']).toMatchObject([{ command_id: 'done' }])
})

test('a hub that knows more than the journal makes it begin a new numbering', async () => {
  const before = journal.epoch()
  link.start()
  await hub.welcome({ acked_seq: 7 })
  const hello = await hub.welcome()
  expect(await online.wait()).toBe(true)
  expect(hello.payload['epoch']).not.toBe(before)
  expect(renewed).toBe(1)
})

test('a hub that lost what it had acknowledged is told it again', async () => {
  journal.write({ facts: cleared(3) }, stamp)
  journal.acknowledge(3)
  await linked({ acked_seq: 1 })
  expect((await hub.next('facts')).payload['items']).toMatchObject([{ seq: 2 }, { seq: 3 }])
})

test('facts missing from the middle of the journal do not hold up those behind them', async () => {
  journal.write({ facts: cleared(5) }, stamp)
  journal.close()
  const file = path.join(folder, 'journal.db')
  const damaged = new DatabaseSync(file)
  damaged.exec('DELETE FROM facts WHERE seq IN (2, 3)')
  damaged.close()
  journal = openJournal(file, { nowMs: Date.now(), log: silentLog() })
  link = linkOf(journal)
  await linked()
  expect((await hub.next('facts')).payload['items']).toMatchObject([{ seq: 1 }])
  hub.send({ type: 'facts_ack', payload: { epoch: journal.epoch(), acked_seq: 1, rejected: [] } })
  expect(await online.wait()).toBe(false)
  expect((await hub.welcome({ acked_seq: 3 })).payload).toMatchObject({ oldest_seq: 4 })
  expect((await hub.next('facts')).payload['items']).toMatchObject([{ seq: 4 }, { seq: 5 }])
})

const renewedToken = 'renewed-token-of-gate-in-000000000000'

test('a renewed token is on the disk before the hub is told, the link stays, and the next connection uses it', async () => {
  const file = machineTokenFile(folder, 'gate_in')
  const token = machineToken(file, undefined)
  token.keep('first-token')
  link = linkOf(journal, token)
  await linked()
  expect((await hub.nextConnection()).headers.authorization).toBe('Bearer first-token')
  hub.send({ type: 'renew_token', payload: { token: renewedToken, renewal: 'r-1' } })
  expect((await hub.next('renew_token_response')).payload).toEqual({ renewal: 'r-1', stored: true })
  expect(readFileSync(file, 'utf8').trim()).toBe(renewedToken)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(link.online()).toBe(true)
  hub.close(1012)
  expect((await hub.nextConnection()).headers.authorization).toBe(`Bearer ${renewedToken}`)
})

test('a machine that cannot keep a new token says so, and goes on with the one it has', async () => {
  const file = machineTokenFile(folder, 'gate_in')
  machineToken(file, undefined).keep('first-token')
  mkdirSync(`${file}.new`)
  for (const token of [machineToken(file, 'given-by-the-environment'), machineToken(file, undefined)]) {
    link = linkOf(journal, token)
    await linked()
    const before = (await hub.nextConnection()).headers.authorization
    hub.send({ type: 'renew_token', payload: { token: renewedToken, renewal: 'r-1' } })
    expect((await hub.next('renew_token_response')).payload).toMatchObject({
      renewal: 'r-1',
      stored: false,
      message: expect.any(String) as unknown,
    })
    expect([`Bearer ${token.current()}`, link.online()]).toEqual([before, true])
    link.stop()
  }
  expect(readFileSync(file, 'utf8').trim()).toBe('first-token')
})

test.each([{}, { token: '' }, { token: 'short' }, { token: 7 }])('a renewal of %j is refused and nothing is kept', async payload => {
  const kept: string[] = []
  link = linkOf(journal, { current: () => 'first-token', keep: token => void kept.push(token) })
  await linked()
  hub.send({ type: 'renew_token', payload })
  expect((await hub.next('error')).payload).toMatchObject({ code: 'invalid_message', path: 'payload.token' })
  expect(kept).toEqual([])
})

test('free places are heard as they are told, and numbers that are none are refused', async () => {
  await linked()
  const rows = [{ zone_id: 'main', vehicle_class: 'car', total: 9, free: 3 }]
  hub.send({ type: 'parking_places', payload: { rows: [{ zone_id: 'main', vehicle_class: 'car', total: 9, free: -1 }] } })
  expect((await hub.next('error')).payload).toMatchObject({ code: 'invalid_message' })
  hub.send({ type: 'parking_places', payload: { rows } })
  // Messages are heard in their order: once this one is answered, the one before was heard.
  hub.send({ type: 'parking_places', payload: { rows: 'none' } })
  await hub.next('error')
  expect(toldPlaces).toEqual([{ rows }])
})

test('the hub is given the raw frames of a time it asks for, and no answer to a question that is none', async () => {
  await linked()
  hub.send({ type: 'ask_serial_frames', payload: { request_id: 'r1', from: 'yesterday', to: 'today' } })
  expect((await hub.next('error')).payload).toMatchObject({ code: 'invalid_message', path: 'payload.from' })
  const window = { from: '2026-01-20T10:00:00.000Z', to: '2026-01-20T11:00:00.000Z' }
  hub.send({ type: 'ask_serial_frames', payload: { request_id: 'r2', ...window } })
  expect((await hub.next('serial_frames')).payload).toEqual({ request_id: 'r2', frames: [frame], last: true, cut: false, lost: 3 })
})

test('pictures never stand in the way: behind a hub that does not read there is one part of one, and a command is answered next', async () => {
  await linked()
  const order: string[] = []
  hub.onMessage(({ type, payload }) => order.push(type === 'camera_frame' ? `${type} ${String(payload['frame'])}` : type))
  hub.pause(true)
  for (let count = 0; count < 200; count++) link.frame(new Uint8Array(500_000).fill(count))
  link.respond('gate_control', { command_id: '019be7a0-0000-7000-8000-00000000c001', state: 'accepted' })
  hub.pause(false)
  await hub.next('gate_control_response')
  expect(order.slice(0, 2)).toEqual(['camera_frame 1', 'gate_control_response'])
  const newest = Buffer.alloc(500_000, 199).subarray(0, 3).toString('base64')
  for (;;) {
    const { payload } = await hub.next('camera_frame')
    if (payload['part'] === 1 && String(payload['data']).startsWith(newest)) break
  }
  expect(new Set(order.filter(type => type.startsWith('camera_frame')))).toEqual(new Set(['camera_frame 1', 'camera_frame 2']))
})
