/**
 * SQLite through libsql, four connections to one file: one that writes transactions, one that folds the log, one that
 * reads SQL, and Prisma's. The writer begins and commits on another thread: waiting for the disk, or for another program's
 * lock, stops nobody else. All must be of the same native library: two copies of SQLite in one process drop each other's
 * POSIX file locks (sqlite.org/howtocorrupt.html section 2.2), so `node:sqlite` must never touch this file.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { type Log, mutex } from '@palang/kit'
import { CarefulLibSql } from './libsql-adapter.ts'
import Libsql from 'libsql'
import AsyncLibsql from 'libsql/promise'
import type { Database } from './database.ts'
import type { SqliteTarget } from './database-url.ts'
import { PrismaClient } from './prisma/generated/sqlite/client.ts'
import type { SqlConnection, SqlRow, SqlValue } from './sql/connection.ts'
import { sqliteDialect } from './sql/dialect.ts'
import { sqliteCheckpoints, type Checkpoints } from './sqlite-checkpoints.ts'

/** How long a writer waits for another program that holds the file's lock, such as a backup. Milliseconds. */
const busyTimeoutMs = 5000
/** How long, once somebody has waited in vain: those behind in the queue must not wait one after the other. */
const stillBusyTimeoutMs = 100
/** How long Prisma waits, on this thread: the lock was free a moment ago. */
const prismaBusyTimeoutMs = 500

/** Pages a write of Prisma's changes, about. */
const pagesPerPrismaWrite = 8

/**
 * The writer's page cache. Every fact touches a page of each index, all over the file: what does not stay in memory is
 * read again and, worse, written early. SQLite's own default is 2 MB.
 */
const writerCacheKb = 32 * 1024

type Handle = InstanceType<typeof Libsql>
type Statement = ReturnType<Handle['prepare']>

/** What libsql's promise API does; its own types leave it open. Only `exec` leaves this thread. */
interface AsyncHandle {
  exec(sql: string): Promise<void>
  prepare(
    sql: string,
  ): Promise<{ all(values: readonly SqlValue[]): Promise<SqlRow[]>; run(values: readonly SqlValue[]): { changes: number } }>
  readonly inTransaction: boolean
  close(): void
}

/** WAL, and every commit on the disk before it counts. */
const durable = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON'

/** Opens the file, making it and its folder when missing. */
export function openSqliteFile(file: string): Handle {
  mkdirSync(path.dirname(file), { recursive: true })
  const handle = new Libsql(file, { timeout: busyTimeoutMs })
  handle.exec(durable)
  return handle
}

/** A `file:` URL for libsql's URL parser, which decodes percent signs; Windows paths take forward slashes. */
function libsqlUrl(file: string): string {
  return `file:${file
    .replaceAll('\\', '/')
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^([A-Za-z])%3A/, '$1:')}`
}

function openAsync(file: string): AsyncHandle {
  const handle = new AsyncLibsql(file, { timeout: busyTimeoutMs })
  return {
    exec: sql => handle.exec(sql),
    prepare: sql => handle.prepare(sql),
    // Its types forget this one.
    get inTransaction() {
      return Reflect.get(handle, 'inTransaction') === true
    },
    close: () => handle.close(),
  }
}

function readerOn(handle: Handle): SqlConnection {
  const statements = new Map<string, Statement>()
  const prepared = (sql: string): Statement => {
    const statement = statements.get(sql) ?? handle.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    all: async (sql, values = []) => prepared(sql).all(values) as SqlRow[],
    run: async (sql, values = []) => prepared(sql).run(values).changes,
  }
}

/** One statement at a time: libsql binds, goes to another thread and reads afterwards, on statements that are shared. */
function writerOn(handle: AsyncHandle, { wrote }: Checkpoints): SqlConnection {
  const statements = new Map<string, Awaited<ReturnType<AsyncHandle['prepare']>>>()
  const turn = mutex()
  const prepared = async (sql: string) => {
    const statement = statements.get(sql) ?? (await handle.prepare(sql))
    statements.set(sql, statement)
    return statement
  }
  return {
    all: (sql, values = []) => turn.run(async () => (await prepared(sql)).all(values)),
    run: (sql, values = []) =>
      turn.run(async () => {
        const { changes } = (await prepared(sql)).run(values)
        wrote(
          changes,
          values.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0),
        )
        return changes
      }),
  }
}

/** Takes the write lock; impatient from a wait in vain until the lock was had again. */
function beginOn(handle: AsyncHandle, checkpoints: Checkpoints): () => Promise<void> {
  let isPatient = true
  const setPatience = async (patient: boolean) => {
    await handle.exec(`PRAGMA busy_timeout = ${patient ? busyTimeoutMs : stillBusyTimeoutMs}`)
    isPatient = patient
  }
  return async () => {
    await checkpoints.betweenCommits()
    try {
      await handle.exec('BEGIN IMMEDIATE')
    } catch (error) {
      if (isPatient) await setPatience(false)
      throw error
    }
    if (!isPatient) await setPatience(true)
  }
}

/** Opens a migrated file as the store's database. */
export async function openSqliteDatabase({ file }: SqliteTarget, log: Log): Promise<Database> {
  const prisma = new PrismaClient({ adapter: new CarefulLibSql({ url: libsqlUrl(file), timeout: prismaBusyTimeoutMs }) })
  const readerHandle = openSqliteFile(file)
  const writerHandle = openAsync(file)
  await writerHandle.exec(`${durable}; PRAGMA cache_size = -${writerCacheKb}; PRAGMA wal_autocheckpoint = 0`)
  const folderHandle = openAsync(file)
  const fold = 'PRAGMA wal_checkpoint(PASSIVE)'
  const checkpoints = sqliteCheckpoints({
    foldBeside: () => folderHandle.exec(fold),
    foldRest: () => writerHandle.exec(fold),
    failed: error => log.warn({ err: error }, 'the write-ahead log of the database was not folded'),
  })
  const writer = writerOn(writerHandle, checkpoints)
  const begin = beginOn(writerHandle, checkpoints)
  await prisma.$connect()
  return {
    dialect: sqliteDialect,
    reader: readerOn(readerHandle),
    prisma,
    async writable() {
      checkpoints.wrote(pagesPerPrismaWrite / 2, 0)
      await begin()
      await writerHandle.exec('ROLLBACK')
    },
    async transaction(work) {
      await begin()
      try {
        const result = await work(writer)
        await writerHandle.exec('COMMIT')
        return result
      } catch (error) {
        // Some errors, such as a full disk, have rolled back already.
        if (writerHandle.inTransaction) await writerHandle.exec('ROLLBACK')
        throw error
      }
    },
    async close() {
      await checkpoints.idle()
      await prisma.$disconnect()
      folderHandle.close()
      readerHandle.close()
      writerHandle.close()
    },
  }
}
