/** Migrating a SQLite file: one transaction around everything, which is lock and way back in one. */
import type { SqliteTarget } from './database-url.ts'
import type { MigrationTarget } from './migration-target.ts'
import type { SqlRow } from './sql/connection.ts'
import { openSqliteFile } from './sqlite-database.ts'

const bookSql = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

/** Opens the file for migrating. */
export function openSqliteTarget({ file }: SqliteTarget): MigrationTarget {
  const handle = openSqliteFile(file)
  const target: MigrationTarget = {
    bookSql,
    // Milliseconds since 1970, as Prisma's schema engine writes them.
    now: "CAST(strftime('%s', 'now') AS INTEGER) * 1000",
    all: async (sql, values = []) => handle.prepare(sql).all(values) as SqlRow[],
    run: async (sql, values = []) => handle.prepare(sql).run(values).changes,
    async script(sql) {
      handle.exec(sql)
    },
    async locked(work) {
      handle.exec('BEGIN IMMEDIATE')
      try {
        const result = await work(target)
        handle.exec('COMMIT')
        return result
      } catch (error) {
        if (handle.inTransaction) handle.exec('ROLLBACK')
        throw error
      }
    },
    async close() {
      handle.close()
    },
  }
  return target
}
