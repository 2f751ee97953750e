/** A gateway as production builds it, beside a hub that is played: what reaches the disk and the hub, and what survives. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { machineConfig } from '@palang/config'
import { ManualClock, silentLog } from '@palang/kit'
import { checkpointFacts, type FactItem, factItem } from '@palang/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { loadDrivers } from './devices/registry.ts'
import { hourMs, planWith, tray } from './families/checkpoint/test-checkpoint.ts'
import { type Journal, openJournal } from './journal/journal.ts'
import { socketDelays } from './link/socket.ts'
import { pumpLimits } from './link/outbox-pump.ts'
import { testHub, type TestHub } from './link/test-hub.ts'
import { type TestGateway, testGateway } from './testing/test-gateway.ts'

let folder = ''
let hub: TestHub
let clock: ManualClock
let gateway: TestGateway

const begin = async (more: Partial<Parameters<typeof testGateway>[0]> = {}) => {
  gateway = await testGateway({ folder, hubUrl: hub.url, clock, ...more })
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'palang-gateway-'))
  hub = await testHub()
  clock = new ManualClock(Date.now())
})

afterEach(async () => {
  await gateway.controller.stop()
  await hub.stop()
  rmSync(folder, { recursive: true, force: true })
  expect(gateway.fatal).toEqual([])
})

/** Restarts the program on what the one before left. */
async function restart(): Promise<void> {
  await gateway.controller.stop()
  await begin()
}

function journal(): Journal {
  return openJournal(path.join(folder, 'machines', 'kitchen-1', 'journal.db'), { nowMs: clock.now(), log: silentLog() })
}

async function booked(): Promise<FactItem[]> {
  await gateway.controller.stop()
  const opened = journal()
  const items = [...opened.recorded('scan_recorded', '')]
  opened.close()
  return items
}

const told = z.object({ epoch: z.string(), items: z.array(factItem) })

/** Welcomes the gateway, and acknowledges until nothing waits. Gives what came, in order. */
async function drain(config: Record<string, unknown> = {}): Promise<FactItem[]> {
  const came: FactItem[] = []
  const drained = Promise.withResolvers<void>()
  const hello = await hub.next('hello')
  const lastSeq = z.int().parse(hello.payload['last_seq'])
  hub.onMessage(({ type, payload }) => {
    if (type !== 'facts') return
    const { epoch, items } = told.parse(payload)
    came.push(...items)
    const acked = items.at(-1)?.seq ?? 0
    hub.send({ type: 'facts_ack', payload: { epoch, acked_seq: acked, rejected: [] } })
    if (acked >= lastSeq) drained.resolve()
  })
  hub.send({
    type: 'welcome',
    payload: {
      server_time: new Date(clock.now()).toISOString(),
      hub_epoch: hub.epoch,
      acked_seq: 0,
      heartbeat_s: 15,
      config_version: '1',
      config,
    },
  })
  await drained.promise
  return came
}

/** Resolves once the panel shows so many scans waiting. */
async function untilBacklog(count: number): Promise<void> {
  for (;;) if ((await gateway.outbox()).backlog === count) return
}

test('a scan is on the disk before it is answered, and told as soon as the hub is there', async () => {
  await begin()
  const answer = await gateway.scan('NFC_TAG_ALPHA')
  expect(answer).toMatchObject({ synced: false, backlog: 1, repeated: false, step: 'dispatched' })
  expect(await gateway.outbox()).toMatchObject({ backlog: 1, oldest_waiting_at: new Date(clock.now()).toISOString(), last_sync_at: null })
  const came = await drain()
  expect(came.filter(({ type }) => type === 'scan_recorded')).toMatchObject([{ id: answer.id, payload: { tag_id: 'NFC_TAG_ALPHA' } }])
  await untilBacklog(0)
  expect(await gateway.outbox()).toMatchObject({ pending: 0, oldest_waiting_at: null, last_sync_at: new Date(clock.now()).toISOString() })
  expect(await gateway.scan('NFC_TAG_ALPHA')).toMatchObject({ id: answer.id, repeated: true, synced: true })
})

test('a crash right after the answer loses nothing, and the tag held again after the restart is the same scan', async () => {
  await begin()
  const answer = await gateway.scan('A')
  await restart()
  await clock.advance(1_000)
  expect(await gateway.scan('A')).toMatchObject({ id: answer.id, repeated: true, backlog: 1 })
  await restart()
  await clock.advance(3_000)
  expect(await gateway.scan('A')).toMatchObject({ repeated: false, backlog: 2, warnings: ['repeated_step'] })
  expect((await booked()).map(({ id }) => id)[0]).toBe(answer.id)
})

test('days of scans reach the hub in order, each once, while more are made', async () => {
  await begin()
  const opened = journal()
  const stamp = { occurredAt: new Date(clock.now() - 48 * hourMs).toISOString(), clock: 'drifting' } as const
  await gateway.controller.stop()
  for (let batch = 0; batch < 8; batch++) {
    const facts = Array.from({ length: 500 }, (_, n) => ({
      type: 'scan_recorded',
      payload: { tag_id: `T${batch * 500 + n}`, status: 'makanan_keluar', step: 'dispatched', source: 'reader', warnings: [] },
    }))
    opened.write({ facts }, stamp)
  }
  opened.close()
  await begin()
  expect(await gateway.outbox()).toMatchObject({ backlog: 4_000, oldest_waiting_at: stamp.occurredAt })
  await gateway.scan('LAST')
  const came = await drain()
  const scans = came.filter(({ type }) => type === 'scan_recorded').map(({ payload }) => payload['tag_id'])
  expect(scans).toEqual([...Array.from({ length: 4_000 }, (_, n) => `T${n}`), 'LAST'])
  expect(came.map(({ seq }) => seq)).toEqual(came.map((_, n) => n + 1))
  await untilBacklog(0)
})

test('no wait for the hub is longer than a minute', () => {
  const waits = [socketDelays.retryMaxMs, socketDelays.refusedMs, socketDelays.handshakeMs, pumpLimits.retryMaxMs, pumpLimits.ackTimeoutMs]
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000)
})

test('the plan is kept for days without a hub', async () => {
  await begin()
  await drain({ ...planWith([tray]), price_list: 'not ours' })
  await untilBacklog(0)
  await gateway.controller.stop()
  await clock.advance(72 * hourMs)
  await begin()
  // The days did not pass on this computer: by all it knows it was off, and a clock that went on may have stood still.
  expect(await gateway.scan('T1', 'makanan_diterima')).toMatchObject({ label: 'Baki 1', warnings: ['too_old', 'clock_unsure'] })
  expect(await gateway.scan('T2', 'makanan_diterima')).toMatchObject({ label: null, warnings: ['unknown_tag'] })
  expect((await gateway.status()).checkpoint).toMatchObject({
    place: { id: 'sdn-1', kind: 'school' },
    plan: { day: '2026-01-20', tags: 1 },
    last: { tag_id: 'T2', school: null },
    today: { received: 2 },
  })
})

test('a reader and a phone at one tag are one scan; the step a person chose is what a tap means', async () => {
  await begin()
  await clock.advance(1_000)
  expect((await gateway.post('checkpoint/step', { step: 'served' })).status).toBe(200)
  gateway.reader().tap('04A1B2')
  const answer = await gateway.post('log_scan', { nfc_tag_id: '04A1B2', status_scan: 'makanan_disajikan', source: 'phone' })
  expect(await answer.json()).toMatchObject({ repeated: true, step: 'served' })
  gateway.reader().tap('04A1B3')
  const scans = await booked()
  expect(scans.map(({ payload }) => [payload['tag_id'], payload['source'], payload['step']])).toEqual([
    ['04A1B2', 'reader', 'served'],
    ['04A1B3', 'reader', 'served'],
  ])
  for (const { payload } of scans) expect(checkpointFacts.scan_recorded.safeParse(payload).success).toBe(true)
})

test('a tag on a serial reader is a scan of the present step', async () => {
  const tapped = Promise.withResolvers<void>()
  const line = createServer(socket => {
    socket.on('error', () => undefined)
    socket.write(Buffer.from('\u00023C00CE754CCB\u0003', 'latin1'), () => tapped.resolve())
  })
  await new Promise<void>(resolve => line.listen(0, '127.0.0.1', resolve))
  const address = line.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const machine = machineConfig.parse({
    id: 'kitchen-1',
    family: 'checkpoint',
    panel: { port: 5000 },
    checkpoint: { step: 'returned' },
    devices: { reader: { driver: 'rdm6300', port: `tcp://127.0.0.1:${port}` } },
  })
  const open = await loadDrivers(machine)
  const services = { clock, log: silentLog(), timeZone: 'Asia/Jakarta' }
  await begin({ machine: { ...machine, panel: { port: 0, host: '127.0.0.1' } }, openDevices: () => open(services) })
  await tapped.promise
  await untilBacklog(1)
  line.close()
  const [scan] = await booked()
  expect(scan?.payload).toMatchObject({
    tag_id: '0013530444',
    status: 'wadah_kembali',
    step: 'returned',
    source: 'reader',
  })
})

test('a plan of twenty thousand containers comes whole', async () => {
  await begin()
  const label = 'Wadah yang namanya panjang sekali, supaya rencana sebesar yang mungkin ada, 12345'.slice(0, 80)
  const tags = Array.from({ length: 20_000 }, (_, n) => ({ ...tray, tag: `NFC_TAG_NUMBER_${n}`, label }))
  await drain(planWith(tags))
  await untilBacklog(0)
  expect(await gateway.scan('NFC_TAG_NUMBER_19999', 'makanan_diterima')).toMatchObject({ label })
  expect((await gateway.status()).checkpoint).toMatchObject({ plan: { tags: 20_000 } })
})

test('a clock that is set is told, and what comes after it stays after it', async () => {
  await begin()
  await gateway.scan('A')
  clock.jump(clock.now() - 3 * hourMs)
  await gateway.scan('B')
  clock.jump(clock.now() + 90_000)
  await gateway.scan('C')
  await gateway.controller.stop()
  const opened = journal()
  const items = opened.after(0, 100, 1e6).filter(({ type }) => type === 'scan_recorded' || type === 'clock_jumped')
  opened.close()
  expect(items.map(({ type, payload }) => payload['tag_id'] ?? type)).toEqual(['A', 'clock_jumped', 'B', 'C'])
  expect(items[1]?.payload).toMatchObject({ by_ms: -3 * hourMs, before: items[0]?.occurred_at })
  expect(Date.parse(items[0]?.occurred_at ?? '') - Date.parse(items[2]?.occurred_at ?? '')).toBe(3 * hourMs)
  expect(items[2]?.clock).toBe('unknown')
})

test('a clock that is set while the hub is known changes no time', async () => {
  await begin()
  await gateway.scan('A')
  await drain()
  await untilBacklog(0)
  clock.jump(clock.now() + 5 * hourMs)
  await clock.advance(10_000)
  await gateway.scan('B')
  const [first, second] = await booked()
  expect(Date.parse(second?.occurred_at ?? '') - Date.parse(first?.occurred_at ?? '')).toBe(10_000)
  expect(second?.clock).toBe('synced')
  await begin()
  await clock.advance(1_000)
  await gateway.scan('C')
  const third = (await booked()).at(-1)
  expect(Date.parse(third?.occurred_at ?? '') - Date.parse(second?.occurred_at ?? '')).toBe(1_000)
})

test('a disk that is full takes no scan and claims none; once there is room it goes on', async () => {
  let isFull = false
  const full = () => {
    throw Object.assign(new Error('database or disk is full'), { errcode: 13 })
  }
  await begin({
    openJournal: (file, options) => {
      const opened = openJournal(file, options)
      const write = opened.write.bind(opened)
      opened.write = (...entry) => (isFull ? full() : write(...entry))
      return opened
    },
  })
  await gateway.scan('A')
  isFull = true
  const refused = await gateway.post('log_scan', { nfc_tag_id: 'B', status_scan: 'served' })
  expect([refused.status, await refused.json()]).toMatchObject([503, { code: 'database_unavailable' }])
  const again = await gateway.post('log_scan', { nfc_tag_id: 'B', status_scan: 'served' })
  expect(again.status).toBe(503)
  isFull = false
  let taken = again
  while (taken.status !== 201) {
    await clock.advance(1_000)
    taken = await gateway.post('log_scan', { nfc_tag_id: 'B', status_scan: 'served' })
  }
  expect(await taken.json()).toMatchObject({ repeated: false, backlog: 2 })
  expect((await booked()).map(({ payload }) => payload['tag_id'])).toEqual(['A', 'B'])
})
