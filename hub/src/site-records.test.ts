import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Site } from '@palang/config'
import { ConfigError, silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { storeSite } from './site-records.ts'
import { migrate, openStore } from './store/open-store.ts'
import { simulatedSite as site } from './testing/simulated-site.ts'

const now = '2026-01-20T10:30:00.000Z'

async function emptyStore() {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-records-'))
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  await migrate({ databaseUrl, log: silentLog() })
  const store = openStore({ databaseUrl, log: silentLog() })
  await store.start()
  onTestFinished(async () => {
    await store.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  return store
}

/** The site with another price, which its file says under `version`. */
function dearer(version: number): Site {
  if (site.parking === undefined) throw new Error('the example has no parking')
  const { tariffTable } = site.parking
  return { ...site, parking: { ...site.parking, tariffTable: { ...tariffTable, version, free_minutes: tariffTable.free_minutes + 7 } } }
}

test('a changed price under the old version is a mistake of the tariff file, told with what mends it; a new version is stored', async () => {
  const store = await emptyStore()
  await storeSite(store, site, now)
  await storeSite(store, site, now)
  const version = site.parking?.tariffTable.version ?? 0
  const refused = await storeSite(store, dearer(version), now).catch((error: unknown) => error)
  if (!(refused instanceof ConfigError)) throw refused
  expect(refused.mistakes).toMatchObject([
    { file: site.parking?.tariff, path: 'version', message: expect.stringContaining('raise `version:`') },
  ])
  await storeSite(store, dearer(version + 1), now)
})

test('the version of the site file starts when the file names it anew; what was published since outlives a restart', async () => {
  const store = await emptyStore()
  const version = site.parking?.tariffTable.version ?? 0
  const later = (minutes: number) => new Date(Date.parse(now) + minutes * 60_000).toISOString()
  const inForce = async (at: string) => (await store.transact(tx => tx.tariffs.inForce(at)))?.version
  await storeSite(store, site, now)
  const published = {
    id: 'published',
    tariffId: 'standard',
    version: 90,
    startsAt: later(1),
    setAt: later(1),
    actor: 'user:a',
    reason: null,
  }
  await store.transact(tx => tx.tariffs.start(published))
  await storeSite(store, site, later(2))
  expect([await inForce(now), await inForce(later(2))]).toEqual([version, 90])
  await storeSite(store, dearer(version + 1), later(3))
  expect(await inForce(later(3))).toBe(version + 1)
  await storeSite(store, site, later(4))
  expect([await inForce(later(3)), await inForce(later(4))]).toEqual([version + 1, version])
  expect(await store.tariffs.starts()).toHaveLength(4)
})
