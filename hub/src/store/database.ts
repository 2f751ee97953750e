/** One open database: prepared SQL for the hot path and Prisma's client for everything else. */
import type { PrismaClient } from './prisma/generated/sqlite/client.ts'
import type { SqlConnection } from './sql/connection.ts'
import type { Dialect } from './sql/dialect.ts'

export interface Database {
  readonly dialect: Dialect
  /** Prepared SQL outside any transaction; sees only what is committed. */
  readonly reader: SqlConnection
  /**
   * The client of this engine. Both engines' clients are generated from the same models; the store knows them by the type
   * of the SQLite one.
   */
  readonly prisma: PrismaClient
  /**
   * Resolves when a write through Prisma can begin at once. Where Prisma would wait for another program's lock on the event
   * loop, this waits on another thread. Throws the driver's error when the lock is not given back in time.
   */
  writable(): Promise<void>
  /** Runs `work` in a transaction: committed when it resolves, rolled back when it throws. One at a time. */
  transaction<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>
  close(): Promise<void>
}
