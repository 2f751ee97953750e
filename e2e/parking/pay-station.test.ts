/** A pay station in the lobby: paid there by cash with change, out at the exit without a second payment; after the grace the rest is owed. */
import { DatabaseSync } from 'node:sqlite'
import path from 'node:path'
import { freePorts } from '@palang/kit/testing/free-ports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activeAlarms, goIn, handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const hourMs = 3_600_000

let site: RunningSite
let lobby: GateHands
let gateOut: GateHands

beforeAll(async () => {
  const [port] = await freePorts(1)
  const station = `  - id: lobby
    name: Mesin bayar lobi
    family: gate
    direction: pay
    panel: { port: ${port} }
    devices: { reader: { driver: simulated }, cash: { driver: simulated }, terminal: { driver: simulated }, printer: { driver: simulated } }
`
  site = await startSite({ edit: yaml => yaml + station })
  lobby = handsAt(site, 'lobby')
  gateOut = handsAt(site, 'gate_out')
})
afterAll(async () => {
  expect(await site.stop()).toBe(0)
})

/** Comes in, walks to the lobby and pays 5000 with a note of 10000. */
async function payInTheLobby(card: string): Promise<void> {
  await goIn(site, card)
  await lobby.tap(card)
  expect(await lobby.phase('paying')).toMatchObject({ amount: 5000, currency: 'IDR' })
  await lobby.pay(10_000)
  expect(await lobby.phase('paid')).toMatchObject({ amount: 5000, change_amount: 5000, leave_by: expect.any(String) })
  await sessionOf(site, card, session => session.state === 'paid' && session.paid_amount === 5000)
}

test('who paid in the lobby leaves without a second payment, and the money is the lobby’s', async () => {
  await payInTheLobby('LOBBY_001')
  await gateOut.arrive()
  await gateOut.tap('LOBBY_001')
  await gateOut.driveThrough()
  const closed = await sessionOf(site, 'LOBBY_001', session => session.state === 'closed')
  expect(closed).toMatchObject({ outcome: 'passed', amount: 5000, paid_amount: 5000 })
  const { body } = await site.api('GET', `/api/payments?session_id=${closed.id}`)
  expect(body['items']).toMatchObject([
    { kind: 'change', amount: -5000, machine_id: 'lobby' },
    { kind: 'payment', amount: 10_000, machine_id: 'lobby' },
  ])
})

test('after the grace the exit asks for what the stay costs more since, and the lobby has no barrier to move', async () => {
  await payInTheLobby('LOBBY_002')
  const { id } = await sessionOf(site, 'LOBBY_002', () => true)
  longAgo(id)
  await gateOut.arrive()
  await gateOut.tap('LOBBY_002')
  expect(await gateOut.phase('paying')).toMatchObject({ amount: 8000, paid_amount: 5000 })
  await gateOut.pay(2000)
  await gateOut.pay(1000)
  await gateOut.driveThrough()
  expect(await sessionOf(site, 'LOBBY_002', session => session.state === 'closed')).toMatchObject({ amount: 8000, paid_amount: 8000 })
  const opened = await site.api('POST', '/api/gate/control/lobby', { action: 'open', reason: 'test' })
  expect([opened.status, opened.body['code']]).toEqual([409, 'no_barrier'])
  await until('no alarm to stand', async () => (await activeAlarms(site)).length === 0)
})

/** As if the stay had begun, and been paid for, an hour earlier. */
function longAgo(sessionId: string): void {
  const database = new DatabaseSync(path.join(site.dataDir, 'hub.db'), { timeout: 10_000 })
  for (const [table, column, key] of [
    ['sessions', 'paid_at', 'id'],
    ['stays', 'entered_at', 'session_id'],
  ] as const) {
    const row = database.prepare(`SELECT ${column} AS at FROM ${table} WHERE ${key} = ?`).get(sessionId)
    const earlier = new Date(new Date(String(row?.['at'])).getTime() - hourMs).toISOString()
    database.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${key} = ?`).run(earlier, sessionId)
  }
  database.close()
}
