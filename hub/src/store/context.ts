/** What every part of the store works with: the database, its one writer at a time, and errors made ours. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { mutex } from '@palang/kit'
import { createAvailability } from './availability.ts'
import { databaseError, unavailable } from './database-errors.ts'
import type { Database } from './database.ts'
import type { PrismaClient } from './prisma/generated/sqlite/client.ts'
import type { Dialect } from './sql/dialect.ts'
import type { SqlConnection } from './sql/connection.ts'
import type { Sql } from './sql/rows.ts'

export interface StoreContext {
  dialect: Dialect
  /** Reads through Prisma; what is read was committed. */
  read<T>(work: (prisma: PrismaClient) => Promise<T>): Promise<T>
  /** Reads in SQL outside any transaction. */
  query<T>(work: (connection: SqlConnection) => Promise<T>): Promise<T>
  /** Writes through Prisma, one writer at a time. A key that exists is `already_exists`. */
  write<T>(work: (prisma: PrismaClient) => Promise<T>): Promise<T>
  /** Runs prepared SQL in a transaction, one writer at a time. A key that exists is `conflict`. Errors of `work` itself pass unchanged. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** Resolves when no writer is at work any more. */
  idle(): Promise<void>
}

/**
 * Writers go one after the other on both engines. SQLite has one writer anyway, and a second connection of this process
 * that waited for it would stop the event loop the first one needs to finish. On MySQL it makes what a transaction read
 * still true when it commits, without lock orders and repetitions in the domain; group commit keeps it fast.
 * `current` gives the open database or throws `database_unavailable`.
 */
export function storeContext(dialect: Dialect, current: () => Database): StoreContext {
  const writer = mutex()
  const transactions = new AsyncLocalStorage<{ open: boolean }>()
  const { guard } = createAvailability(async () => current().reader.all('SELECT 1'))

  async function coded<T>(work: () => Promise<T>, uniqueCode: 'already_exists' | 'conflict'): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw databaseError(error, uniqueCode)
    }
  }

  function one<T>(work: () => Promise<T>): Promise<T> {
    // Waiting for a transaction from inside it would wait for ever.
    if (transactions.getStore()?.open === true) throw new Error('this write belongs into the transaction it is called from: use its tx')
    let turn: 'waits' | 'works' | 'left' = 'waits'
    const inTurn = () =>
      writer.run(async () => {
        if (turn === 'left') throw unavailable('the database does not answer')
        turn = 'works'
        return work()
      })
    // What has begun may commit yet, so only those still in the queue are sent away.
    return guard(inTurn, () => {
      if (turn === 'waits') turn = 'left'
      return turn === 'left'
    })
  }

  return {
    dialect,
    read: work => guard(() => coded(async () => work(current().prisma), 'conflict')),
    query: work => guard(() => coded(async () => work(current().reader), 'conflict')),
    write: async work =>
      one(() =>
        coded(async () => {
          await current().writable()
          return work(current().prisma)
        }, 'already_exists'),
      ),
    transaction: async work =>
      one(() => {
        const scope = { open: true }
        return transactions.run(scope, () => inTransaction(current, scope, connection => work({ connection, dialect })))
      }),
    idle: () => writer.run(async () => undefined),
  }
}

/** What the database throws comes out coded; what `work` itself throws comes out as it is. */
async function inTransaction<T>(
  current: () => Database,
  scope: { open: boolean },
  work: (connection: SqlConnection) => Promise<T>,
): Promise<T> {
  let ownFailure: { error: unknown } | undefined
  try {
    return await current().transaction(async connection => {
      try {
        return await work(guarded(connection, scope))
      } catch (error) {
        ownFailure = { error }
        throw error
      } finally {
        // What is written from here on would not be part of what is being committed.
        scope.open = false
      }
    })
  } catch (error) {
    throw ownFailure?.error === error ? error : databaseError(error, 'conflict')
  }
}

/** A connection with coded errors that refuses to be used after its transaction has ended: the rows would go into the next one. */
function guarded(connection: SqlConnection, scope: { open: boolean }): SqlConnection {
  const guard = async <T>(use: () => Promise<T>): Promise<T> => {
    if (!scope.open) throw unavailable('this transaction has ended')
    try {
      return await use()
    } catch (error) {
      throw databaseError(error, 'conflict')
    }
  }
  return { all: (sql, values) => guard(() => connection.all(sql, values)), run: (sql, values) => guard(() => connection.run(sql, values)) }
}
