/** The treatment devices of a simulated site at a real hub: nobody enters anything, and nothing is counted twice over a restart. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { loadSite, type Site } from '@palang/config'
import { openLog, systemClock } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { sessionView } from '@palang/protocol'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { createHub } from '../../../hub/src/hub.ts'
import { migrate, openStore } from '../../../hub/src/store/open-store.ts'
import { createSiteUnits } from './site-units.ts'

const soon = { timeout: 20_000, interval: 20 }
const adminToken = 'admin-token-0123456789abcdef0123'
const sessionPage = z.object({ items: z.array(sessionView) })
const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-units-'))
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
const log = openLog({ name: 'test', level: 'error' })

async function simulatedSite(): Promise<Site> {
  const environment = { WEBSOCKET_HOST: '127.0.0.1', WEBSOCKET_PORT: `${await freePort()}`, MQTT_URL: `embedded:${await freePort()}` }
  const root = path.resolve(import.meta.dirname, '../../..')
  const site = loadSite({ root, file: 'config/examples/parking-simulated.yaml', dataDir, environment })
  return { ...site, telemetry: { ...site.telemetry, simulated_units: 2 } }
}

/** One start of hub and devices, as the launcher makes it: the devices first. */
async function started(site: Site) {
  const units = createSiteUnits({ site, clock: systemClock, log, seed: 1, traffic: false })
  units.start()
  const hub = createHub({
    site,
    store: openStore({ databaseUrl: site.hub.databaseUrl, log }),
    clock: systemClock,
    log,
    version: 'test',
    adminToken,
  })
  const { url } = await hub.start()
  const stop = async () => {
    await units.stop()
    await hub.stop()
  }
  onTestFinished(stop)
  const ask = async (where: string): Promise<unknown> =>
    (await fetch(`${url}${where}`, { headers: { authorization: `Bearer ${adminToken}` } })).json()
  return {
    units,
    stop,
    ask,
    sessions: async () => sessionPage.parse(await ask('/api/sessions?family=ozone')).items,
  }
}

test('its machines, devices and prices are there, a pressed treatment is sold once, and counters go on after a restart', async () => {
  const site = await simulatedSite()
  await migrate({ databaseUrl: site.hub.databaseUrl, log })
  const first = await started(site)
  await vi.waitFor(() => expect(first.units.press('ozon-1', 'BASIC')).toBe(true), soon)
  await vi.waitFor(async () => expect(await first.sessions()).toMatchObject([{ machine_id: 'ozone-1', state: 'running' }]), soon)
  expect(first.units.press('ozon-3', 'BASIC')).toBe(false)
  await first.stop()

  const second = await started(site)
  await vi.waitFor(() => expect(second.units.press('ozon-2', 'PREMIUM')).toBe(true), soon)
  await vi.waitFor(async () => expect(await second.sessions()).toHaveLength(2), soon)
  expect(await second.ask('/api/treatments/prices')).toMatchObject({ items: { length: 3 } })
  expect(await second.ask('/api/devices/ozon-1/breaks')).toMatchObject({ items: [] })
})
