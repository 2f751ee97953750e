import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { isCoded, silentLog } from '@palang/kit'
import { afterAll, describe, expect, test } from 'vitest'
import Libsql from 'libsql'
import { fact, outlet } from './contract/samples.ts'
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
  await store.outlets.put(outlet('Palang'))
  await store.stop()
  await store.stop()
  const again = openStore({ databaseUrl, log: silentLog() })
  await again.start()
  await again.start()
  expect(await again.outlets.list()).toContainEqual(outlet('Palang'))
  await again.stop()
})

test('a store that is not open says that the database is unavailable', async () => {
  const { store } = await freshStore()
  await store.stop()
  const calls = [
    () => store.ping(),
    () => store.machines.get('x'),
    () => store.outlets.put(outlet('outlet-1')),
    () => store.transact(async () => 1),
  ]
  for (const call of calls) await expect(call()).rejects.toSatisfy(error => isCoded(error, 'database_unavailable') && error.retryable)
})

test('a folder that cannot be made is an unavailable database', async () => {
  const { store, databaseUrl } = await freshStore()
  await store.stop()
  const below = openStore({ databaseUrl: `${databaseUrl}/below.db`, log: silentLog() })
  await expect(below.start()).rejects.toSatisfy(error => isCoded(error, 'database_unavailable'))
})

describe('while another program holds the write lock', () => {
  const isAway = (error: unknown) => isCoded(error, 'database_unavailable') && error.retryable

  async function lockedStore(): Promise<{ store: Store; unlock(): void }> {
    const { store, databaseUrl } = await freshStore()
    await store.outlets.put(outlet('Palang'))
    const other = new Libsql(databaseUrl.slice('file:'.length))
    other.exec('BEGIN IMMEDIATE')
    const unlock = () => {
      other.exec('ROLLBACK')
      other.close()
    }
    return { store, unlock }
  }

  test('reads go on, writes say that the database is unavailable, and afterwards both are as before', async () => {
    const { store, unlock } = await lockedStore()
    const order: string[] = []
    const write = store.transact(async () => 1).finally(() => order.push('write refused'))
    await store.outlets.list().then(() => order.push('read'))
    await expect(write).rejects.toSatisfy(isAway)
    expect(order).toEqual(['read', 'write refused'])
    await expect(store.outlets.put(outlet('later'))).rejects.toSatisfy(isAway)
    unlock()
    await store.outlets.put(outlet('later'))
    expect(await store.transact(async () => 1)).toBe(1)
    await store.stop()
  }, 20_000)

  test('those who queue are refused together, not each after a wait of its own', async () => {
    const { store, unlock } = await lockedStore()
    // Each with a wait of its own would take longer than this test may.
    const writes = Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0 ? store.transact(async () => 1) : store.outlets.put(outlet(`outlet-${n}`)),
    )
    for (const result of await Promise.allSettled(writes)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(isAway) as unknown })
    }
    unlock()
    expect(await store.transact(async () => 1)).toBe(1)
    await store.stop()
  }, 50_000)
})

test('two reads of one transaction at the same time do not mix', async () => {
  const { store } = await freshStore()
  await store.transact(async tx => {
    const a = fact({ machineId: 'a' })
    const b = fact({ machineId: 'b' })
    await tx.facts.insert([a, b])
    const found = await Promise.all(['a', 'b', 'none'].map(id => tx.facts.digests(id, a.epoch, [a.seq])))
    expect(found.map(one => [...one.values()])).toEqual([[a.digest], [b.digest], []])
  })
  await store.stop()
})

describe('the write-ahead log', () => {
  const mb = 1024 * 1024
  const logBytes = (databaseUrl: string) => statSync(`${databaseUrl.slice('file:'.length)}-wal`).size

  /** Commits about one megabyte; `seq` numbers the fact. */
  const commit = (store: Store, seq: number) => store.transact(tx => tx.facts.insert([fact({ seq, payload: { filler: 'x'.repeat(mb) } })]))

  test('stays small however much is committed, and nothing of it is lost', async () => {
    const { store, databaseUrl } = await freshStore()
    let largest = 0
    for (let seq = 1; seq <= 100; seq++) {
      await commit(store, seq)
      largest = Math.max(largest, logBytes(databaseUrl))
    }
    expect(largest).toBeGreaterThan(16 * mb)
    expect(largest).toBeLessThan(64 * mb)
    await store.stop()
    const reopened = new Libsql(databaseUrl.slice('file:'.length))
    expect(reopened.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
    expect(reopened.prepare('SELECT COUNT(*) AS n FROM facts').all()).toEqual([{ n: 100 }])
    reopened.close()
  })

  test('is not folded by a write of Prisma’s, which would be on the event loop', async () => {
    const { store, databaseUrl } = await freshStore()
    for (let seq = 1; seq <= 10; seq++) await commit(store, seq)
    const bytes = () => statSync(databaseUrl.slice('file:'.length)).size
    const before = bytes()
    await store.outlets.put(outlet('Palang'))
    expect([logBytes(databaseUrl) > 5 * mb, bytes()]).toEqual([true, before])
    await store.stop()
  })

  test('grows while somebody reads in it, stops nobody, and begins anew when the reader has gone', async () => {
    const { store, databaseUrl } = await freshStore()
    const reader = new Libsql(databaseUrl.slice('file:'.length))
    reader.exec('BEGIN')
    reader.prepare('SELECT COUNT(*) FROM facts').all()
    let seq = 0
    while (seq < 50) await commit(store, ++seq)
    expect(logBytes(databaseUrl)).toBeGreaterThan(45 * mb)
    reader.exec('COMMIT')
    reader.close()
    while (seq < 200) await commit(store, ++seq)
    expect(logBytes(databaseUrl)).toBeLessThan(100 * mb)
    await store.stop()
  })
})
