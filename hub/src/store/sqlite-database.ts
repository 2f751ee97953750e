/**
 * SQLite through libsql, three connections to one file: one that writes transactions, one that reads SQL, and Prisma's.
 * All three must be of the same native library: two copies of SQLite in one process drop each other's POSIX file locks
 * (sqlite.org/howtocorrupt.html section 2.2), so `node:sqlite` must never touch this file.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { PrismaLibSql } from '@prisma/adapter-libsql'
import Libsql from 'libsql'
import type { Database } from './database.ts'
import type { SqliteTarget } from './database-url.ts'
import { PrismaClient } from './prisma/generated/sqlite/client.ts'
import type { SqlConnection, SqlRow, SqlValue } from './sql/connection.ts'
import { sqliteDialect } from './sql/dialect.ts'

/** How long a statement waits for another process that holds the file's lock, such as a backup. */
const busyTimeoutMs = 5000

/**
 * The writer's page cache. Every fact touches a page of each index, all over the file: what does not stay in memory is
 * read again and, worse, written early. SQLite's own default is 2 MB.
 */
const writerCacheKb = 32 * 1024

/** Pages of 4 KB in the write-ahead log before it is folded into the file: 32 MB, so that pages written often fold once. */
const checkpointPages = 8192

type Handle = InstanceType<typeof Libsql>
type Statement = ReturnType<Handle['prepare']>

/** Opens the file, making it and its folder when missing: WAL, and every commit on the disk before it counts. */
export function openSqliteFile(file: string): Handle {
  mkdirSync(path.dirname(file), { recursive: true })
  const handle = new Libsql(file, { timeout: busyTimeoutMs })
  handle.exec('PRAGMA journal_mode = WAL')
  handle.exec('PRAGMA synchronous = FULL')
  handle.exec('PRAGMA foreign_keys = ON')
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

class SqliteConnection implements SqlConnection {
  readonly #handle: Handle
  readonly #statements = new Map<string, Statement>()

  constructor(handle: Handle) {
    this.#handle = handle
  }

  async all(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.#prepare(sql).all(values) as SqlRow[]
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<number> {
    return this.#prepare(sql).run(values).changes
  }

  exec(sql: string): void {
    this.#handle.exec(sql)
  }

  get inTransaction(): boolean {
    return this.#handle.inTransaction
  }

  close(): void {
    this.#statements.clear()
    this.#handle.close()
  }

  #prepare(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#handle.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

/** Opens a migrated file as the store's database. */
export async function openSqliteDatabase({ file }: SqliteTarget): Promise<Database> {
  const prisma = new PrismaClient({ adapter: new PrismaLibSql({ url: libsqlUrl(file), timeout: busyTimeoutMs }) })
  const writer = new SqliteConnection(openSqliteFile(file))
  writer.exec(`PRAGMA cache_size = -${writerCacheKb}; PRAGMA wal_autocheckpoint = ${checkpointPages}`)
  const reader = new SqliteConnection(openSqliteFile(file))
  await prisma.$connect()
  return {
    dialect: sqliteDialect,
    reader,
    prisma,
    async transaction(work) {
      writer.exec('BEGIN IMMEDIATE')
      try {
        const result = await work(writer)
        writer.exec('COMMIT')
        return result
      } catch (error) {
        // Some errors, such as a full disk, have rolled back already.
        if (writer.inTransaction) writer.exec('ROLLBACK')
        throw error
      }
    },
    async close() {
      await prisma.$disconnect()
      reader.close()
      writer.close()
    },
  }
}
