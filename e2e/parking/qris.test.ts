/** A stay paid by QRIS, with the provider the simulator plays: at the kiosk's own interface, in real processes, without a public address. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { goIn, handsAt, sessionOf, type GateHands } from '../site/gate-hands.ts'
import { request, startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

let site: RunningSite
let gate: GateHands

beforeAll(async () => {
  site = await startSite({ edit: yaml => yaml.replace('machines:\n', 'payments: { qris: { provider: midtrans } }\nmachines:\n') })
  gate = handsAt(site, 'gate_out')
}, 180_000)
afterAll(() => site.stop())

const press = (act: 'start' | 'cancel') => request(`${site.panels['gate_out']?.replace(/\/$/, '')}/api/parking/qris`, 'POST', { act }, {})
const qris = z.object({ qris: z.object({ state: z.string(), code: z.string().optional() }) })
const shows = (state: string) =>
  until(`QRIS to be ${state}`, async () => {
    const lane = qris.safeParse(await gate.phase('paying'))
    return lane.success && lane.data.qris.state === state ? lane.data.qris : undefined
  })
const detail = z.object({
  online_payments: z.array(z.object({ state: z.string(), provider: z.string(), transaction_id: z.string().nullable() })),
  timeline: z.array(z.looseObject({ kind: z.string(), method: z.string().optional(), amount: z.number().optional() })),
})
const seen = async (sessionId: string) => detail.parse((await site.api('GET', `/api/sessions/${sessionId}`)).body)

test('changed one’s mind, then paid by phone while every notification is lost: the barrier opens, the money is booked once', async () => {
  const { id } = await goIn(site, 'QRIS_001')
  await gate.arrive()
  await gate.tap('QRIS_001')
  await shows('offered')
  await site.simulate('/qris/fault', { notifications: 0 })
  await press('start')
  expect((await shows('shown')).code).toContain('000201')
  await press('cancel')
  await shows('offered')
  await press('start')
  await shows('shown')
  await site.simulate('/qris/pay')
  await gate.driveThrough()
  expect(await sessionOf(site, 'QRIS_001', session => session.state === 'closed')).toMatchObject({ amount: 5000, paid_amount: 5000 })
  const { online_payments: payments, timeline } = await seen(id)
  expect(payments.map(({ state }) => state)).toEqual(['cancelled', 'paid'])
  expect(payments[1]?.transaction_id).toEqual(expect.any(String))
  expect(timeline.filter(({ kind }) => kind === 'payment').map(({ method, amount }) => [method, amount])).toEqual([['qris', 5000]])
  const { body } = await site.api('GET', '/api/reports/ledger-check')
  expect(body).toMatchObject({ balanced: true })
})
