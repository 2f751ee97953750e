import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { loadSite } from '@palang/config'
import { type Log, ManualClock, silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { memoryStore } from '../store/testing/memory-store.ts'
import { giveFirstAccess } from './first-start.ts'

const root = path.resolve(import.meta.dirname, '../../..')

test('a token given to a hub that has its administrator already is not passed over in silence', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'palang-first-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const site = loadSite({ root, file: 'config/examples/parking-simulated.yaml', dataDir, environment: { SIMULATION_MODE: 'false' } })
  const warnings: unknown[] = []
  const log: Log = Object.assign(silentLog(), { warn: (...about: unknown[]) => void warnings.push(about) })
  const store = memoryStore()
  const start = (adminToken: string) =>
    giveFirstAccess(
      { site, store, clock: new ManualClock(), log, adminPassword: 'a password that is long', adminToken },
      { prelist: () => Promise.resolve() },
    )
  const first = 'the-first-token-0123456789'
  expect(await start(first)).toMatchObject({ email: 'admin@palang.local' })
  expect(await start(first)).toBeUndefined()
  expect(warnings).toEqual([])
  await start('another-token-0123456789')
  expect(warnings).toMatchObject([[expect.stringContaining('was not taken')]])
  expect(JSON.stringify(warnings)).not.toContain('another-token')
})
