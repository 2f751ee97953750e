/** That a commit counts only once it is on the disk: no other test would notice, short of a power cut. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog } from '@palang/kit'
import { afterAll, expect, test } from 'vitest'
import { migrate } from './open-store.ts'
import { openSqliteDatabase } from './sqlite-database.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'palang-durable-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** https://sqlite.org/pragma.html#pragma_synchronous */
const full = 2

test('every connection that writes waits for the disk at each commit', async () => {
  const file = path.join(folder, 'hub.db')
  await migrate({ databaseUrl: `file:${file}`, log: silentLog() })
  const database = await openSqliteDatabase({ engine: 'sqlite', file }, silentLog())
  const writer = await database.transaction(connection => connection.all('PRAGMA synchronous'))
  const prisma = await database.prisma.$queryRaw`PRAGMA synchronous`
  const mode = await database.reader.all('PRAGMA journal_mode')
  await database.close()
  expect({ writer, prisma, mode }).toMatchObject({
    writer: [{ synchronous: full }],
    prisma: [{ synchronous: full }],
    mode: [{ journal_mode: 'wal' }],
  })
})
