/** MySQL and MariaDB: mysql2 for prepared SQL, the mariadb driver under Prisma; both reconnect by themselves. */
import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import { createPool, type Pool, type PoolConnection, type PoolOptions, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'
import type { Database } from './database.ts'
import type { MysqlTarget } from './database-url.ts'
import { PrismaClient as MysqlClient } from './prisma/generated/mysql/client.ts'
import type { PrismaClient } from './prisma/generated/sqlite/client.ts'
import type { SqlConnection, SqlRow, SqlValue } from './sql/connection.ts'
import { mysqlDialect } from './sql/dialect.ts'

/** Transactions run one after the other; the others serve reads. */
const sqlConnections = 4
const prismaConnections = 6
const connectTimeoutMs = 5000
/** Longer than any statement of ours takes; after it the connection is given up. */
const statementTimeoutMs = 30_000
/** Beginning and ending a transaction writes at most what was logged already. */
const boundaryTimeoutMs = 10_000

/** Strict, so that what does not fit is refused instead of cut; everything else as the engines differ by default. */
const sessionSetup = [
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00'",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
]

/** How mysql2 connects: times and JSON as text, so that one codec reads them; the session strict and in UTC. */
export function mysql2Options(target: MysqlTarget): PoolOptions {
  return {
    host: target.host,
    port: target.port,
    user: target.user,
    password: target.password,
    database: target.database,
    charset: 'utf8mb4_bin',
    timezone: 'Z',
    dateStrings: true,
    jsonStrings: true,
    connectTimeout: connectTimeoutMs,
    enableKeepAlive: true,
    ...(target.tls ? { ssl: { rejectUnauthorized: true } } : {}),
  }
}

type Runner = Pick<PoolConnection, 'execute'>

function connectionOn(runner: Runner): SqlConnection {
  const execute = async <T extends RowDataPacket[] | ResultSetHeader>(sql: string, values: readonly SqlValue[]): Promise<T> => {
    const [result] = await runner.execute<T>({ sql, values: [...values], timeout: statementTimeoutMs })
    return result
  }
  return {
    all: async (sql, values = []): Promise<SqlRow[]> => execute<RowDataPacket[]>(sql, values),
    run: async (sql, values = []) => (await execute<ResultSetHeader>(sql, values)).affectedRows,
  }
}

/** Connects to a migrated database on a MySQL or MariaDB server. Throws the driver's error when it does not answer. */
export async function openMysqlDatabase(target: MysqlTarget): Promise<Database> {
  const pool = createPool({ ...mysql2Options(target), connectionLimit: sqlConnections, maxIdle: sqlConnections })
  // The pool hands a new connection out at once; its queue keeps these in front of the first statement.
  pool.pool.on('connection', connection => {
    for (const sql of sessionSetup) connection.query(sql, error => (error === null ? undefined : connection.destroy()))
  })
  const reader = connectionOn(pool)
  try {
    await reader.all('SELECT 1')
  } catch (error) {
    await pool.end()
    throw error
  }
  const prisma = prismaClient(target)
  return {
    dialect: mysqlDialect,
    reader,
    prisma,
    writable: async () => undefined,
    transaction: work => transaction(pool, work),
    async close() {
      await Promise.allSettled([prisma.$disconnect(), pool.end()])
    },
  }
}

async function transaction<T>(pool: Pool, work: (connection: SqlConnection) => Promise<T>): Promise<T> {
  const connection = await pool.getConnection()
  let usable = false
  try {
    await connection.query({ sql: 'START TRANSACTION', timeout: boundaryTimeoutMs })
    const result = await work(connectionOn(connection))
    await connection.query({ sql: 'COMMIT', timeout: boundaryTimeoutMs })
    usable = true
    return result
  } catch (error) {
    usable = await connection.query({ sql: 'ROLLBACK', timeout: boundaryTimeoutMs }).then(
      () => true,
      () => false,
    )
    throw error
  } finally {
    // A connection that could not even roll back is lost; the server rolls back when it goes.
    if (usable) connection.release()
    else connection.destroy()
  }
}

function prismaClient({ host, port, user, password, database, tls }: MysqlTarget): PrismaClient {
  const adapter = new PrismaMariaDb(
    {
      host,
      port,
      user,
      password,
      database,
      // No statements at the start of a connection: when the server dies just then, this driver rejects a promise nobody
      // holds. What Prisma sends needs none of them, and a collation named in the handshake spares the driver its own.
      collation: 'utf8mb4_bin',
      connectionLimit: prismaConnections,
      connectTimeout: connectTimeoutMs,
      acquireTimeout: connectTimeoutMs,
      // Without TLS, MySQL 8 hands its public key over to encrypt the password with.
      ...(tls ? { ssl: { rejectUnauthorized: true } } : { allowPublicKeyRetrieval: true }),
    },
    { database },
  )
  // The same models: only the type names of the two generated clients differ.
  return new MysqlClient({ adapter }) as unknown as PrismaClient
}
