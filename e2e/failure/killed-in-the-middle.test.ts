/** kill -9 of the hub and of a controller in the middle of an entry: nothing is lost, nothing happens twice. */
import { DatabaseSync } from 'node:sqlite'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { clearTheSite, goIn, handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

let site: RunningSite
let gateIn: GateHands
let gateOut: GateHands

beforeAll(async () => {
  site = await startSite()
  gateIn = handsAt(site, 'gate_in')
  gateOut = handsAt(site, 'gate_out')
})
afterAll(async () => {
  expect(await site.stop()).toBe(0)
})

const given = z.object({ ticket: z.string(), ticket_code: z.string() })

/** Kills a process the launcher watches and waits until another one runs in its place. */
async function killAndWait(name: string): Promise<void> {
  const killed = site.pid(name)
  if (killed === undefined) throw new Error(`${name} does not run`)
  process.kill(killed, 'SIGKILL')
  await until(
    `${name} to run again`,
    () => {
      const now = site.pid(name)
      return now !== undefined && now !== killed
    },
    { timeoutMs: 60_000, describe: site.output },
  )
}

const factTypes = async (sessionId: string) => {
  const { body } = await site.api('GET', `/api/sessions/${sessionId}`)
  const facts = (body['timeline'] as { kind: string; type?: string; payload?: { action?: string } }[]).filter(
    entry => entry.kind === 'fact',
  )
  return facts.map(({ type, payload }) => (type === 'barrier_ordered' ? `${type} ${payload?.action}` : type))
}

test('the hub dies while the barrier opens: the gate finishes alone and tells everything afterwards, once', async () => {
  const before = (await gateIn.view()).board.actuations
  await gateIn.arrive()
  await gateIn.tap('HUBDIES_1')
  await until('the order to open', async () => (await gateIn.view()).board.actuations === before + 1)
  await killAndWait('hub')
  await gateIn.driveThrough()
  const session = await sessionOf(site, 'HUBDIES_1', s => s.state === 'inside')
  expect((await gateIn.view()).board.actuations).toBe(before + 1)
  const types = await factTypes(session.id)
  for (const type of ['access_decided', 'barrier_ordered open', 'barrier_opened', 'vehicle_passed']) {
    expect(
      types.filter(t => t === type),
      type,
    ).toHaveLength(1)
  }
})

test('the hub is away when a card is tapped: a known member is let in, everybody else waits, and it is all told later', async () => {
  await clearTheSite(site)
  await site.api('POST', '/api/cards', { id: 'AWAY_MEMBER', kind: 'member' })
  await killAndWait('gate_in')
  await until('the gate to be linked', () => gateIn.isLinked())
  await site.simulate('/wait', { gate: 'gate_in', connected: true, reader_connected: true })
  const hub = site.pid('hub')
  if (hub === undefined) throw new Error('no hub')
  process.kill(hub, 'SIGSTOP')
  try {
    await gateIn.arrive()
    await gateIn.act('tap', { card_id: 'AWAY_MEMBER' })
    await gateIn.phase('passing')
    await gateIn.driveThrough()
  } finally {
    process.kill(hub, 'SIGCONT')
  }
  const session = await sessionOf(site, 'AWAY_MEMBER', s => s.state === 'inside')
  expect(await factTypes(session.id)).toContain('vehicle_passed')
})

test('the controller dies while the barrier opens: no second opening, and one honest outcome', async () => {
  await clearTheSite(site)
  const before = (await gateIn.view()).board.actuations
  await gateIn.arrive()
  await gateIn.tap('CTRLDIES_1')
  await until('the order to open', async () => (await gateIn.view()).board.actuations === before + 1)
  await killAndWait('gate_in')
  await until('the board to be found again', async () => (await gateIn.view()).board.connected)
  expect((await gateIn.view()).board.actuations).toBe(before + 1)
  await gateIn.act('drive-through', { force: true })
  const session = await sessionOf(site, 'CTRLDIES_1', s => s.state === 'inside' || s.closed_at !== null)
  expect(['inside', 'turned_back']).toContain(session.state)
  expect((await gateIn.view()).board.actuations).toBe(before + 1)
  // The lane must be usable by the next vehicle without anybody's help.
  await until('the lane to be free', async () => (await gateIn.view()).lane.place === 'empty')
  expect(await goIn(site, 'AFTERWARDS_1')).toMatchObject({ state: 'inside' })
})

test('every fact of every journal is in the database exactly once', async () => {
  for (const machine of ['gate_in', 'gate_out']) {
    const journal = new DatabaseSync(path.join(site.dataDir, 'machines', machine, 'journal.db'), { readOnly: true })
    await until(`${machine} to be acknowledged`, async () => {
      const { body } = await fetch(`${site.panels[machine]?.replace(/\/$/, '')}/api/outbox`).then(async r => ({
        body: (await r.json()) as { pending: number },
      }))
      return body.pending === 0
    })
    const told = (
      journal.prepare('SELECT epoch, seq, id FROM facts ORDER BY epoch, seq').all() as { epoch: string; seq: number; id: string }[]
    ).map(f => f.id)
    journal.close()
    const database = new DatabaseSync(path.join(site.dataDir, 'hub.db'), { readOnly: true })
    // The hub's own facts about a machine are in no journal.
    const sql = "SELECT id FROM facts WHERE machine_id = ? AND type NOT IN ('machine_offline', 'machine_online')"
    const kept = (database.prepare(sql).all(machine) as { id: string }[]).map(f => f.id)
    database.close()
    expect(kept.toSorted()).toEqual(told.toSorted())
    expect(told.length).toBeGreaterThan(0)
  }
})

test('the hub is away when a ticket comes to the exit: the gate prices it, gives change and lets it out, and the books agree later', async () => {
  await clearTheSite(site)
  await gateIn.arrive()
  await gateIn.act('button')
  const { ticket, ticket_code: code } = given.parse(await gateIn.phase('passing'))
  await gateIn.driveThrough()
  await sessionOf(site, ticket, session => session.state === 'inside')
  await until('the exit to be linked', () => gateOut.isLinked())
  const hub = site.pid('hub')
  if (hub === undefined) throw new Error('no hub')
  process.kill(hub, 'SIGSTOP')
  try {
    await gateOut.arrive()
    await gateOut.act('tap', { card_id: code, kind: 'QR' })
    expect(await gateOut.phase('paying')).toMatchObject({ alone: true, amount: 5000, ticket })
    await gateOut.pay(20_000)
    await gateOut.driveThrough()
  } finally {
    process.kill(hub, 'SIGCONT')
  }
  const closed = await sessionOf(site, ticket, session => session.state === 'closed')
  expect(closed).toMatchObject({ outcome: 'passed', amount: 5000, paid_amount: 5000 })
  const types = await factTypes(closed.id)
  for (const type of ['priced_alone', 'cash_received', 'payment_completed', 'change_given'])
    expect(
      types.filter(told => told === type),
      type,
    ).toHaveLength(1)
  expect((await site.api('GET', '/api/conflicts?state=open')).body['items']).toEqual([])
})
