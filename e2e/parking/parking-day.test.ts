/** The main job with real processes, driven by serial bytes: in, pay, out, and everything that may go otherwise. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { activeAlarms, clearTheSite, goIn, handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'
import { vehicleWithCard } from './vehicle-with-card.ts'

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

const occupied = async () => (await site.api('GET', '/api/parking/capacity')).body['occupied']

describe('a vehicle with a card', () => {
  vehicleWithCard(() => site)
})

describe('otherwise', () => {
  beforeEach(() => clearTheSite(site))

  test('a ticket button gives a ticket, and the ticket pays with change', async () => {
    await gateIn.arrive()
    await gateIn.act('button')
    const lane = await until('a ticket on the kiosk', async () => {
      const now = (await (await fetch(`${site.panels['gate_in']?.replace(/\/$/, '')}/api/status`)).json()) as {
        lane: Record<string, unknown>
      }
      return typeof now.lane['ticket'] === 'string' ? now.lane : undefined
    })
    const ticket = lane['ticket'] as string
    await gateIn.driveThrough()
    await sessionOf(site, ticket, session => session.state === 'inside')
    await gateOut.arrive()
    await gateOut.tap(ticket, 'QR')
    await gateOut.phase('paying')
    await gateOut.pay(20_000)
    await gateOut.driveThrough()
    const closed = await sessionOf(site, ticket, session => session.state === 'closed')
    expect(closed).toMatchObject({ amount: 5000, paid_amount: 5000 })
  })

  test('a member pays nothing', async () => {
    expect((await site.api('POST', '/api/cards', { id: 'MEMBER_1', kind: 'member', holder: 'Sari' })).status).toBeLessThan(300)
    await goIn(site, 'MEMBER_1')
    await gateOut.arrive()
    await gateOut.tap('MEMBER_1')
    await gateOut.driveThrough()
    expect(await sessionOf(site, 'MEMBER_1', session => session.state === 'closed')).toMatchObject({ amount: 0, paid_amount: 0 })
  })

  test('a vehicle that backs out before the barrier has turned back, and the barrier closes', async () => {
    await gateIn.arrive()
    await gateIn.tap('SHY_001')
    await until('the barrier to be open', async () => (await gateIn.view()).board.gate === 'open')
    await gateIn.act('back-out')
    expect(await sessionOf(site, 'SHY_001', session => session.closed_at !== null)).toMatchObject({ state: 'turned_back' })
    await until('the barrier to close', async () => (await gateIn.view()).board.gate === 'closed', { timeoutMs: 60_000 })
    await gateIn.phase('idle')
    expect(await occupied()).toBe(0)
  })

  test('an exit without an entry is refused', async () => {
    const before = (await gateOut.view()).board.actuations
    await gateOut.arrive()
    await gateOut.tap('GHOST_1')
    expect(await gateOut.phase('refused')).toMatchObject({ reason: 'no_open_session' })
    expect((await gateOut.view()).board.actuations).toBe(before)
    await gateOut.act('back-out')
    await gateOut.phase('idle')
  })

  test('a blocked card stays outside', async () => {
    await site.api('POST', '/api/cards', { id: 'BLOCKED_1', kind: 'member', status: 'blocked' })
    await gateIn.arrive()
    await gateIn.tap('BLOCKED_1')
    expect(await gateIn.phase('refused')).toMatchObject({ reason: 'card_blocked' })
    await gateIn.act('back-out')
    await gateIn.phase('idle')
  })

  test('a card tapped with no vehicle on the loop opens nothing', async () => {
    const before = (await gateIn.view()).board.actuations
    await gateIn.tap('NOBODY_1')
    const { body } = await site.api('GET', '/api/sessions?search=NOBODY_1')
    expect(body['items']).toEqual([])
    expect((await gateIn.view()).board.actuations).toBe(before)
  })

  test('a full car park lets nobody in until somebody leaves', async () => {
    for (const card of ['FULL_1', 'FULL_2', 'FULL_3']) await goIn(site, card)
    await gateIn.arrive()
    await gateIn.tap('FULL_4')
    expect(await gateIn.phase('refused')).toMatchObject({ reason: 'lot_full' })
    await gateIn.act('back-out')
    await gateIn.phase('idle')
    const forced = await site.api('POST', '/api/emergency/force-exit', { card_id: 'FULL_1', reason: 'tow truck' })
    expect(forced.status).toBe(200)
    await goIn(site, 'FULL_5')
    expect(await sessionOf(site, 'FULL_1', () => true)).toMatchObject({ state: 'forced', outcome: 'forced' })
  })

  test('a barrier that does not open raises an alarm, keeps the driver outside, and clears when it moves again', async () => {
    await gateIn.act('fault', { fault: 'jammed', on: true })
    await gateIn.arrive()
    await gateIn.tap('STUCK_1')
    await gateIn.phase('fault')
    await until('the alarm', async () =>
      (await activeAlarms(site)).some(alarm => alarm.code === 'barrier_stuck' && alarm.severity === 'critical'),
    )
    expect((await sessionOf(site, 'STUCK_1', () => true)).state).not.toBe('inside')
    await gateIn.act('fault', { fault: 'jammed', on: false })
    const opened = await site.api('POST', '/api/gate/control/gate_in', { action: 'open', duration: 2, reason: 'technician freed the arm' })
    expect(opened).toMatchObject({ status: 200, body: { state: 'succeeded', evidence: { kind: 'limit_switch' } } })
    await until('the alarm to clear', async () => !(await activeAlarms(site)).some(alarm => alarm.code === 'barrier_stuck'))
  })
})
