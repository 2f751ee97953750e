import { isCoded, silentLog } from '@palang/kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { at, fact, outlet } from './contract/samples.ts'
import { storeContract } from './contract.ts'
import { migrate, openStore } from './open-store.ts'
import type { Store } from './store.ts'
import { type PrivateMariadb, startPrivateMariadb, whyNoMariadb } from './testing/private-mariadb.ts'

const reason = whyNoMariadb()
if (reason !== undefined) console.warn(`skipped: store on MySQL/MariaDB: ${reason}`)

describe.skipIf(reason !== undefined)(`store on MySQL/MariaDB${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  let server: PrivateMariadb | undefined
  let databases = 0

  beforeAll(async () => {
    server = await startPrivateMariadb()
  }, 120_000)
  afterAll(() => server?.stop())

  function running(): PrivateMariadb {
    if (server === undefined) throw new Error('the server did not start')
    return server
  }

  async function freshStore(): Promise<Store> {
    const databaseUrl = running().url(`palang_${++databases}`)
    await migrate({ databaseUrl, log: silentLog() })
    const store = openStore({ databaseUrl, log: silentLog() })
    await store.start()
    return store
  }

  storeContract(freshStore)

  test('what does not fit a column is refused, never cut', async () => {
    const store = await freshStore()
    const write = store.transact(tx => tx.facts.insert([fact({ machineId: 'x'.repeat(200) })]))
    await expect(write).rejects.toSatisfy(error => isCoded(error, 'internal') && !error.retryable)
    await store.stop()
  })

  test('when the server dies every call says so, and works again when it is back, without a restart of the hub', async () => {
    const store = await freshStore()
    await store.outlets.put(outlet('Palang'))
    await store.transact(tx => tx.facts.insert([fact({ seq: 1 })]))
    let dying: Promise<void> | undefined
    const interrupted = store.transact(async tx => {
      await tx.facts.insert([fact({ seq: 2 })])
      dying = running().kill()
      await dying
      await tx.facts.insert([fact({ seq: 3 })])
    })
    await expect(interrupted).rejects.toSatisfy(error => isCoded(error, 'database_unavailable') && error.retryable)
    const calls = [
      () => store.ping(),
      () => store.outlets.list(),
      () => store.outlets.put(outlet('outlet-1')),
      () => store.transact(tx => tx.sessions.getMany(['x'])),
    ]
    for (const call of calls) await expect(call()).rejects.toSatisfy(error => isCoded(error, 'database_unavailable') && error.retryable)
    await running().restart()
    await store.ping()
    expect(await store.outlets.list()).toContainEqual(outlet('Palang'))
    await store.transact(tx => tx.facts.insert([fact({ seq: 4, occurredAt: at(60) })]))
    const { items } = await store.facts.list({ machineId: fact().machineId }, { limit: 10 })
    expect(items.map(item => item.seq)).toEqual([4, 1])
    await store.stop()
  }, 120_000)

  test('when the server hangs, reads and those who wait for their turn are sent away; nobody hangs with it', async () => {
    const store = await freshStore()
    const gone = (error: unknown) => isCoded(error, 'database_unavailable') && error.retryable
    await running().freeze()
    const begun = store.transact(tx => tx.sessions.getMany(['x'])).catch((error: unknown) => error)
    const waits = [
      store.transact(tx => tx.sessions.getMany(['y'])),
      store.outlets.put(outlet('outlet-1')),
      store.outlets.list(),
      store.ping(),
    ]
    // All are awaited at once: whichever is sent away first, somebody is there to hear it.
    for (const result of await Promise.allSettled(waits)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(gone) })
    }
    await expect(store.outlets.list()).rejects.toSatisfy(gone)
    running().thaw()
    await begun
    await store.outlets.put(outlet('outlet-2'))
    // As many at once as there are connections: those that were being opened when the server froze come to their end.
    const all = await Promise.all(Array.from({ length: 24 }, () => store.outlets.list()))
    for (const outlets of all) expect(outlets).toContainEqual(outlet('outlet-2'))
    await store.stop()
  }, 60_000)

  test('a server that does not let us in is an unavailable database, and the error does not tell the password', async () => {
    const databaseUrl = running().url('palang').replace('root@', 'nobody:geheim@')
    const opening = openStore({ databaseUrl, log: silentLog() }).start()
    await expect(opening).rejects.toSatisfy(
      error => isCoded(error, 'database_unavailable') && !JSON.stringify(error, Object.getOwnPropertyNames(error)).includes('geheim'),
    )
  })
})
