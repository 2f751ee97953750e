/**
 * Brings a database to this program's schema. It keeps Prisma's own book (`_prisma_migrations`, same columns and
 * checksums), so that `prisma migrate status` and `deploy` agree with it; Prisma's engine itself is not needed.
 */
import { randomUUID } from 'node:crypto'
import { CodedError, type Log, messageOf } from '@palang/kit'
import { databaseError } from './database-errors.ts'
import { type DatabaseTarget, describeTarget, parseDatabaseUrl } from './database-url.ts'
import { type Migration, readMigrations } from './migration-files.ts'
import type { MigrationTarget } from './migration-target.ts'

interface BookRow {
  name: string
  checksum: string
  finished: boolean
  rolledBack: boolean
  logs: string | null
}

export interface MigrateOptions {
  databaseUrl: string
  log: Log
  /** Instead of this program's own; for tests. */
  migrations?: readonly Migration[]
}

/**
 * Applies what is missing, one after the other, under a lock that a second starting process waits for. Resolves to the
 * names applied. Throws `migration_changed` when a stored migration is not the file of that name any more,
 * `migration_unknown` when the database was migrated by a newer program, `migration_failed` when one fails or failed
 * before, `database_unavailable` when there is no database to be had, `config_invalid` for a URL that is none.
 */
export async function migrate({ databaseUrl, log, migrations }: MigrateOptions): Promise<string[]> {
  const target = parseDatabaseUrl(databaseUrl)
  const wanted = migrations ?? readMigrations(target.engine)
  let database: MigrationTarget | undefined
  try {
    database = await openTarget(target)
    const applied = await database.locked(connection => applyMissing(connection, wanted))
    if (applied.length > 0) log.info({ database: describeTarget(target), migrations: applied }, 'database migrated')
    return applied
  } catch (error) {
    throw databaseError(error, 'conflict')
  } finally {
    await database?.close()
  }
}

async function openTarget(target: DatabaseTarget): Promise<MigrationTarget> {
  if (target.engine === 'sqlite') return (await import('./migration-sqlite.ts')).openSqliteTarget(target)
  return (await import('./migration-mysql.ts')).openMysqlTarget(target)
}

async function applyMissing(database: MigrationTarget, wanted: readonly Migration[]): Promise<string[]> {
  await database.script(database.bookSql)
  const book = await readBook(database)
  checkBook(book, wanted)
  const known = new Set(book.map(row => row.name))
  const missing = wanted.filter(migration => !known.has(migration.name))
  for (const migration of missing) await apply(database, migration)
  return missing.map(migration => migration.name)
}

async function readBook(database: MigrationTarget): Promise<BookRow[]> {
  const rows = await database.all(
    'SELECT migration_name, checksum, finished_at, rolled_back_at, logs FROM _prisma_migrations ORDER BY started_at',
  )
  return rows
    .map(row => ({
      name: String(row.migration_name),
      checksum: String(row.checksum),
      finished: row.finished_at !== null,
      rolledBack: row.rolled_back_at !== null,
      logs: typeof row.logs === 'string' ? row.logs : null,
    }))
    .filter(row => !row.rolledBack)
}

function checkBook(book: readonly BookRow[], wanted: readonly Migration[]): void {
  for (const row of book) {
    const migration = wanted.find(candidate => candidate.name === row.name)
    if (!row.finished) {
      const why = row.logs === null ? 'it was interrupted' : row.logs
      throw new CodedError(
        'migration_failed',
        `migration ${row.name} did not finish (${why}); restore the backup made before it, or repair by hand and mark it`,
      )
    }
    if (migration === undefined) {
      throw new CodedError(
        'migration_unknown',
        `the database has migration ${row.name}, which this program does not know: it was used by a newer version`,
      )
    }
    if (migration.checksum !== row.checksum) {
      throw new CodedError('migration_changed', `migration ${row.name} was changed after it had been applied to this database`)
    }
  }
}

/** Where data definition takes part in transactions, a failing migration leaves nothing; elsewhere the book tells. */
async function apply(database: MigrationTarget, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  const { now } = database
  await database.run(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count) VALUES (?, ?, ?, ${now}, 0)`,
    [id, checksum, name],
  )
  try {
    await database.script(sql)
  } catch (error) {
    await database.run('UPDATE _prisma_migrations SET logs = ? WHERE id = ?', [messageOf(error), id])
    throw new CodedError('migration_failed', `migration ${name} failed: ${messageOf(error)}`, { cause: error })
  }
  await database.run(`UPDATE _prisma_migrations SET finished_at = ${now}, applied_steps_count = 1 WHERE id = ?`, [id])
}
