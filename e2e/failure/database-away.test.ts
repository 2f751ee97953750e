/**
 * A whole site on MariaDB: the main job, and then the database is killed under it and comes back later. The hub stays up
 * and says so, machines keep selling, nothing moves from afar that could not be written down, and everything arrives
 * afterwards, once.
 *
 * Of the parking day only the main job runs on both engines: its variants differ in what machines and rules do, not in
 * what is asked of the database, which the store's contract and the crash suite prove on each. SQLite has no server that
 * could go away; a file locked by another program is tested beside this.
 */
import { DatabaseSync } from 'node:sqlite'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startPrivateMariadb, whyNoMariadb, type PrivateMariadb } from '../../hub/src/store/testing/private-mariadb.ts'
import { vehicleWithCard } from '../parking/vehicle-with-card.ts'
import { handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import { adminToken, startSite, type RunningSite } from '../site/running-site.ts'
import { openScreen, type Screen } from '../site/screen.ts'
import { until } from '../site/until.ts'

const missing = whyNoMariadb()
if (missing !== undefined) console.log(`skipped: a database that goes away: ${missing}`)

/** A request that takes longer than this hangs, which is a failure of its own. */
const noAnswerMs = 8_000

let mariadb: PrivateMariadb
let site: RunningSite

beforeAll(async () => {
  if (missing !== undefined) return
  mariadb = await startPrivateMariadb()
  site = await startSite({ environment: { DATABASE_URL: mariadb.url('palang') } })
})
afterAll(async () => {
  await site?.stop()
  await mariadb?.stop()
})

describe.skipIf(missing !== undefined)('on MariaDB, a vehicle with a card', () => {
  vehicleWithCard(() => site)
})

describe.skipIf(missing !== undefined)('while the database is away', () => {
  let gateIn: GateHands
  let screen: Screen
  let hub: number | undefined

  beforeAll(async () => {
    gateIn = handsAt(site, 'gate_in')
    await site.api('POST', '/api/cards', { id: 'KNOWN_1', kind: 'member' })
    await learnTheMembers()
    screen = await openScreen(site, 'gate_all')
    hub = site.pid('hub')
    await mariadb.kill()
  })
  afterAll(() => screen?.close())

  function factsTold(): string[] {
    const journal = new DatabaseSync(path.join(site.dataDir, 'machines', 'gate_in', 'journal.db'), { readOnly: true })
    const rows = journal.prepare('SELECT id FROM facts ORDER BY id').all() as { id: string }[]
    journal.close()
    return rows.map(fact => fact.id)
  }

  /** A gate is told who is a member at the start of its link. */
  async function learnTheMembers(): Promise<void> {
    const before = site.pid('gate_in')
    if (before !== undefined) process.kill(before, 'SIGKILL')
    await until('the gate to run again', () => site.pid('gate_in') !== undefined && site.pid('gate_in') !== before)
    await until('the gate to be linked', () => gateIn.isLinked())
    await site.simulate('/wait', { gate: 'gate_in', connected: true, reader_connected: true })
  }

  const ask = (method: string, where: string, body?: unknown) =>
    fetch(`${site.url}${where}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(noAnswerMs),
    })
  const panel = (where: string, body?: unknown) =>
    fetch(`${site.panels['gate_in']?.replace(/\/$/, '')}${where}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const outbox = async () => ((await (await panel('/api/outbox')).json()) as { pending: number }).pending

  test('the hub lives and is not ready', async () => {
    expect((await ask('GET', '/healthz')).status).toBe(200)
    expect((await ask('GET', '/readyz')).status).toBe(503)
    expect((await ask('GET', '/status')).status).toBe(200)
  })

  test.each([
    ['GET', '/api/sessions', undefined],
    ['GET', '/api/status', undefined],
    ['GET', '/api/v1/machines/', undefined],
    ['GET', '/api/commands', undefined],
    ['POST', '/api/parking/entry', { card_id: 'AWAY_1' }],
  ])('%s %s says 503 and when to come again, without a wait', async (method, where, body) => {
    const answer = await ask(method, where, body)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer.json()).toMatchObject({ code: 'database_unavailable', retryable: true })
  })

  test('a command from afar is refused and moves nothing; the panel at the gate opens it all the same', async () => {
    const before = (await gateIn.view()).board.actuations
    const refused = await ask('POST', '/api/gate/control/gate_in', { action: 'open', duration: 1, reason: 'emergency' })
    expect(refused.status).toBe(503)
    screen.say({ type: 'gate_control', id: 'from-a-screen', payload: { action: 'open', gate_id: 'gate_in', duration: 1 } })
    const answer = await until('the screen to be answered', () =>
      screen.heard.find(message => message.type === 'gate_control_response' && message.payload['command_id'] === 'from-a-screen'),
    )
    expect(answer.payload).toMatchObject({ state: 'rejected', error: { code: 'database_unavailable' } })
    expect((await gateIn.view()).board.actuations).toBe(before)
    expect((await panel('/api/gate/control', { action: 'open', duration: 1 })).status).toBe(200)
    expect((await gateIn.view()).board.actuations).toBe(before + 1)
    await site.simulate('/wait', { gate: 'gate_in', barrier: 'closed', timeout_s: 60 })
  })

  test('a known card is let in by the gate alone, and screens see it live', async () => {
    const heard = screen.heard.length
    await gateIn.arrive()
    await gateIn.tap('KNOWN_1')
    await gateIn.phase('passing')
    await gateIn.driveThrough()
    await until('the screen to see the barrier', () =>
      screen.heard.slice(heard).some(message => message.type === 'gate_status' && message.payload['status'] === 'open'),
    )
    expect(screen.isOpen()).toBe(true)
    expect(await outbox()).toBeGreaterThan(0)
  })

  test('everything arrives once when it is back, on the same hub', async () => {
    await mariadb.restart()
    await until('the hub to be ready', async () => (await ask('GET', '/readyz')).status === 200)
    expect(await sessionOf(site, 'KNOWN_1', session => session.state === 'inside')).toMatchObject({ entry_evidence: 'loop_passed' })
    await until('the outbox to be empty', async () => (await outbox()) === 0, { timeoutMs: 60_000 })
    const database = await createConnection({ uri: mariadb.url('palang') })
    const kept = async () => {
      const [rows] = await database.query<(RowDataPacket & { id: string })[]>(
        "SELECT id FROM facts WHERE machine_id = 'gate_in' AND type NOT IN ('machine_offline', 'machine_online') ORDER BY id",
      )
      return rows.map(fact => fact.id)
    }
    // The gate goes on telling what it sees, so both are read until nothing was told in between.
    await until('every fact to be kept once', async () => isDeepStrictEqual(await kept(), factsTold()), {
      describe: () => `told: ${factsTold().join(' ')}`,
    })
    await database.end()
    const opened = await site.api('POST', '/api/gate/control/gate_in', { action: 'open', duration: 1, reason: 'it works again' })
    expect(opened).toMatchObject({ status: 200, body: { state: 'succeeded' } })
    expect(screen.isOpen()).toBe(true)
    expect(site.pid('hub')).toBe(hub)
  })
})
