import { CodedError } from '@palang/kit'
import { expect, test } from 'vitest'
import type { AlarmRecord } from '../../store/records.ts'
import { fakeHub, sessionRecord } from './testing/fake-hub.ts'

const open = { action: 'open', duration: 10, reason: 'guest' }

test('a gate answers with its command, proven, with the steps of its life', async () => {
  const { call, fleet } = await fakeHub()
  const answer = await call('POST', '/api/gate/control/gate_in', { json: open })
  expect(answer.status).toBe(200)
  expect(answer.json).toMatchObject({
    state: 'succeeded',
    machine_id: 'gate_in',
    type: 'gate_control',
    reason: 'guest',
    evidence: { kind: 'limit_switch' },
    events: [{ state: 'queued' }],
  })
  expect(answer.json['command_id']).toBe(answer.json['id'])
  expect(fleet.sent[0]).toMatchObject({
    machineId: 'gate_in',
    payload: { action: 'open', duration: 10, gate_id: 'gate_in' },
    actor: { id: 'token:operator' },
  })
  expect((await call('GET', `/api/commands/${String(answer.json['id'])}`)).json).toMatchObject({
    state: 'succeeded',
    events: [{ state: 'queued' }],
  })
})

test('wait=accepted answers as soon as the gate took the command', async () => {
  const { call } = await fakeHub()
  expect((await call('POST', '/api/gate/control/gate_in?wait=accepted', { json: open })).json).toMatchObject({ state: 'accepted' })
  expect((await call('POST', '/api/gate/control/gate_in?wait=never', { json: open })).json).toMatchObject({ code: 'invalid_request' })
})

test('wait=accepted reads nothing once the gate took the command: a database that goes away then does not look like a refusal', async () => {
  const { call, store, fleet } = await fakeHub()
  const gone = () => Promise.reject(new CodedError('database_unavailable', 'gone', { retryable: true }))
  store.commands.get = gone
  store.photos.ofCommand = gone
  const answer = await call('POST', '/api/gate/control/gate_in?wait=accepted', { json: open })
  expect(answer.status).toBe(200)
  expect(answer.json).toMatchObject({ id: fleet.sent[0]?.id, state: 'accepted', payload: { action: 'open' } })
})

test.each([
  ['unknown', undefined, 504, 'outcome_unknown'],
  ['failed', 'barrier_fault', 409, 'barrier_fault'],
  ['failed', 'not_one_of_ours', 409, 'conflict'],
  ['rejected', 'barrier_blocked', 409, 'barrier_blocked'],
  ['expired', undefined, 409, 'expired'],
] as const)('a command that ends %s (%s) is status %i with its id', async (state, code, status, problemCode) => {
  const { call, fleet } = await fakeHub()
  fleet.outcome = () => ({ state, error: code === undefined ? null : { code, message: 'because' } })
  const answer = await call('POST', '/api/gate/control/gate_in', { json: open })
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({ code: problemCode, command: { state } })
  expect(answer.json['command_id']).toBe(fleet.sent[0]?.id)
})

test('an unknown gate is 404, an absent one 409 with the command recorded', async () => {
  const { call, fleet } = await fakeHub()
  expect((await call('POST', '/api/gate/control/gate_9', { json: open })).json).toMatchObject({ code: 'unknown_machine', status: 404 })
  fleet.offline.add('gate_in')
  const answer = await call('POST', '/api/gate/control/gate_in', { json: open })
  expect(answer.json).toMatchObject({ code: 'machine_offline', status: 409, retryable: true, command_id: fleet.sent[0]?.id })
  expect(answer.json['command']).toMatchObject({ state: 'rejected', error: { code: 'machine_offline' } })
})

test('all gates: one command each, the absent one among them as rejected', async () => {
  const { call, fleet } = await fakeHub()
  fleet.offline.add('gate_out')
  expect((await call('POST', '/api/gate/control', { json: { action: 'close' } })).json).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'reason' }],
  })
  const answer = await call('POST', '/api/gate/control/', { json: { action: 'close', reason: 'night' } })
  expect(answer.status).toBe(200)
  expect(answer.json).toMatchObject({
    commands: [
      { machine_id: 'gate_in', state: 'succeeded' },
      { machine_id: 'gate_out', state: 'rejected', error: { code: 'machine_offline' } },
    ],
  })
})

test('all gates: one for which no command came to be is told as that, without an invented command', async () => {
  const { call, fleet } = await fakeHub()
  const { send } = fleet
  fleet.send = request =>
    request.machineId === 'gate_out' ? Promise.reject(new CodedError('not_supported', 'it cannot stop')) : send(request)
  const { status, json } = await call('POST', '/api/gate/control', { json: { action: 'stop', reason: 'drill' } })
  expect([status, json]).toMatchObject([
    200,
    {
      commands: [{ machine_id: 'gate_in', state: 'succeeded' }],
      refused: [{ machine_id: 'gate_out', error: { code: 'not_supported', message: 'it cannot stop' } }],
    },
  ])
  expect(json['commands']).toHaveLength(1)
})

test('all gates: while nothing can be written down nothing is told as done, and the key runs again afterwards', async () => {
  const { call, fleet } = await fakeHub()
  const { send } = fleet
  const order = { json: { action: 'open', reason: 'fire drill' }, headers: { 'idempotency-key': 'key-all' } }
  fleet.send = () => Promise.reject(new CodedError('database_unavailable', 'away', { retryable: true }))
  const away = await call('POST', '/api/gate/control', order)
  expect([away.status, away.json['code']]).toEqual([503, 'database_unavailable'])
  fleet.send = send
  const { status, json, headers } = await call('POST', '/api/gate/control', order)
  expect([status, headers.has('idempotency-replayed')]).toEqual([200, false])
  expect(json['commands']).toMatchObject([{ state: 'succeeded' }, { state: 'succeeded' }])
})

test('the same key with the same request runs once and answers the same; with another request it is a conflict', async () => {
  const { call, fleet, parking } = await fakeHub()
  const headers = { 'idempotency-key': 'key-1' }
  const first = await call('POST', '/api/gate/control/gate_in', { json: open, headers })
  const second = await call('POST', '/api/gate/control/gate_in/', { json: { reason: 'guest', duration: 10, action: 'open' }, headers })
  expect(second.json).toEqual(first.json)
  expect(second.headers.get('idempotency-replayed')).toBe('true')
  expect(fleet.sent).toHaveLength(1)
  expect(fleet.sent[0]?.idempotencyKey).toMatch(/^[0-9a-f]{64}$/)
  expect((await call('POST', '/api/gate/control/gate_in', { json: { action: 'close' }, headers })).json).toMatchObject({
    code: 'conflict',
    status: 409,
  })
  expect(
    (await call('POST', '/api/gate/control/gate_in', { json: open, headers: { 'idempotency-key': 'x'.repeat(200) } })).json,
  ).toMatchObject({ code: 'invalid_request' })

  const entry = { json: { card_id: 'CARD_001' }, headers: { 'idempotency-key': 'key-2' } }
  const [a, b] = await Promise.all([call('POST', '/api/parking/entry', entry), call('POST', '/api/parking/entry', entry)])
  expect(a.json).toEqual(b.json)
  expect(parking.entered).toHaveLength(1)
  await call('POST', '/api/parking/entry', { ...entry, as: 'admin' })
  expect(parking.entered).toHaveLength(2)
})

test('a refusal that may pass next time does not use the key up; a final one does', async () => {
  const { call, parking } = await fakeHub()
  const entry = { json: { card_id: 'CARD_001' }, headers: { 'idempotency-key': 'key-3' } }
  const approve = parking.enter
  parking.enter = () => Promise.reject(new CodedError('lot_full', 'full', { retryable: true }))
  expect((await call('POST', '/api/parking/entry', entry)).json).toMatchObject({ code: 'lot_full' })
  parking.enter = approve
  expect((await call('POST', '/api/parking/entry', entry)).status).toBe(200)
  parking.enter = () => Promise.reject(new CodedError('already_inside', 'inside'))
  const other = { ...entry, headers: { 'idempotency-key': 'key-4' } }
  expect((await call('POST', '/api/parking/entry', other)).json).toMatchObject({ code: 'already_inside', status: 409 })
  parking.enter = approve
  const again = await call('POST', '/api/parking/entry', other)
  expect([again.json['code'], again.headers.get('content-type')]).toEqual(['already_inside', 'application/problem+json'])
})

test('an answer is kept under its key for two days and not for ever', async () => {
  const { call, clock, parking } = await fakeHub()
  const entry = (key: string) => call('POST', '/api/parking/entry', { json: { card_id: 'CARD_001' }, headers: { 'idempotency-key': key } })
  const hourMs = 3_600_000
  await entry('key-7')
  await clock.advance(47 * hourMs)
  expect((await entry('key-7')).headers.get('idempotency-replayed')).toBe('true')
  await clock.advance(2 * hourMs)
  await entry('key-8')
  expect((await entry('key-7')).headers.has('idempotency-replayed')).toBe(false)
  expect(parking.entered).toHaveLength(3)
})

test('a refusal because the database was away does not use the key up, though it could not be freed either', async () => {
  const { call, parking, store } = await fakeHub()
  const entry = { json: { card_id: 'CARD_001' }, headers: { 'idempotency-key': 'key-6' } }
  const away = () => Promise.reject(new CodedError('database_unavailable', 'away', { retryable: true }))
  const { enter } = parking
  const { release } = store.idempotency
  parking.enter = away
  store.idempotency.release = away
  expect((await call('POST', '/api/parking/entry', entry)).json).toMatchObject({ code: 'database_unavailable' })
  parking.enter = enter
  store.idempotency.release = release
  expect((await call('POST', '/api/parking/entry', entry)).status).toBe(200)
  expect((await call('POST', '/api/parking/entry', entry)).headers.get('idempotency-replayed')).toBe('true')
})

test('a key whose request was cut off by a restart is not run again where that could open a gate twice', async () => {
  const { call, store, parking } = await fakeHub()
  const entry = { json: { card_id: 'CARD_001' }, headers: { 'idempotency-key': 'key-5' } }
  await call('POST', '/api/parking/entry', entry)
  for (const record of store.shelves.idempotency.values()) store.shelves.idempotency.set(record.id, { ...record, status: null, body: null })
  expect((await call('POST', '/api/parking/entry', entry)).json).toMatchObject({ code: 'conflict' })
  expect(parking.entered).toHaveLength(1)
})

test('entry and exit translate, name their default gates, and an unpaid exit tells the price in the problem', async () => {
  const { call, parking } = await fakeHub()
  expect(
    (await call('POST', '/api/parking/entry', { json: { card_id: 'CARD_001', license_plate: 'B 1234 XYZ', extra: 1 } })).json,
  ).toMatchObject({ approved: true })
  expect(parking.entered).toEqual([{ card_id: 'CARD_001', license_plate: 'B 1234 XYZ', gate_id: 'gate_in' }])
  expect((await call('POST', '/api/parking/entry', { json: { card_id: 42 } })).json).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'card_id' }],
  })
  expect((await call('POST', '/api/parking/entry', { json: { card_id: 'C1', gate_id: 'gate_7' } })).json).toMatchObject({
    code: 'unknown_machine',
  })
  expect((await call('POST', '/api/parking/exit', { json: {} })).json).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'card_id' }],
  })
  const price = {
    approved: false,
    paid: false,
    amount: 5000,
    currency: 'IDR',
    session_id: '01920000-0000-7000-8000-000000000001',
    duration_minutes: 12,
    lines: [],
  }
  parking.exit = () => Promise.reject(new CodedError('unpaid', '5000 IDR is to be paid', { detail: price }))
  const unpaid = await call('POST', '/api/parking/exit', { json: { card_id: 'CARD_001' } })
  expect(unpaid.status).toBe(402)
  expect(unpaid.json).toMatchObject({ code: 'unpaid', status: 402, ...price })
  parking.exit = () => Promise.reject(new CodedError('no_open_session', 'nothing open'))
  expect((await call('POST', '/api/parking/exit', { json: { ticket: 'A7K2-9QFM' } })).status).toBe(404)
})

test('a machine acts only as itself, people by their role', async () => {
  const { call, parking } = await fakeHub()
  const card = { card_id: 'CARD_001' }
  expect((await call('POST', '/api/parking/entry', { as: 'gate_in', json: card })).status).toBe(200)
  expect(parking.entered).toEqual([{ ...card, gate_id: 'gate_in' }])
  for (const [as, method, url, json] of [
    ['gate_in', 'POST', '/api/parking/entry', { ...card, gate_id: 'gate_out' }],
    ['gate_in', 'POST', '/api/gate/control/gate_in', open],
    ['gate_in', 'GET', '/api/sessions', undefined],
    ['viewer', 'POST', '/api/gate/control/gate_in', open],
    ['viewer', 'POST', '/api/parking/entry', card],
    ['operator', 'POST', '/api/cards', { id: 'C1' }],
    ['operator', 'PUT', '/api/config', { settings: {} }],
  ] as const) {
    expect([as, url, (await call(method, url, { as, json })).status]).toEqual([as, url, 403])
  }
})

test('a lost paper is printed again as a copy, with a reason, by an operator', async () => {
  const { call, fleet } = await fakeHub()
  const wish = { job_id: 'T-01', reason: 'paper was changed' }
  const again = (json: object, as: 'operator' | 'viewer' = 'operator') => call('POST', '/api/gate/reprint/gate_in', { as, json })
  fleet.outcome = () => ({ state: 'succeeded', evidence: { kind: 'printed', job_id: 'T-01' } })
  expect((await again(wish)).json).toMatchObject({
    type: 'reprint',
    state: 'succeeded',
    evidence: { kind: 'printed' },
    reason: wish.reason,
  })
  expect(fleet.sent).toMatchObject([
    {
      machineId: 'gate_in',
      type: 'reprint',
      payload: { gate_id: 'gate_in', ...wish },
      reason: wish.reason,
      actor: { id: 'token:operator' },
    },
  ])
  expect((await again({ job_id: 'T-01' })).json).toMatchObject({ errors: [{ path: 'reason' }] })
  expect((await again(wish, 'viewer')).status).toBe(403)
  expect(fleet.sent).toHaveLength(1)
  for (const [state, code, status, told] of [
    ['rejected', 'not_found', 404, 'not_found'],
    ['failed', 'device_unavailable', 409, 'device_unavailable'],
    ['unknown', 'outcome_unknown', 504, 'outcome_unknown'],
  ] as const) {
    fleet.outcome = () => ({ state, error: { code, message: 'because' } })
    expect(await again(wish)).toMatchObject({ status, json: { code: told, command: { state } } })
  }
})

test('a gate whose controller tells of no lost papers is not asked for a copy', async () => {
  const { call, fleet, live } = await fakeHub()
  const status = (payload: Record<string, unknown>) =>
    live.publish({ type: 'system_status', machineId: 'gate_in', payload, at: '2026-01-20T10:30:00.000Z' })
  const again = () => call('POST', '/api/gate/reprint/gate_in', { json: { job_id: 'T-01', reason: 'paper' } })
  status({ mode: 'active' })
  expect((await again()).json).toMatchObject({ code: 'not_supported' })
  expect(fleet.sent).toEqual([])
  status({ mode: 'active', lost_prints: [] })
  expect((await again()).status).toBe(200)
  fleet.offline.add('gate_in')
  expect((await again()).json).toMatchObject({ code: 'machine_offline' })
})

test('a stay is ended by card or session with a reason', async () => {
  const { call } = await fakeHub()
  expect((await call('POST', '/api/emergency/force-exit', { json: { card_id: 'CARD_001' } })).json).toMatchObject({
    errors: [{ path: 'reason' }],
  })
  expect((await call('POST', '/api/emergency/force-exit', { json: { reason: 'fire' } })).json).toMatchObject({ code: 'invalid_request' })
  expect((await call('POST', '/api/emergency/force-exit', { json: { card_id: 'CARD_001', reason: 'fire' } })).json).toMatchObject({
    state: 'forced',
    outcome: 'forced',
  })
})

test('a mode is changed by the machine itself, and nothing changes when it does not take it', async () => {
  const { call, fleet, store } = await fakeHub()
  expect((await call('PATCH', '/api/v1/machines/gate_in', { as: 'admin', json: {} })).status).toBe(400)
  const answer = await call('PATCH', '/api/v1/machines/gate_in', { as: 'admin', json: { name: 'North', mode: 'maintenance' } })
  expect(answer.json).toMatchObject({ name: 'North', mode: 'maintenance', status: 'online' })
  expect(fleet.sent).toMatchObject([{ type: 'set_mode', payload: { mode: 'maintenance' } }])
  fleet.offline.add('gate_in')
  expect((await call('PATCH', '/api/v1/machines/gate_in', { as: 'admin', json: { name: 'South', mode: 'active' } })).status).toBe(409)
  expect(store.shelves.machines.get('gate_in')).toMatchObject({ name: 'North', mode: 'maintenance' })
  expect((await call('GET', '/api/v1/machines/gate_9')).json).toMatchObject({ code: 'unknown_machine' })
})

test('an alarm is acknowledged once, by name and not from another outlet, and screens are told', async () => {
  const { call, store, live } = await fakeHub()
  const id = '01920000-0000-7000-8000-0000000000a1'
  store.shelves.alarms.set(id, activeAlarm(id, 'barrier_fault'))
  const told: string[] = []
  live.attach({ channel: 'admin', shows: () => true, deliver: text => told.push(text) })
  const fromElsewhere = await call('POST', `/api/alarms/${id}/acknowledge`, { as: 'operator_cabang', json: { comment: 'not mine' } })
  expect([fromElsewhere.status, told]).toEqual([404, []])
  const first = await call('POST', `/api/alarms/${id}/acknowledge`, { json: { comment: 'on my way' } })
  expect(first.json).toMatchObject({ acknowledged_by: 'token:operator', comment: 'on my way' })
  expect((await call('POST', `/api/alarms/${id}/acknowledge`, { as: 'admin', json: { comment: 'me too' } })).json).toEqual(first.json)
  expect(told).toHaveLength(1)
  expect((await call('POST', '/api/alarms/nope/acknowledge', { json: { comment: 'x' } })).status).toBe(404)
})

test('acknowledging an incident ends it, also one that was acknowledged while that ended nothing', async () => {
  const { call, store, live } = await fakeHub()
  const told: string[] = []
  live.attach({ channel: 'admin', shows: () => true, deliver: text => told.push(text) })
  const [fresh, old] = ['01920000-0000-7000-8000-0000000000a2', '01920000-0000-7000-8000-0000000000a3'] as const
  store.shelves.alarms.set(fresh, activeAlarm(fresh, 'note_unproven'))
  const noted = { acknowledgedAt: '2026-01-20T10:01:00.000Z', acknowledgedBy: 'user:siti', comment: 'looking' }
  store.shelves.alarms.set(old, { ...activeAlarm(old, 'cash_unclaimed'), ...noted })
  const end = async (id: string) => (await call('POST', `/api/alarms/${id}/acknowledge`, { json: { comment: 'in the box' } })).json
  const first = await end(fresh)
  expect(first).toMatchObject({ state: 'cleared', acknowledged_by: 'token:operator', comment: 'in the box' })
  expect(first).toMatchObject({ cleared_at: expect.any(String) })
  expect(await end(old)).toMatchObject({ state: 'cleared', acknowledged_by: 'user:siti', comment: 'looking' })
  expect(await end(fresh)).toEqual(first)
  expect(told).toHaveLength(2)
})

function activeAlarm(id: string, code: string): AlarmRecord {
  return {
    id,
    machineId: 'gate_in',
    code,
    severity: 'critical',
    state: 'active',
    message: 'stuck',
    raisedAt: '2026-01-20T10:00:00.000Z',
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    comment: null,
  }
}

test('a session page merges what happened into one line, oldest first', async () => {
  const { call, store } = await fakeHub()
  const session = sessionRecord('2026-01-20T10:00:00.000Z')
  store.shelves.sessions.set(session.id, session)
  store.shelves.ledger.push({
    id: 'l1',
    outletId: 'pusat',
    sessionId: session.id,
    machineId: 'gate_out',
    kind: 'payment',
    method: 'cash',
    amount: 5000,
    currency: 'IDR',
    idempotencyKey: 'k',
    occurredAt: '2026-01-20T11:00:00.000Z',
    actor: 'machine:gate_out',
    note: null,
    shiftId: null,
    reversesId: null,
  })
  store.shelves.facts.push({
    machineId: 'gate_in',
    epoch: 'e',
    seq: 1,
    id: 'f1',
    type: 'vehicle_passed',
    sessionId: session.id,
    occurredAt: '2026-01-20T10:00:06.000Z',
    receivedAt: '2026-01-20T10:00:07.000Z',
    clock: 'synced',
    payload: { direction: 'in' },
    digest: 'd',
  })
  const answer = await call('GET', `/api/sessions/${session.id}`)
  expect(answer.json).toMatchObject({
    id: session.id,
    open: true,
    timeline: [
      { kind: 'fact', type: 'vehicle_passed' },
      { kind: 'payment', amount: 5000 },
    ],
  })
  expect((await call('GET', '/api/status')).json).toMatchObject({
    coordinator: { status: 'online', active_sessions: 1 },
    gates: { gate_in: { status: 'online' } },
    active_sessions: { CARD_001: { card_id: 'CARD_001', entry_time: '2026-01-20T10:00:00.000Z', status: 'inside' } },
  })
  expect((await call('GET', '/api/dashboard/summary')).json).toMatchObject({
    outlets: 1,
    machines: { online: 2, total: 2 },
    sessions_today: 1,
    occupancy: { available: 60 },
  })
  const [passed] = store.shelves.facts
  if (passed !== undefined) store.shelves.facts.push({ ...passed, machineId: 'gate_out', sessionId: null, id: 'f2', type: 'pour_ended' })
  await call('POST', '/api/machines/', { as: 'admin', json: { id: 'ozon-1', family: 'ozone' } })
  const counted = { basic: 2, standard: 0, premium: 1, aborted: 4, revenue: 0, runSeconds: 0 }
  const bucket = { scope: 'machine', scopeId: 'ozon-1', size: 'hour', startsAt: '2026-01-20T10:00:00.000Z', ...counted } as const
  await store.transact(tx => tx.treatments.mergeBuckets([bucket]))
  const hours = (await call('GET', '/api/dashboard/summary')).json['activity'] as { machines: Record<string, number[]> }
  expect(hours.machines['ozon-1']?.slice(-2)).toEqual([0, 3])
  expect(hours.machines['gate_in']?.slice(-3)).toEqual([0, 0, 1])
  expect(hours.machines['gate_out']?.slice(-3)).toEqual([0, 0, 1])
})

test('cards, vehicles, tariffs and settings are kept with an audit entry each', async () => {
  const { call, store } = await fakeHub()
  const admin = { as: 'admin' } as const
  expect((await call('POST', '/api/cards', { ...admin, json: { id: 'CARD_001', holder: 'Siti' } })).status).toBe(201)
  expect((await call('POST', '/api/cards', { ...admin, json: { id: 'CARD_001' } })).json).toMatchObject({ code: 'already_exists' })
  expect((await call('PATCH', '/api/cards/CARD_001', { ...admin, json: { status: 'blocked' } })).json).toMatchObject({
    status: 'blocked',
    holder: 'Siti',
  })
  expect(
    (
      await call('PATCH', '/api/cards/CARD_001', {
        ...admin,
        json: { valid_from: '2026-02-01T00:00:00.000Z', valid_until: '2026-01-01T00:00:00.000Z' },
      })
    ).status,
  ).toBe(400)
  expect((await call('DELETE', '/api/cards/CARD_001', admin)).status).toBe(204)
  expect((await call('GET', '/api/cards/CARD_001')).status).toBe(404)
  expect((await call('POST', '/api/vehicles', { ...admin, json: { license_plate: 'b 1234 xyz' } })).json).toMatchObject({
    id: 'B1234XYZ',
    vehicle_class: 'car',
  })
  expect((await call('GET', '/api/vehicles/B%201234%20XYZ')).status).toBe(200)
  const tariff = {
    id: 'standard',
    version: 2,
    currency: 'IDR',
    classes: { car: { first: { minutes: 60, amount: 6000 }, following: { minutes: 60, amount: 3000 } } },
  }
  expect((await call('POST', '/api/tariffs', { ...admin, json: tariff })).status).toBe(201)
  expect((await call('POST', '/api/tariffs', { ...admin, json: { ...tariff, free_minutes: 5 } })).status).toBe(409)
  expect((await call('POST', '/api/tariffs', { ...admin, json: { ...tariff, version: 3, currency: 'USD' } })).json).toMatchObject({
    errors: [{ path: 'currency' }],
  })
  expect(
    (await call('POST', '/api/tariffs', { ...admin, json: { ...tariff, version: 3, members: { class: 'staff' } } })).json,
  ).toMatchObject({
    code: 'invalid_request',
    errors: [{ path: 'members.class' }],
  })
  store.shelves.settings.set('ticket_key', 'secret')
  const changed = await call('PUT', '/api/config', { ...admin, json: { settings: { 'kiosk.language': 'id' } } })
  expect(changed.json['settings']).toEqual({ 'kiosk.language': 'id' })
  expect(store.shelves.audit.map(act => act.action)).toEqual([
    'create_card',
    'change_card',
    'delete_card',
    'create_vehicle',
    'add_tariff',
    'change_setting',
  ])
  expect((await call('GET', '/api/audit?limit=1')).json).toMatchObject({ items: [{ action: 'change_setting' }], next_cursor: '1' })
})
