/**
 * The boards people already own: one line of the site file is changed, and the same job is done on that board's own bytes,
 * over pseudo terminals where they are serial and over TCP where they are not. The entry has no reader besides that of its board.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { activeAlarms, goIn, handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

/** What proves a passage, what proves an opening by hand, and how a closing by hand ends. */
const makes = [
  {
    driver: 'gate-words',
    line: (gate: number) => `board: { driver: gate-words, port: /dev/ttyUSB${gate}, baud: 9600 }`,
    passage: 'assumed',
    opened: 'limit_switch',
    closed: [200, 'succeeded'],
  },
  {
    driver: 'star-hash',
    line: (gate: number) => `board: { driver: star-hash, port: /dev/ttyUSB${gate}, baud: 9600 }`,
    passage: 'loop_passed',
    opened: 'assumed',
    closed: [501, 'not_supported'],
  },
  {
    driver: 'a6-net',
    line: (gate: number) => `board: { driver: a6-net, port: "tcp://192.168.1.7${gate}:5000" }`,
    passage: 'loop_passed',
    opened: 'assumed',
    closed: [501, 'not_supported'],
  },
]

/** As printed on a card, as a reader at the exit writes it, and as every board's own reader is understood. */
const [card, shyCard] = ['0013530444', '0000552173']

describe.each(makes)('a site whose boards are $driver', make => {
  let site: RunningSite
  let gateIn: GateHands
  let gateOut: GateHands

  beforeAll(async () => {
    let gate = 0
    site = await startSite({
      edit: yaml => yaml.replaceAll('board: { driver: simulated }', () => make.line(gate++)).replace('reader: { driver: simulated }, ', ''),
    })
    gateIn = handsAt(site, 'gate_in')
    gateOut = handsAt(site, 'gate_out')
  })
  afterAll(async () => {
    expect(await site.stop()).toBe(0)
  })

  const panel = async (gateId: string) =>
    (await (await fetch(`${site.panels[gateId]?.replace(/\/$/, '')}/api/status`)).json()) as {
      gate: { status: string; position_known: boolean }
      devices: { arduino: { connected: boolean; driver: string; model: string; port: string }; card_reader?: unknown }
    }

  test('has that very board connected, on a port of its kind', async () => {
    const { devices } = await until('the board to be there', async () => {
      const now = await panel('gate_in')
      return now.devices.arduino.connected ? now : undefined
    })
    expect(devices.arduino).toMatchObject({ driver: make.driver, model: make.driver })
    expect(devices.arduino.port).toMatch(make.driver === 'a6-net' || process.platform === 'win32' ? /^tcp:/ : /simulated-ports/)
    expect(devices.card_reader).toBeUndefined()
  })

  test('a vehicle goes in with a card, pays and goes out, and the barrier is taken for closed behind it', async () => {
    const entered = await goIn(site, card)
    expect(entered).toMatchObject({ state: 'inside', entry_evidence: make.passage })
    await gateIn.phase('idle')
    await gateOut.arrive()
    await gateOut.tap(card)
    await gateOut.phase('paying')
    expect((await gateOut.view()).board.actuations).toBe(0)
    await gateOut.pay(5000)
    await gateOut.driveThrough()
    const closed = await sessionOf(site, card, session => session.state === 'closed')
    expect(closed).toMatchObject({ outcome: 'passed', exit_evidence: make.passage, amount: 5000, paid_amount: 5000 })
    await gateOut.phase('idle')
    for (const gate of [gateIn, gateOut]) expect((await gate.view()).board).toMatchObject({ actuations: 1 })
    await until('the barrier to lie down', async () => (await gateOut.view()).board.gate === 'closed')
    expect(await activeAlarms(site)).toEqual([])
  })

  test('who backs out before the barrier is open has turned back, and nothing is an alarm', async () => {
    await gateIn.arrive()
    await gateIn.tap(shyCard)
    await until('the board to have been told', async () => (await gateIn.view()).board.actuations === 2)
    await gateIn.act('back-out')
    expect(await sessionOf(site, shyCard, session => session.closed_at !== null)).toMatchObject({ state: 'turned_back' })
    await gateIn.phase('idle')
    expect(await activeAlarms(site)).toEqual([])
  })

  test('orders by hand end as honestly as that board allows', async () => {
    const opened = await site.api('POST', '/api/gate/control/gate_in', { action: 'open', duration: 3, reason: 'trial' })
    expect(opened).toMatchObject({ status: 200, body: { state: 'succeeded', evidence: { kind: make.opened } } })
    expect(await panel('gate_in')).toMatchObject({ gate: { status: 'open', position_known: make.opened === 'limit_switch' } })
    const closed = await site.api('POST', '/api/gate/control/gate_in', { action: 'close', reason: 'trial' })
    expect([closed.status, closed.body['state'] ?? closed.body['code']]).toEqual(make.closed)
    await gateIn.phase('idle')
    expect(await activeAlarms(site)).toEqual([])
  })
})
