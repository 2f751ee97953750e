import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isCoded, silentLog } from '@palang/kit'
import { afterAll, describe, expect, test } from 'vitest'
import { storeContract } from './contract.ts'
import { migrate, openStore } from './open-store.ts'
import type { Store } from './store.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'palang store %20 '))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0

async function freshStore(): Promise<{ store: Store; databaseUrl: string }> {
  const databaseUrl = `file:${path.join(folder, `hub ${++files}.db`)}`
  await migrate({ databaseUrl, log: silentLog() })
  const store = openStore({ databaseUrl, log: silentLog() })
  await store.start()
  return { store, databaseUrl }
}

describe('store on SQLite', () => {
  storeContract(async () => (await freshStore()).store)
})

test('what was committed is there after the store was closed and opened again', async () => {
  const { store, databaseUrl } = await freshStore()
  await store.settings.put('name', 'Palang')
  await store.stop()
  await store.stop()
  const again = openStore({ databaseUrl, log: silentLog() })
  await again.start()
  await again.start()
  expect(await again.settings.get('name')).toBe('Palang')
  await again.stop()
})

test('a store that is not open says that the database is unavailable', async () => {
  const { store } = await freshStore()
  await store.stop()
  const calls = [() => store.ping(), () => store.machines.get('x'), () => store.settings.put('a', 1), () => store.transact(async () => 1)]
  for (const call of calls) await expect(call()).rejects.toSatisfy(error => isCoded(error, 'database_unavailable') && error.retryable)
})

test('a folder that cannot be made is an unavailable database', async () => {
  const { store, databaseUrl } = await freshStore()
  await store.stop()
  const below = openStore({ databaseUrl: `${databaseUrl}/below.db`, log: silentLog() })
  await expect(below.start()).rejects.toSatisfy(error => isCoded(error, 'database_unavailable'))
})
