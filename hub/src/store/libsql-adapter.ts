/** Prisma's adapter for libsql: it folds no log, and does not go on with a connection that a lock has spoiled. */
import { PrismaLibSql } from '@prisma/adapter-libsql'

type Client = ReturnType<PrismaLibSql['createClient']>

/**
 * libsql 0.5 leaves a statement that failed with SQLITE_BUSY in progress until the garbage collector finds it. Until then
 * nothing this connection writes is committed, though it is reported as written, and the lock is not given back
 * (github.com/tursodatabase/libsql-client-ts/issues/352). So after a failure the connection is replaced by a new one.
 *
 * No connection folds the write-ahead log within a commit, which would be on the event loop: see `sqlite-checkpoints.ts`.
 */
export class CarefulLibSql extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): Client {
    const client = super.createClient(config)
    const execute = client.execute.bind(client)
    const transaction = client.transaction.bind(client)
    let isNew = true
    const prepare = async () => {
      if (!isNew) return
      isNew = false
      await execute('PRAGMA wal_autocheckpoint = 0')
    }
    const replace = async () => {
      isNew = true
      // Typed as if it were done at once; where it fails, the next failure tries it again.
      await Promise.resolve(client.reconnect()).catch(() => undefined)
    }
    client.execute = async (...given: Parameters<Client['execute']>) => {
      try {
        await prepare()
        return await execute(...given)
      } catch (error) {
        if (!isRefusal(error)) await replace()
        throw error
      }
    }
    client.transaction = async (...given: Parameters<Client['transaction']>) => {
      await prepare()
      // The transaction keeps the connection; what comes after it gets a new one.
      isNew = true
      return transaction(...given)
    }
    return client
  }
}

/** A row that breaks a rule of its table ends its statement properly. */
function isRefusal(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT')
}
