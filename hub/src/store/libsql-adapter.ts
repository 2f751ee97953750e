/** Prisma's adapter for libsql, mended where a lock held by another program would cost it its connection. */
import { PrismaLibSql } from '@prisma/adapter-libsql'

type Client = ReturnType<PrismaLibSql['createClient']>

/**
 * libsql 0.5 leaves a statement that failed with SQLITE_BUSY in progress until the garbage collector finds it. Until then
 * nothing this connection writes is committed, though it is reported as written, and the lock is not given back
 * (github.com/tursodatabase/libsql-client-ts/issues/352). So after a failure the connection is replaced by a new one.
 */
export class FreshAfterFailure extends PrismaLibSql {
  override createClient(config: Parameters<PrismaLibSql['createClient']>[0]): Client {
    const client = super.createClient(config)
    const execute = client.execute.bind(client)
    client.execute = async (...given: Parameters<Client['execute']>) => {
      try {
        return await execute(...given)
      } catch (error) {
        // Typed as if it were done at once; where it fails, the next failure tries it again.
        if (!isRefusal(error)) await Promise.resolve(client.reconnect()).catch(() => undefined)
        throw error
      }
    }
    return client
  }
}

/** A row that breaks a rule of its table ends its statement properly. */
function isRefusal(error: unknown): boolean {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined
  return typeof code === 'string' && code.startsWith('SQLITE_CONSTRAINT')
}
