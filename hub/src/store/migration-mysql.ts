/** Migrating MySQL or MariaDB: data definition commits at once there, so a named lock and the book are all there is. */
import { CodedError } from '@palang/kit'
import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise'
import type { MysqlTarget } from './database-url.ts'
import type { MigrationTarget } from './migration-target.ts'
import { mysql2Options } from './mysql-database.ts'

/** How long a second starting process waits for the first to finish. */
const lockTimeoutS = 120

const bookSql = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             DATETIME(3),
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          DATETIME(3),
    started_at              DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
    applied_steps_count     INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`

/** Connects for migrating; the database itself is created when it is missing and the user may. */
export async function openMysqlTarget(target: MysqlTarget): Promise<MigrationTarget> {
  const connection = await connect(target)
  const database: MigrationTarget = {
    bookSql,
    now: 'UTC_TIMESTAMP(3)',
    async all(sql, values = []) {
      const [rows] = await connection.execute<RowDataPacket[]>(sql, [...values])
      return rows
    },
    async run(sql, values = []) {
      const [header] = await connection.execute<ResultSetHeader>(sql, [...values])
      return header.affectedRows
    },
    async script(sql) {
      await connection.query(sql)
    },
    async locked(work) {
      const name = `palang migrate ${target.database}`.slice(0, 64)
      const [row] = await database.all('SELECT GET_LOCK(?, ?) AS held', [name, lockTimeoutS])
      if (Number(row?.held) !== 1)
        throw new CodedError('database_unavailable', 'another process is migrating this database', { retryable: true })
      try {
        return await work(database)
      } finally {
        await database.all('SELECT RELEASE_LOCK(?) AS released', [name])
      }
    },
    close: () => connection.end(),
  }
  return database
}

/** MySQL's "Unknown database". */
const unknownDatabase = 1049

async function connect(target: MysqlTarget): Promise<Connection> {
  const settings = { ...mysql2Options(target), multipleStatements: true }
  const { database: _missing, ...withoutDatabase } = settings
  try {
    return await createConnection(settings)
  } catch (error) {
    if (!(error instanceof Error && 'errno' in error && error.errno === unknownDatabase)) throw error
  }
  const connection = await createConnection(withoutDatabase)
  try {
    await connection.query(`CREATE DATABASE IF NOT EXISTS \`${target.database}\` DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
    await connection.query(`USE \`${target.database}\``)
    return connection
  } catch (error) {
    connection.destroy()
    throw error
  }
}
