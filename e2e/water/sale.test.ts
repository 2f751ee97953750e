/** A customer buys water with a note, and once more while the power goes in mid-pour: each sale has one end, and every rupiah is told. */
import { waterStatus } from '@palang/protocol'
import { freePorts } from '@palang/kit/testing/free-ports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const panelStatus = z.looseObject({ water: waterStatus.optional(), hub: z.looseObject({ online: z.boolean() }).optional() })
const sessions = z.looseObject({
  items: z.array(
    z.looseObject({
      id: z.string(),
      open: z.boolean(),
      state: z.string(),
      pour: z.looseObject({ delivered_ml: z.int().nullable() }).nullable(),
    }),
  ),
})

let site: RunningSite

beforeAll(async () => {
  const [port] = await freePorts(1)
  const machine = `  - id: vending-1
    family: water
    panel: { port: ${port} }
    devices: { board: { driver: simulated }, cash: { driver: simulated } }
    products: [{ volume_ml: 600, price: 1000 }]
`
  site = await startSite({ edit: yaml => yaml + machine })
  await until('the machine to sell', async () => (await seen()).water?.sale?.phase === 'idle')
})

afterAll(() => site.stop())

const url = (route: string) => `${site.panels['vending-1']?.replace(/\/$/, '')}/api${route}`
/** While the controller starts anew nobody answers. */
const seen = async () => {
  const answer = await fetch(url('/status')).catch(() => undefined)
  return answer?.ok === true ? panelStatus.parse(await answer.json()) : {}
}
const sale = async () => (await seen()).water?.sale
const choose = async () => {
  const answer = await fetch(url('/sale/choose'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ volume_ml: 600 }),
  })
  return answer.status
}
const pay = (amount: number) =>
  until('the note to be taken', async () => (await site.simulate('/waters/vending-1/pay', { amount }))['outcome'] === 'stacked')
const closed = (count: number) =>
  until(`${count} sales in the books, all ended`, async () => {
    const { items } = sessions.parse((await site.api('GET', '/api/sessions?machine=vending-1')).body)
    return items.length === count && items.every(({ open }) => !open) ? items : undefined
  })

test('600 ml for a note of 2,000: the water comes, and 1,000 stand over', async () => {
  expect(await choose()).toBe(202)
  expect(await choose()).toBe(409)
  await pay(2_000)
  const thanks = await until('the thanks', async () => {
    const now = await sale()
    return now?.phase === 'thanks' ? now : undefined
  })
  expect(thanks).toMatchObject({ credit: 1_000, ended: { result: 'success', delivered_ml: 600, charged: 1_000, remainder: 1_000 } })
  expect(await closed(1)).toMatchObject([{ state: 'closed', pour: { delivered_ml: 600 } }])
})

test('paid by what stood over, and the controller is killed in mid-pour: one end, and nothing is poured again', async () => {
  expect(await choose()).toBe(202)
  await until('water to come', async () => ((await sale())?.delivered_ml ?? 0) > 50)
  const killed = site.pid('vending-1')
  if (killed === undefined) throw new Error('the controller does not run')
  process.kill(killed, 'SIGKILL')
  const end = await until('the end of the sale', async () => {
    const now = await sale()
    return site.pid('vending-1') !== killed && now?.phase === 'thanks' ? now : undefined
  })
  const { delivered_ml: deliveredMl = 0, charged = 0, remainder = 0 } = end.ended ?? {}
  expect(charged + remainder).toBe(1_000)
  expect(charged).toBeLessThanOrEqual(Math.max(Math.floor((1_000 * deliveredMl) / 600), deliveredMl >= 600 ? 1_000 : 0))
  expect(await closed(2)).toHaveLength(2)
  expect((await seen()).water?.pour).toBeUndefined()
})
