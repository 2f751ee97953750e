/** The main job, as it must go on every engine: in with a card, photographed, paid by notes, out by passage, and in the books. */
import { beforeAll, expect, test } from 'vitest'
import { handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import type { RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

/** Registers the tests over a site that nobody has used yet. */
export function vehicleWithCard(running: () => RunningSite): void {
  let site: RunningSite
  let gateIn: GateHands
  let gateOut: GateHands
  beforeAll(() => {
    site = running()
    gateIn = handsAt(site, 'gate_in')
    gateOut = handsAt(site, 'gate_out')
  })
  const occupied = async () => (await site.api('GET', '/api/parking/capacity')).body['occupied']

  test('is let in once, and is inside only after it passed loop 2', async () => {
    const before = (await gateIn.view()).board.actuations
    await gateIn.arrive('B 1234 XYZ')
    await gateIn.tap('DAY_001')
    const waiting = await sessionOf(site, 'DAY_001', session => session.state === 'waiting')
    expect(await occupied()).toBe(0)
    await gateIn.driveThrough()
    const inside = await sessionOf(site, 'DAY_001', session => session.state === 'inside')
    expect(inside).toMatchObject({ id: waiting.id, entry_evidence: 'loop_passed' })
    expect(await occupied()).toBe(1)
    expect((await gateIn.view()).board.actuations).toBe(before + 1)
  })

  test('has its photo kept and its way told on one time line', async () => {
    const session = await sessionOf(site, 'DAY_001', () => true)
    const timeline = await until('the photo on the time line', async () => {
      const { body } = await site.api('GET', `/api/sessions/${session.id}`)
      const entries = body['timeline'] as { kind: string; at: string }[]
      return entries.some(entry => entry.kind === 'photo') ? entries : undefined
    })
    expect(timeline.map(entry => entry.kind)).toEqual(expect.arrayContaining(['fact', 'photo']))
    expect(timeline.map(entry => entry.at)).toEqual(timeline.map(entry => entry.at).toSorted())
  })

  test('is refused a second time, with the reason on the kiosk, and nothing moves', async () => {
    const before = (await gateIn.view()).board.actuations
    await gateIn.arrive()
    await gateIn.tap('DAY_001')
    expect(await gateIn.phase('refused')).toMatchObject({ reason: 'already_inside' })
    expect((await gateIn.view()).board.actuations).toBe(before)
    await gateIn.act('back-out')
    await gateIn.phase('idle')
  })

  test('leaves only after paying, and the stay is closed only by passage', async () => {
    await gateOut.arrive()
    await gateOut.tap('DAY_001')
    const lane = await gateOut.phase('paying')
    expect(lane).toMatchObject({ amount: 5000, currency: 'IDR' })
    expect((await gateOut.view()).board.actuations).toBe(0)
    await gateOut.pay(2000)
    await until('the first note to count', async () => (await gateOut.phase('paying'))['paid_amount'] === 2000)
    expect((await gateOut.view()).board.actuations).toBe(0)
    await gateOut.pay(2000)
    await gateOut.pay(1000)
    const leaving = await sessionOf(site, 'DAY_001', session => session.state === 'leaving')
    expect(leaving).toMatchObject({ closed_at: null, paid_amount: 5000 })
    await gateOut.driveThrough()
    const closed = await sessionOf(site, 'DAY_001', session => session.state === 'closed')
    expect(closed).toMatchObject({ outcome: 'passed', exit_evidence: 'loop_passed', amount: 5000, paid_amount: 5000 })
    expect((await gateOut.view()).board).toMatchObject({ actuations: 1 })
    expect(await occupied()).toBe(0)
  })

  test('has left three notes in the ledger that add up to its price', async () => {
    const session = await sessionOf(site, 'DAY_001', () => true)
    const { body } = await site.api('GET', `/api/payments?session_id=${session.id}`)
    const entries = body['items'] as { amount: number; kind: string }[]
    expect(entries.map(entry => entry.amount).toSorted()).toEqual([1000, 2000, 2000])
  })
}
