/**
 * A database of an earlier version, with data as that version wrote it, under today's hub: after any number of the
 * migrations it may have stopped at, everything is there and goes on being used. On both engines.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSite } from '@palang/config'
import { isCoded, silentLog, systemClock } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createHub } from './hub.ts'
import { parseDatabaseUrl } from './store/database-url.ts'
import { migrate } from './store/migrate.ts'
import { readMigrations } from './store/migration-files.ts'
import { openMysqlTarget } from './store/migration-mysql.ts'
import { openSqliteTarget } from './store/migration-sqlite.ts'
import { openStore } from './store/open-store.ts'
import { type PrivateMariadb, startPrivateMariadb, whyNoMariadb } from './store/testing/private-mariadb.ts'

const log = silentLog()
const token = 'token-of-the-earlier-version-0123456789abcdef'
const machineToken = 'machine-token-of-the-earlier-version-0123456789'
const stay = '01920000-0000-7000-8000-000000000001'
const epoch = '01920000-0000-7000-8000-0000000000aa'
const digest = (secret: string) => createHash('sha256').update(secret).digest('hex')

/** What the first version wrote, row by row; `T<n>` stands for a time in the engine's own form, n seconds into the day. */
const earlierRows = [
  `INSERT INTO outlets (id, name, timezone, currency) VALUES ('pusat', 'Parkir Pusat', 'Asia/Jakarta', 'IDR')`,
  `INSERT INTO machines (id, outlet_id, name, family, direction, zone_id, vehicle_class, mode, created_at) VALUES ('gate_in', 'pusat', 'Gerbang masuk', 'gate', 'in', 'main', 'car', 'active', T0)`,
  `INSERT INTO cards (id, kind, status, holder, created_at, updated_at) VALUES ('MEMBER_7', 'member', 'active', 'Bu Sari ✓', T0, T0)`,
  `INSERT INTO users (id, email, name, role, password_hash, must_change_password, created_at) VALUES ('u1', 'admin@palang.local', 'Admin', 'admin', 'x', 0, T0)`,
  `INSERT INTO tokens (id, name, kind, role, machine_id, created_at) VALUES ('${digest(token)}', 'till', 'api', 'admin', NULL, T0)`,
  `INSERT INTO sessions (id, family, outlet_id, machine_id, state, card_id, opened_at, tariff_id, tariff_version, amount, currency, price_lines, paid_amount) VALUES ('${stay}', 'gate', 'pusat', 'gate_in', 'inside', 'CARD_1', T1, 'standard', 1, 5000, 'IDR', '[{"text":"first_period","quantity":1,"unit_amount":5000,"amount":5000}]', 2000)`,
  `INSERT INTO stays (session_id, vehicle_class, zone_id, decided_by, entered_at, entry_evidence) VALUES ('${stay}', 'car', 'main', 'hub', T2, 'loop_passed')`,
  `INSERT INTO ledger_entries (id, outlet_id, session_id, machine_id, kind, method, amount, currency, idempotency_key, occurred_at, actor) VALUES ('l1', 'pusat', '${stay}', 'gate_in', 'payment', 'cash', 2000, 'IDR', 'payment:p1', T3, 'machine:gate_in')`,
  `INSERT INTO facts (machine_id, epoch, seq, id, type, session_id, occurred_at, received_at, clock, payload, digest) VALUES ('gate_in', '${epoch}', 1, 'f1', 'vehicle_passed', '${stay}', T2, T3, 'synced', '{"direction":"in"}', 'd1')`,
  `INSERT INTO fact_cursors (machine_id, epoch, acked_seq) VALUES ('gate_in', '${epoch}', 1)`,
  `INSERT INTO dead_letters (id, machine_id, epoch, seq, item, code, message, received_at) VALUES ('01920000-0000-7000-8000-00000000dead', 'gate_in', '${epoch}', 9, '{"seq":9}', 'invalid_fact', 'payload: broken', T3)`,
  `INSERT INTO commands (id, machine_id, type, payload, state, actor, reason, deadline, created_at, ended_at) VALUES ('c1', 'gate_in', 'gate_control', '{"action":"open"}', 'unknown', 'user:a@b', 'guest', T12, T2, T12)`,
  `INSERT INTO command_events (command_id, seq, state, at) VALUES ('c1', 1, 'queued', T2)`,
  `INSERT INTO command_events (command_id, seq, state, at) VALUES ('c1', 2, 'sent', T2)`,
  `INSERT INTO command_events (command_id, seq, state, at) VALUES ('c1', 3, 'unknown', T12)`,
  `INSERT INTO alarms (id, machine_id, code, severity, state, message, raised_at) VALUES ('a1', 'gate_in', 'barrier_stuck', 'critical', 'active', 'stuck', T3)`,
]

interface Engine {
  name: 'sqlite' | 'mysql'
  /** A database nobody has used. */
  fresh(): string
  time(seconds: number): string
}

const two = (seconds: number) => String(seconds).padStart(2, '0')

async function fill(databaseUrl: string, { time }: Engine): Promise<void> {
  const target = parseDatabaseUrl(databaseUrl)
  const database = target.engine === 'sqlite' ? openSqliteTarget(target) : await openMysqlTarget(target)
  try {
    for (const row of earlierRows) await database.run(row.replaceAll(/\bT(\d+)\b/g, (_, seconds: string) => `'${time(Number(seconds))}'`))
  } finally {
    await database.close()
  }
}

/** Today's hub over `databaseUrl`, and questions to it as the earlier version's token asks them. */
async function todaysHub(databaseUrl: string, dataDir: string) {
  const root = path.resolve(import.meta.dirname, '../..')
  const port = await freePort()
  const environment = { DATABASE_URL: databaseUrl, WEBSOCKET_PORT: String(port), WEBSOCKET_HOST: '127.0.0.1', MQTT_URL: 'off' }
  const site = loadSite({ root, file: 'config/examples/parking-simulated.yaml', dataDir, environment })
  const store = openStore({ databaseUrl, log })
  const hub = createHub({ site, store, clock: systemClock, log, version: 'today' })
  await hub.start()
  return {
    port,
    store,
    stop: () => hub.stop(),
    async ask(where: string): Promise<Record<string, unknown>> {
      const answer = await fetch(`http://127.0.0.1:${port}${where}`, { headers: { authorization: `Bearer ${token}` } })
      expect(answer.status, where).toBe(200)
      return (await answer.json()) as Record<string, unknown>
    },
  }
}

type Hub = Awaited<ReturnType<typeof todaysHub>>

/** An older controller of protocol 1: no optional fields, another software; goes on with its journal where it stood. */
async function olderController({ port }: Hub): Promise<Record<string, unknown>[]> {
  const socket = new WebSocket(`ws://gate_in:${machineToken}@127.0.0.1:${port}/ws/controller/gate_in`)
  await once(socket, 'open')
  const heard: Record<string, unknown>[] = []
  const say = async (type: string, payload: object) => {
    const answered = once(socket, 'message')
    socket.send(JSON.stringify({ type, machine_id: 'gate_in', timestamp: '2026-01-20T10:31:00.000Z', payload }))
    heard.push(JSON.parse(((await answered) as [Buffer])[0].toString()) as Record<string, unknown>)
  }
  await say('hello', { protocol: 1, family: 'gate', software: 'palang 0.0.1', epoch, last_seq: 2, oldest_seq: 1, outbox: 1 })
  const fact = {
    seq: 2,
    id: '01920000-0000-7000-8000-0000000000f2',
    type: 'cash_received',
    occurred_at: '2026-01-20T10:30:20.000Z',
    clock: 'synced',
    payload: { session_id: stay, payment_id: '01920000-0000-7000-8000-0000000000b2', amount: 3000, currency: 'IDR', quote_amount: 5000 },
  }
  await say('facts', { epoch, items: [fact] })
  const closed = once(socket, 'close')
  socket.close()
  await closed
  return heard
}

async function everythingIsThere(hub: Hub): Promise<void> {
  expect(await hub.ask(`/api/sessions/${stay}`)).toMatchObject({ state: 'inside', card_id: 'CARD_1', amount: 5000, paid_amount: 2000 })
  expect((await hub.ask(`/api/payments?session_id=${stay}`))['items']).toMatchObject([{ amount: 2000 }])
  expect(await hub.ask('/api/commands/c1')).toMatchObject({ state: 'unknown', reason: 'guest', events: [{}, {}, { state: 'unknown' }] })
  expect(await hub.ask('/api/cards/MEMBER_7')).toMatchObject({ holder: 'Bu Sari ✓' })
  expect((await hub.ask('/api/alarms?state=active'))['items']).toContainEqual(expect.objectContaining({ code: 'barrier_stuck' }))
  const history = (await hub.ask('/api/v1/machines/gate_in/history'))['items'] as { id: string; at: string }[]
  expect(history).toContainEqual(expect.objectContaining({ id: 'f1', at: '2026-01-20T10:30:02.000Z' }))
}

function upgradeTests(engine: Engine): void {
  const all = readMigrations(engine.name)
  let dataDir: string
  beforeAll(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'palang-upgrade-'))
  })
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

  test.each(all.slice(0, -1).map((_, index) => [all.length - 1 - index]))(
    'a database %i migrations behind has all its data afterwards, and works',
    async behind => {
      const databaseUrl = engine.fresh()
      await migrate({ databaseUrl, log, migrations: all.slice(0, 1) })
      await fill(databaseUrl, engine)
      await migrate({ databaseUrl, log, migrations: all.slice(0, all.length - behind) })
      expect(await migrate({ databaseUrl, log })).toEqual(all.slice(all.length - behind).map(migration => migration.name))
      const hub = await todaysHub(databaseUrl, path.join(dataDir, `${engine.name}-${behind}`))
      try {
        await everythingIsThere(hub)
        const at = '2026-01-20T10:30:00.000Z'
        const owner = { name: 'gate_in', kind: 'machine' as const, scopes: [], outlets: null, machineId: 'gate_in', createdBy: 'rule:test' }
        const token = { ...owner, id: 'gate-in', digest: digest(machineToken), createdAt: at, expiresAt: null, lastUsedAt: null }
        await hub.store.transact(tx => tx.tokens.put(token))
        const [welcome, ack] = await olderController(hub)
        expect(welcome).toMatchObject({ type: 'welcome', payload: { acked_seq: 1 } })
        expect(ack).toMatchObject({ type: 'facts_ack', payload: { acked_seq: 2, rejected: [] } })
        expect(await hub.ask(`/api/sessions/${stay}`)).toMatchObject({ paid_amount: 5000 })
      } finally {
        await hub.stop()
      }
    },
  )

  test('a database of a newer version is refused by the name of what is not known, and left as it is', async () => {
    const databaseUrl = engine.fresh()
    await migrate({ databaseUrl, log, migrations: all.slice(0, 1) })
    await fill(databaseUrl, engine)
    await migrate({ databaseUrl, log })
    const newest = all.at(-1)?.name ?? ''
    const older = migrate({ databaseUrl, log, migrations: all.slice(0, -1) })
    await expect(older).rejects.toSatisfy(
      error => isCoded(error, 'migration_unknown') && error.message.includes(newest) && error.message.includes('newer version'),
    )
    const store = openStore({ databaseUrl, log })
    await store.start()
    expect(await store.sessions.get(stay)).toMatchObject({ state: 'inside' })
    await store.stop()
  })
}

describe('on SQLite', () => {
  let folder: string
  let count = 0
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'palang-upgrade-db-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  upgradeTests({
    name: 'sqlite',
    fresh: () => `file:${path.join(folder, `hub-${++count}.db`)}`,
    time: seconds => `2026-01-20T10:30:${two(seconds)}.000+00:00`,
  })
})

const missing = whyNoMariadb()
if (missing !== undefined) console.log(`skipped: upgrades on MariaDB: ${missing}`)

describe.skipIf(missing !== undefined)('on MariaDB', () => {
  let mariadb: PrivateMariadb
  let count = 0
  beforeAll(async () => {
    mariadb = await startPrivateMariadb()
  })
  afterAll(() => mariadb?.stop())
  upgradeTests({
    name: 'mysql',
    fresh: () => mariadb.url(`upgrade_${++count}`),
    time: seconds => `2026-01-20 10:30:${two(seconds)}.000`,
  })
})
