import path from 'node:path'
import { type Log, silentLog } from '@palang/kit'
import { migrate, openStore } from '../open-store.ts'
import type { Store } from '../store.ts'

/** A migrated SQLite store in `folder`, started; whoever asks stops it. */
export async function storeIn(folder: string, log: Log = silentLog()): Promise<Store> {
  const databaseUrl = `file:${path.join(folder, 'hub.db')}`
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  await store.start()
  return store
}
