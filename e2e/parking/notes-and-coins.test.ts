/** An exit that takes notes by an ICT acceptor and coins by pulses, on their own bytes over pseudo terminals (TCP where there are none). */
import { incidentView } from '@palang/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { activeAlarms, goIn, handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const devices =
  'cash: { driver: ict, port: /dev/ttyUSB0, channels: [1000, 2000, 5000, 10000] }, coins: { driver: pulse, pin: 2, value_per_pulse: 500 }'

let site: RunningSite
let gateOut: GateHands

beforeAll(async () => {
  site = await startSite({ edit: yaml => yaml.replace('cash: { driver: simulated }', devices) })
  gateOut = handsAt(site, 'gate_out')
})
afterAll(async () => {
  expect(await site.stop()).toBe(0)
})

const paying = async (card: string) => {
  await goIn(site, card)
  await gateOut.arrive()
  await gateOut.tap(card)
  await gateOut.phase('paying')
}

const paid = async () => Number((await gateOut.phase('paying'))['paid_amount'] ?? 0)

test('a driver pays with a note and coins, and each is booked once', async () => {
  await paying('CARD_101')
  await gateOut.pay(2000)
  await until('the note to be booked', async () => (await paid()) === 2000)
  await gateOut.act('coin', { pulses: 4 })
  await until('the coins to be booked', async () => (await paid()) === 4000)
  await gateOut.act('coin', { pulses: 2 })
  await gateOut.driveThrough()
  const closed = await sessionOf(site, 'CARD_101', session => session.state === 'closed')
  expect(closed).toMatchObject({ outcome: 'passed', amount: 5000, paid_amount: 5000 })
  expect((await gateOut.view()).cash).toMatchObject({ stacked_total: 2000 })
  expect(await activeAlarms(site)).toEqual([])
})

test('replayed, that stay has the bytes of both gates, fetched from their own disks over their links', async () => {
  const { id } = await sessionOf(site, 'CARD_101', session => session.state === 'closed')
  const { entries, missing } = incidentView.parse((await site.api('GET', `/api/sessions/${id}/incident`)).body)
  const frames = entries.filter(entry => entry.kind === 'frame')
  const lines = new Set(frames.map(frame => `${frame.machine_id} ${frame.device} ${frame.direction}`))
  expect([...lines]).toEqual(expect.arrayContaining(['gate_in board out', 'gate_in board in', 'gate_out cash out', 'gate_out cash in']))
  expect(frames.some(({ machine_id, text }) => machine_id === 'gate_out' && /,OPEN,/.test(text))).toBe(true)
  expect(missing.filter(({ why }) => why !== 'too_many')).toEqual([])
})

/** The acceptor loses its power while a note is on its way into the box; a note that was faster is paid, and another one is tried. */
async function cutPowerOverANote(amount: number, attempts: number): Promise<number> {
  for (let stacked = 0; stacked < attempts; stacked += 1) {
    await site.simulate('/wait', { gate: 'gate_out', cash: 'enabled' })
    let isOver = false
    const inserted = gateOut.act('pay', { amount }).finally(() => (isOver = true))
    await until('the note to move', async () => isOver || (await gateOut.view()).cash?.inside === 'stacking')
    await gateOut.act('fault', { fault: 'cash_unpowered', on: true })
    await gateOut.act('fault', { fault: 'cash_unpowered', on: false })
    if ((await inserted)['outcome'] === 'returned') return stacked
  }
  throw new Error(`${attempts} notes were too fast`)
}

test('a note inside while the acceptor loses its power ends as an incident with its stay, and paying goes on', async () => {
  await paying('CARD_102')
  const stacked = await cutPowerOverANote(1000, 4)
  const alarm = await until('the incident', async () => (await activeAlarms(site)).find(({ code }) => code === 'note_unproven'))
  const session = await sessionOf(site, 'CARD_102', () => true)
  expect(alarm).toMatchObject({ machine_id: 'gate_out', severity: 'critical' })
  expect(JSON.stringify(alarm)).toContain(session.id)
  for (let rest = 5000 - 1000 * stacked; rest > 0; rest -= 1000) await gateOut.pay(1000)
  await gateOut.driveThrough()
  expect(await sessionOf(site, 'CARD_102', one => one.state === 'closed')).toMatchObject({ paid_amount: 5000 })
})
