/**
 * A whole site on SQLite while another program (a backup, somebody with a database browser) holds the file's write lock:
 * what must be written waits or says 503, everything else goes on, and everything arrives afterwards, once.
 */
import { DatabaseSync } from 'node:sqlite'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import { openScreen } from '../site/screen.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

let site: RunningSite
let gateIn: GateHands
let intruder: DatabaseSync

beforeAll(async () => {
  site = await startSite()
  gateIn = handsAt(site, 'gate_in')
  intruder = new DatabaseSync(path.join(site.dataDir, 'hub.db'), { timeout: 10_000 })
})
afterAll(async () => {
  intruder.close()
  expect(await site.stop()).toBe(0)
})

const panel = async (where: string) =>
  (await (await fetch(`${site.panels['gate_in']?.replace(/\/$/, '')}${where}`)).json()) as { pending: number }

const cardIn = (lane: unknown) => (typeof lane === 'object' && lane !== null && 'card_id' in lane ? lane.card_id : undefined)

test('reads and live status go on, writes say so, and afterwards everything is there once', async () => {
  const hub = site.pid('hub')
  const screen = await openScreen(site, 'gate_in')
  intruder.exec('BEGIN IMMEDIATE')
  let isRefused = false
  const refused = site
    .api('POST', '/api/gate/control/gate_in', { action: 'open', duration: 1, reason: 'while locked' })
    .finally(() => (isRefused = true))
  const visit = gateIn.arrive().then(() => gateIn.tap('LOCKED_1'))
  // While both wait for the lock on their own threads, the hub answers whoever only reads.
  for (const where of ['/healthz', '/api/sessions', '/api/v1/machines/', '/api/commands']) {
    expect(await site.api('GET', where), where).toMatchObject({ status: 200 })
  }
  // The vehicle's facts and its question wait for the lock already; which card was shown is seen all the same.
  await until('the screen to be told of the card', () => screen.heard.some(({ payload }) => cardIn(payload['lane']) === 'LOCKED_1'))
  expect(isRefused).toBe(false)
  screen.close()
  expect(await refused).toMatchObject({ status: 503, body: { code: 'database_unavailable', retryable: true } })
  await visit
  await until('the gate to have facts that wait', async () => (await panel('/api/outbox')).pending > 0)
  intruder.exec('ROLLBACK')

  await until('the outbox to be empty', async () => (await panel('/api/outbox')).pending === 0, { timeoutMs: 60_000 })
  await gateIn.tap('LOCKED_1')
  await gateIn.phase('passing')
  await gateIn.driveThrough()
  await sessionOf(site, 'LOCKED_1', session => session.state === 'inside')
  await until('the outbox to be empty', async () => (await panel('/api/outbox')).pending === 0, { timeoutMs: 60_000 })
  const journal = new DatabaseSync(path.join(site.dataDir, 'machines', 'gate_in', 'journal.db'), { readOnly: true })
  const told = journal.prepare('SELECT id FROM facts').all()
  journal.close()
  const kept = intruder
    .prepare("SELECT id FROM facts WHERE machine_id = 'gate_in' AND type NOT IN ('machine_offline', 'machine_online')")
    .all()
  expect(kept.map(fact => String(fact['id'])).toSorted()).toEqual(told.map(fact => String(fact['id'])).toSorted())
  expect(site.pid('hub')).toBe(hub)
})
