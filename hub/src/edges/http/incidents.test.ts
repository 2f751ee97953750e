import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isoNow } from '@palang/kit'
import { incidentView } from '@palang/protocol'
import { beforeEach, expect, test } from 'vitest'
import type { FactRecord } from '../../store/records.ts'
import { payment } from '../../store/contract/samples.ts'
import { fakeHub, sessionRecord, tokens } from './testing/fake-hub.ts'

const photoId = '019bda5e-9a40-7000-8000-00000000f070'
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9])
const sessionId = sessionRecord('').id

let hub: Awaited<ReturnType<typeof fakeHub>>
let at: string
let seq = 0

beforeEach(async () => {
  hub = await fakeHub()
  at = isoNow(hub.clock)
  const { shelves } = hub.store
  shelves.machines.set('gate_in', {
    id: 'gate_in',
    outletId: 'pusat',
    name: 'Gerbang masuk',
    family: 'gate',
    direction: 'in',
    zoneId: null,
    vehicleClass: 'car',
    mode: 'active',
    createdAt: at,
  })
  shelves.sessions.set(sessionId, sessionRecord(at))
  shelves.photos.set(photoId, {
    id: photoId,
    machineId: 'gate_in',
    sessionId,
    reason: 'entry',
    takenAt: at,
    file: `2026/01/20/${photoId}.jpg`,
    bytes: jpeg.length,
    commandId: null,
  })
  const folder = path.join(hub.services.site.dataDir, 'photos/2026/01/20')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, `${photoId}.jpg`), jpeg)
  fact({ type: 'access_decided', payload: { approved: true, card_id: 'CARD_001', panel_token: 'let-me-in' } })
})

function fact(change: Partial<FactRecord>): void {
  hub.store.shelves.facts.push({
    machineId: 'gate_in',
    epoch: 'e',
    seq: ++seq,
    id: `fact-${seq}`,
    type: 'vehicle_passed',
    sessionId,
    occurredAt: at,
    receivedAt: at,
    clock: 'synced',
    payload: {},
    digest: 'd',
    ...change,
  })
}

const json = async (where = `/api/sessions/${sessionId}/incident`) =>
  incidentView.parse((await hub.call('GET', where, { as: 'operator' })).json)
async function file() {
  const headers = { authorization: `Bearer ${tokens.operator}` }
  const answer = await hub.app.request(`/api/sessions/${sessionId}/incident.html`, { headers })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}
const recordIn = (text: string) => /<script type="application\/json" id="record">(.*?)<\/script>/s.exec(text)?.[1] ?? ''

test('a session is replayed with what its machines told of themselves, and without other people’s sessions', async () => {
  fact({ type: 'device_disconnected', sessionId: null, payload: { device: 'reader', reason: 'unplugged' } })
  fact({ type: 'vehicle_passed', sessionId: '01920000-0000-7000-8000-0000000000ff' })
  fact({ type: 'vehicle_detected', sessionId: null })
  fact({ machineId: 'gate_out', type: 'device_connected', sessionId: null })
  const incident = await json()
  const types = incident.entries.map(entry => (entry.kind === 'fact' ? entry.type : entry.kind))
  expect(types.toSorted()).toEqual(['access_decided', 'device_disconnected', 'photo'])
  expect(incident).toMatchObject({ subject: { kind: 'session', id: sessionId }, machines: [{ id: 'gate_in' }], session: { id: sessionId } })
  expect(incident.missing).toContainEqual({ what: 'frames', why: 'not_kept', id: 'gate_in' })
})

test('how the water was while it was sold belongs to the sale, and nobody else’s minute', async () => {
  const reading = { tds: 120.5, ph: 7.1 }
  fact({ type: 'quality_measured', sessionId: null, payload: { verdict: 'good' } })
  fact({ type: 'quality_changed', sessionId: null, payload: { verdict: 'bad', reasons: ['tds_high'], reading } })
  fact({ type: 'interlock_step', sessionId: null, payload: { step: 'locked' } })
  fact({ type: 'quality_measured', sessionId: null, machineId: 'gate_out' })
  const { entries } = await json()
  const types = entries.flatMap(entry => (entry.kind === 'fact' ? [entry.type] : []))
  expect(types.toSorted()).toEqual(['access_decided', 'interlock_step', 'quality_changed', 'quality_measured'])
})

test('what was on the wire stands between the rest, and only of the moments of the session', async () => {
  const seen = { clock: 'synced' as const, device: 'reader', direction: 'in' as const }
  const later = new Date(Date.parse(at) + 500).toISOString()
  hub.fleet.frames = { frames: [{ ...seen, at: later, hex: '434152440d' }], missing: ['too_many', 'lost'] }
  const { entries, missing } = await json()
  expect(entries.at(-1)).toEqual({ ...seen, kind: 'frame', at: later, machine_id: 'gate_in', hex: '434152440d', text: 'CARD·' })
  expect(missing).toEqual([
    { what: 'frames', why: 'too_many', id: 'gate_in' },
    { what: 'frames', why: 'lost', id: 'gate_in' },
  ])
  const shifted = (ms: number) => new Date(Date.parse(at) + ms).toISOString()
  expect(hub.fleet.framesAsked).toEqual([{ machineId: 'gate_in', from: shifted(-10_000), to: shifted(10_000) }])
  expect(recordIn((await file()).text)).toContain('434152440d')
})

test('a machine that does not answer is asked once, and a long stay is not looked at in more places than are bounded', async () => {
  hub.fleet.frames = { frames: [], missing: ['no_answer'] }
  for (let minutes = 1; minutes <= 40; minutes++) fact({ occurredAt: new Date(Date.parse(at) + minutes * 60_000).toISOString() })
  expect((await json()).missing).toContainEqual({ what: 'frames', why: 'no_answer', id: 'gate_in' })
  expect(hub.fleet.framesAsked).toHaveLength(1)
  hub.fleet.frames = { frames: [], missing: [] }
  expect((await json()).missing).toContainEqual({ what: 'frames', why: 'too_many', id: 'gate_in' })
  expect(hub.fleet.framesAsked).toHaveLength(1 + 8)
})

test('the file holds record and pictures, and its digest stands in the audit trail before it leaves', async () => {
  const { status, text, headers } = await file()
  expect(status).toBe(200)
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="palang-incident-[\w-]+\.html"$/)
  const record = recordIn(text)
  const sha256 = createHash('sha256').update(record).digest('hex')
  expect(text).toContain(`<meta name="palang-record-sha256" content="${sha256}">`)
  expect(incidentView.parse(JSON.parse(record)).photos).toEqual([
    { id: photoId, bytes: jpeg.length, sha256: createHash('sha256').update(jpeg).digest('hex') },
  ])
  expect(text).toContain(`<script type="text/plain" data-photo="${photoId}">${jpeg.toString('base64')}</script>`)
  expect(text.trimEnd()).toMatch(/<\/html>$/)
  const act = hub.store.shelves.audit.at(-1)
  expect(act).toMatchObject({ action: 'export_incident', subject: `incident:${sha256}`, after: { session: sessionId, photos: 1, sha256 } })
})

test('nothing that lets anybody in leaves with it', async () => {
  const { text } = await file()
  expect(text).not.toContain('let-me-in')
  expect(text).toContain('CARD_001')
})

test('what people typed cannot end the record and become a page of its own', async () => {
  fact({ payload: { note: '</script><script>alert(1)</script><!--' } })
  const { text } = await file()
  expect(text).not.toContain('<script>alert(1)')
  expect(JSON.parse(recordIn(text))).toMatchObject({ format: 'palang-incident' })
})

test('a picture that is gone is named as missing, and one that changed meanwhile is left out', async () => {
  await writeFile(path.join(hub.services.site.dataDir, `photos/2026/01/20/${photoId}.jpg`), Buffer.concat([jpeg, Buffer.from([0])]))
  expect((await json()).photos[0]?.bytes).toBe(jpeg.length + 1)
  hub.store.shelves.photos.set(photoId, { ...(await known()), file: '2026/01/20/elsewhere.jpg' })
  expect(await json()).toMatchObject({ photos: [], missing: [{ what: 'photo', why: 'gone', id: photoId }, { what: 'frames' }] })
})

async function known() {
  const photo = await hub.store.photos.get(photoId)
  if (photo === undefined) throw new Error('no photo')
  return photo
}

test('a machine’s hour and an alarm are replayed too, each with the facts of that time', async () => {
  const before = new Date(Date.parse(at) - 1000).toISOString()
  const after = new Date(Date.parse(at) + 1000).toISOString()
  const window = await json(`/api/v1/machines/gate_in/incident?from=${before}&to=${after}`)
  expect(window).toMatchObject({ subject: { kind: 'machine', id: 'gate_in' }, session: null, alarm: null })
  expect(window.entries.map(entry => entry.kind)).toContain('fact')
  const alarm = { id: '019bda5e-9a40-7000-8000-0000000000a1', machineId: 'gate_in', code: 'barrier_fault', severity: 'critical' as const }
  const rest = {
    state: 'active' as const,
    message: 'm',
    raisedAt: at,
    clearedAt: null,
    acknowledgedAt: null,
    acknowledgedBy: null,
    comment: null,
  }
  hub.store.shelves.alarms.set(alarm.id, { ...alarm, ...rest })
  expect(await json(`/api/alarms/${alarm.id}/incident`)).toMatchObject({ alarm: { code: 'barrier_fault' }, entries: [{}] })
})

test('money at a machine is found among that of others, however much that is', async () => {
  const taken = (machineId: string, number: number) =>
    payment({ id: `entry-${number}`, machineId, occurredAt: at, idempotencyKey: `key-${number}` })
  hub.store.shelves.ledger.push(taken('gate_in', 0))
  for (let number = 1; number <= 1500; number++) hub.store.shelves.ledger.push(taken('gate_out', number))
  const before = new Date(Date.parse(at) - 1000).toISOString()
  const after = new Date(Date.parse(at) + 1000).toISOString()
  const found = await json(`/api/v1/machines/gate_in/incident?from=${before}&to=${after}`)
  expect(found.entries.filter(({ kind }) => kind === 'payment')).toHaveLength(1)
  for (let number = 1501; number <= 20_000; number++) hub.store.shelves.ledger.push(taken('gate_out', number))
  const cut = await json(`/api/v1/machines/gate_in/incident?from=${before}&to=${after}`)
  expect(cut.missing).toContainEqual({ what: 'entries', why: 'too_many' })
})

test('from a moment on, a machine’s time is no longer than an incident may be', async () => {
  const from = new Date(Date.parse(at) - 3 * 86_400_000).toISOString()
  const { to } = await json(`/api/v1/machines/gate_in/incident?from=${from}`)
  expect(to).toBe(new Date(Date.parse(from) + 86_400_000).toISOString())
})

test('the last moment that can be written down is one to begin at, too', async () => {
  expect(await json('/api/v1/machines/gate_in/incident?from=8999-12-31T23:59:59.999Z')).toMatchObject({ to: at })
})

test.each([
  ['/api/v1/machines/gate_in/incident?from=2026-01-20T10:00:00.000Z&to=2026-01-22T10:00:00.000Z', 400],
  ['/api/v1/machines/gate_in/incident?from=2026-01-20T10:00:00.000Z&to=2026-01-20T09:00:00.000Z', 400],
  ['/api/v1/machines/nowhere/incident', 404],
  ['/api/sessions/nothing/incident', 404],
  ['/api/alarms/nothing/incident.html', 404],
])('%s is answered %d', async (where, status) => {
  expect((await hub.call('GET', where, { as: 'operator' })).status).toBe(status)
})

test('by its digest it is found who exported a file; a digest nobody exported is not known', async () => {
  const { text } = await file()
  const sha256 = /record-sha256" content="(\w+)"/.exec(text)?.[1] ?? ''
  expect((await hub.call('GET', `/api/incidents/${sha256}`, { as: 'viewer' })).json).toMatchObject({ sha256, exported_at: at })
  expect((await hub.call('GET', `/api/incidents/${sha256.replace(/^./, 'g')}`, { as: 'viewer' })).status).toBe(404)
})
