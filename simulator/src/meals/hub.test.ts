/** A small day at a real hub, with everything that can go wrong: what people see of it is what happened, however often it was told. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSite } from '@palang/config'
import { openLog, systemClock } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { createHub } from '../../../hub/src/hub.ts'
import { migrate, openStore } from '../../../hub/src/store/open-store.ts'
import { hubApi } from '../hub/hub-api.ts'
import { checkedTable, checkMealDay, isBalanced } from './check-day.ts'
import { plannedDay } from './day-plan.ts'
import { truthOf } from './day-truth.ts'
import { gatewayPost } from './gateway-post.ts'
import { mealFaultNames } from './meal-faults.ts'
import { playDay, type SendScans } from './play-day.ts'
import { playedDay } from './played-day.ts'
import { prepareMealDay, tellCooked } from './prepare-meal-day.ts'
import { untilMoment } from './run-meals.ts'

const soon = { timeout: 20_000, interval: 50 }
const token = 'admin-token-0123456789abcdef0123'
const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-meal-day-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
const log = openLog({ name: 'test', level: 'error' })

async function startedHub() {
  const environment = { WEBSOCKET_HOST: '127.0.0.1', WEBSOCKET_PORT: `${await freePort()}`, MQTT_URL: `embedded:${await freePort()}` }
  const root = path.resolve(import.meta.dirname, '../../..')
  const site = loadSite({ root, file: 'config/examples/parking-simulated.yaml', dataDir, environment })
  await migrate({ databaseUrl: site.hub.databaseUrl, log })
  const store = openStore({ databaseUrl: site.hub.databaseUrl, log })
  const hub = createHub({ site, store, clock: systemClock, log, version: 'test', adminToken: token })
  const { url } = await hub.start()
  onTestFinished(() => hub.stop())
  return { url, api: hubApi({ url, token }) }
}

test('a day with all faults balances to the last tray, telling everything again changes nothing, and it is not played twice', async () => {
  const { url, api } = await startedHub()
  const seed = 5
  const plan = plannedDay({ kitchens: 1, vehicles: 2, schools: 3, portions: 2_400 }, seed)
  const played = playedDay(plan, new Set(mealFaultNames), seed)
  const { day, batches } = await prepareMealDay(api, plan)
  const post = gatewayPost({ url, token })
  const sent: Parameters<SendScans>[] = []
  const told = await playDay(played, {
    clock: { now: () => Date.now(), until: ms => untilMoment(ms) },
    speed: 100_000,
    async send(gatewayId, items) {
      sent.push([gatewayId, items])
      return post(gatewayId, items)
    },
    cooked: (kitchen, atMs) => tellCooked(api, batches.get(kitchen) ?? '', atMs),
  })
  const truth = truthOf(plan, day, played, told)
  const balances = () =>
    vi.waitFor(async () => {
      const checked = await checkMealDay(api, truth)
      expect(isBalanced(checked), checkedTable(checked)).toBe(true)
    }, soon)
  await balances()
  for (const [gatewayId, items] of sent) expect(await post(gatewayId, items)).toBe(true)
  await balances()

  const [first, ...others] = truth.trays
  if (first === undefined) throw new Error('no tray')
  const otherwise = await checkMealDay(api, { ...truth, trays: [{ ...first, loaded: first.loaded + 1 }, ...others] })
  expect(isBalanced(otherwise)).toBe(false)
  expect(checkedTable(otherwise)).toContain('DIFFERENT')
  await expect(prepareMealDay(api, plan)).rejects.toMatchObject({ code: 'already_played' })
})
