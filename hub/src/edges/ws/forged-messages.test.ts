/** A controller that lies about who it is, or says again what it or another has said; what it tells goes through the real intake. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isoNow, systemClock, uuidv7 } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createIntake } from '../../intake/intake.ts'
import { storeSite } from '../../site-records.ts'
import { migrate, openStore } from '../../store/open-store.ts'
import type { Store } from '../../store/store.ts'
import { socketRig, type Peer, type SocketRig } from './testing/socket-rig.ts'

let rig: SocketRig
let store: Store
let folder: string

beforeEach(async () => {
  rig = await socketRig()
  folder = mkdtempSync(path.join(tmpdir(), 'palang-forged-'))
  const { log, site, live } = rig.services
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  await migrate({ databaseUrl, log })
  store = openStore({ databaseUrl, log })
  await store.start()
  await storeSite(store, site, isoNow(systemClock))
  Object.assign(rig.intake, createIntake({ store, site, clock: systemClock, log, publish: live.publish }))
})

afterEach(async () => {
  await rig.stop()
  await store.stop()
  rmSync(folder, { recursive: true, force: true })
})

type GateId = 'gate_in' | 'gate_out'

async function controller(id: GateId, epoch: string): Promise<Peer> {
  const peer = await rig.connect(`/ws/controller/${id}`, { authorization: `Bearer ${id}-token` })
  const payload = { protocol: 1, family: 'gate', software: 't', epoch, last_seq: 0, oldest_seq: 1, outbox: 0, capabilities: [] }
  peer.say({ type: 'hello', payload })
  await peer.next('welcome')
  return peer
}

async function screen(channel: string): Promise<Peer> {
  const peer = await rig.connect(`/ws/${channel}`, { authorization: 'Bearer operator' })
  await peer.next('hello')
  return peer
}

/** Everything the screen is told until it is answered a question. */
async function told(peer: Peer): Promise<Awaited<ReturnType<Peer['next']>>[]> {
  peer.say({ type: 'request_status', id: 'that is all', payload: { machine_id: 'nobody' } })
  const heard = []
  for (let message = await peer.next(); message['type'] !== 'request_status_response'; message = await peer.next()) heard.push(message)
  return heard
}

/** What a controller says is done with once a question behind it is answered. */
async function handled(peer: Peer): Promise<void> {
  peer.say({ type: 'parking_entry', payload: { request_id: 'behind', card_id: 'CARD_000' } })
  await peer.next('parking_entry_response')
}

const sessionId = uuidv7()
const fact = (seq: number, type: string, payload: Record<string, unknown>) => ({
  seq,
  id: uuidv7(),
  type,
  occurred_at: '2026-01-20T10:00:00.000Z',
  clock: 'synced',
  payload,
})
const admitted = (card = 'CARD_001') =>
  fact(1, 'access_decided', {
    visit_id: uuidv7(),
    session_id: sessionId,
    purpose: 'entry',
    credential: 'card',
    card_id: card,
    approved: true,
    decided_by: 'machine',
  })
const passed = (seq: number, direction: 'in' | 'out', session = sessionId) =>
  fact(seq, 'vehicle_passed', { visit_id: uuidv7(), session_id: session, direction, evidence: { kind: 'loop_passed' } })

async function acknowledged(peer: Peer, epoch: string, items: unknown[], envelope: Record<string, unknown> = {}) {
  peer.say({ type: 'facts', ...envelope, payload: { epoch, items } })
  return (await peer.next('facts_ack')).payload
}

const storedFacts = async (machineId: GateId) => (await store.facts.list({ machineId }, { limit: 50 })).items
const letters = async () => (await store.deadLetters.list({}, { limit: 50 })).items

test('whoever a machine says it is, it speaks for itself only', async () => {
  const [epoch, others, all] = [uuidv7(), await screen('gate_out'), await screen('gate_all')]
  const gate = await controller('gate_in', epoch)
  const forged = { machine_id: 'gate_out', gate_id: 'gate_out' }
  gate.say({ ...forged, type: 'gate_status', payload: { status: 'open', machine_id: 'gate_out' } })
  gate.say({ ...forged, type: 'card_detected', payload: { card_id: 'CARD_001', kind: 'RFID' } })
  gate.say({ ...forged, type: 'parking_event', payload: { event: 'exit', gate: 'gate_out', result: {} } })
  expect(await acknowledged(gate, epoch, [admitted()], forged)).toMatchObject({ acked_seq: 1, rejected: [] })
  expect([await storedFacts('gate_in'), await storedFacts('gate_out')]).toMatchObject([[{ machineId: 'gate_in' }], []])
  expect(await told(others)).toEqual([])
  const heard = (await told(all)).filter(({ type }) => type !== 'presence')
  expect(heard.map(({ type }) => type)).toEqual(['gate_status', 'card_detected', 'parking_event', 'parking_event'])
  for (const message of heard) expect(message).toMatchObject({ machine_id: 'gate_in', gate_id: 'gate_in' })
  // By this name the client library tells whose event it is.
  for (const { payload } of heard.slice(2)) expect(payload['gate']).toBe('gate_in')
})

test('a picture is shown as that of the machine it came from', async () => {
  const frames: string[] = []
  for (const id of ['gate_in', 'gate_out']) rig.services.live.watchCamera(id, () => frames.push(id))
  const gate = await controller('gate_in', uuidv7())
  gate.say({ type: 'camera_frame', machine_id: 'gate_out', gate_id: 'gate_out', payload: { data: 'AAAA', gate_id: 'gate_out' } })
  await handled(gate)
  expect(frames).toEqual(['gate_in'])
})

test.each(['parking_entry', 'parking_exit'])('%s is asked for the machine that asks, whichever it names', async type => {
  const gate = await controller('gate_in', uuidv7())
  gate.say({ type, machine_id: 'gate_out', gate_id: 'gate_out', payload: { request_id: 'r', card_id: 'C', gate_id: 'gate_out' } })
  await gate.next(`${type}_response`)
  expect(rig.asked).toMatchObject([{ gate_id: 'gate_in' }])
})

test.each([
  ['alarm', { code: 'x', severity: 'critical', message: 'x', state: 'active' }],
  ['presence', { machine_id: 'gate_out', online: false, since: '2026-01-20T10:00:00.000Z' }],
  ['log', { message: 'x' }],
  ['welcome', {}],
  ['facts_ack', { epoch: sessionId, acked_seq: 9, rejected: [] }],
  ['gate_control', { action: 'open', gate_id: 'gate_out' }],
  ['parking_entry_response', { approved: true }],
  ['authenticate', { token: 'operator' }],
])('%s is not a machine’s to say', async (type, payload) => {
  const all = await rig.connect('/ws/admin', { authorization: 'Bearer operator' })
  const gate = await controller('gate_in', uuidv7())
  await controller('gate_out', uuidv7())
  await told(all)
  gate.say({ type, payload })
  expect(await gate.next('error')).toMatchObject({ payload: { code: 'invalid_message', path: 'type' } })
  expect((await told(all)).map(message => message['type'])).not.toContain(type)
  expect(rig.store.commands.size).toBe(0)
})

test('facts told again are confirmed and count once; other content under their number is set aside', async () => {
  const epoch = uuidv7()
  const gate = await controller('gate_in', epoch)
  const items = [admitted(), passed(2, 'in')]
  expect(await acknowledged(gate, epoch, items)).toEqual({ epoch, acked_seq: 2, rejected: [] })
  for (const again of [items, items.slice(0, 1), items.toReversed()])
    expect(await acknowledged(gate, epoch, again)).toEqual({ epoch, acked_seq: 2, rejected: [] })
  expect(await storedFacts('gate_in')).toHaveLength(2)
  expect(await letters()).toEqual([])

  const other = { ...items[0], ...admitted('CARD_666'), id: items[0]?.id }
  expect(await acknowledged(gate, epoch, [other])).toMatchObject({ acked_seq: 2, rejected: [{ seq: 1, code: 'conflict', terminal: true }] })
  expect(await letters()).toMatchObject([{ machineId: 'gate_in', epoch, seq: 1, code: 'conflict' }])
  expect(await store.sessions.get(sessionId)).toMatchObject({ cardId: 'CARD_001', state: 'inside' })
  expect(await storedFacts('gate_in')).toHaveLength(2)
})

test('another machine that replays a journal writes into its own, and cannot go on with the other’s', async () => {
  const epoch = uuidv7()
  const gate = await controller('gate_in', epoch)
  const items = [admitted(), passed(2, 'in')]
  await acknowledged(gate, epoch, items)
  const before = await store.sessions.get(sessionId)
  const thief = await controller('gate_out', epoch)
  expect(await acknowledged(thief, epoch, [passed(3, 'in')])).toMatchObject({ acked_seq: 0, rejected: [{ seq: 3, code: 'gap' }] })
  expect(await acknowledged(thief, epoch, [items[0]])).toMatchObject({ acked_seq: 1, rejected: [] })
  expect(await store.sessions.get(sessionId)).toEqual(before)
  expect(await acknowledged(gate, epoch, [fact(3, 'vehicle_detected', { visit_id: uuidv7() })])).toMatchObject({
    acked_seq: 3,
    rejected: [],
  })
})

test('an entry proves no exit and an exit no entry, whosever session is named', async () => {
  const [epochIn, epochOut] = [uuidv7(), uuidv7()]
  const [entry, exit] = [await controller('gate_in', epochIn), await controller('gate_out', epochOut)]
  await acknowledged(entry, epochIn, [admitted()])
  await acknowledged(exit, epochOut, [passed(1, 'in')])
  expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'waiting', enteredAt: null })
  await acknowledged(entry, epochIn, [passed(2, 'in'), passed(3, 'out')])
  expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'inside', closedAt: null })
  // Nor is one that is inside taken for turned back, or opened anew under another card.
  const back = fact(2, 'vehicle_turned_back', { visit_id: uuidv7(), session_id: sessionId, reason: 'x' })
  await acknowledged(exit, epochOut, [back, { ...admitted('CARD_666'), seq: 3 }])
  expect(await store.sessions.get(sessionId)).toMatchObject({ state: 'inside', machineId: 'gate_in', cardId: 'CARD_001' })
})

test('an alarm is that of the machine that tells it', async () => {
  const epoch = uuidv7()
  const gate = await controller('gate_in', epoch)
  const alarm = { code: 'board_disconnected', severity: 'critical', message: 'x', machine_id: 'gate_out' }
  await acknowledged(gate, epoch, [fact(1, 'alarm_raised', alarm)])
  expect((await store.alarms.list({}, { limit: 9 })).items.map(({ machineId }) => machineId)).toEqual(['gate_in'])
  const other = uuidv7()
  const exit = await controller('gate_out', other)
  await acknowledged(exit, other, [fact(1, 'alarm_cleared', { code: 'board_disconnected' })])
  expect((await store.alarms.list({ state: 'active' }, { limit: 9 })).items).toHaveLength(1)
})

test('a command is answered by its own machine only, in an answer as in a journal', async () => {
  const [gate, thief, asker] = [await controller('gate_out', uuidv7()), await controller('gate_in', uuidv7()), await screen('gate_all')]
  asker.say({ type: 'gate_control', id: 'open-1', payload: { action: 'open', gate_id: 'gate_out' } })
  expect(await gate.next('gate_control')).toMatchObject({ id: 'open-1' })
  const done = { command_id: 'open-1', state: 'succeeded', evidence: { kind: 'limit_switch' } }
  thief.say({ type: 'gate_control_response', machine_id: 'gate_out', payload: done })
  thief.say({ type: 'camera_control_response', payload: { ...done, state: 'failed', error: { code: 'x', message: 'x' } } })
  thief.say({ type: 'journal', payload: { results: [{ ...done, state: 'expired' }] } })
  await handled(thief)
  expect(rig.store.commands.get('open-1')).toMatchObject({ state: 'sent', evidence: null })
  gate.say({ type: 'gate_control_response', payload: done })
  expect((await asker.next('gate_control_response')).payload).toMatchObject({ command_id: 'open-1', state: 'succeeded' })
  // What has ended stays as it ended.
  gate.say({ type: 'gate_control_response', payload: { ...done, state: 'failed', error: { code: 'x', message: 'x' } } })
  gate.say({ type: 'journal', payload: { results: [{ command_id: 'nobody-gave-this', state: 'succeeded' }] } })
  await handled(gate)
  expect(rig.store.commands.get('open-1')).toMatchObject({ state: 'succeeded' })
})

test('a word about a token nobody gave changes nothing, and one machine does not answer for another', async () => {
  const [gate, thief] = [await controller('gate_out', uuidv7()), await controller('gate_in', uuidv7())]
  for (const stored of [true, false]) thief.say({ type: 'renew_token_response', payload: { renewal: 'r', stored, message: 'unasked' } })
  await handled(thief)
  let outcome = 'waiting'
  const secret = 'a-new-token-of-gate-out-00000000000'
  const delivery = rig.services.fleet.deliverToken('gate_out', secret).then(
    () => (outcome = 'stored'),
    () => (outcome = 'refused'),
  )
  const { renewal, ...given } = (await gate.next('renew_token')).payload
  expect(given).toEqual({ token: secret })
  for (const stored of [true, false])
    thief.say({ type: 'renew_token_response', machine_id: 'gate_out', gate_id: 'gate_out', payload: { renewal, stored } })
  await handled(thief)
  expect(outcome).toBe('waiting')
  // The late answer to an earlier delivery says nothing of this one.
  gate.say({ type: 'renew_token_response', payload: { renewal: uuidv7(), stored: false } })
  await handled(gate)
  expect(outcome).toBe('waiting')
  gate.say({ type: 'renew_token_response', payload: { renewal, stored: true } })
  await delivery
  expect(outcome).toBe('stored')
  const refused = rig.services.fleet.deliverToken('gate_out', secret)
  const second = (await gate.next('renew_token')).payload
  gate.say({ type: 'renew_token_response', payload: { renewal: second['renewal'], stored: false, message: 'the disk is full' } })
  await expect(refused).rejects.toMatchObject({ code: 'not_supported', message: 'the disk is full' })
})

test('a token opens its own machine’s door only', async () => {
  for (const [where, token] of [
    ['/ws/controller/gate_out', 'gate_in-token'],
    ['/ws/controller/gate_in', 'gate_out-token'],
  ] as const) {
    const thief = await rig.connect(where, { authorization: `Bearer ${token}` })
    expect(await thief.next()).toMatchObject({ type: 'refused', payload: { code: 'forbidden' } })
    thief.say({ type: 'facts', payload: { epoch: uuidv7(), items: [admitted()] } })
    expect(await thief.closed).toBe(4403)
  }
  expect([await storedFacts('gate_in'), await storedFacts('gate_out')]).toEqual([[], []])
  expect(rig.services.fleet.isOnline('gate_out')).toBe(false)
})
