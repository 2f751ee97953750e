/** The migrations that belong to this program, as they lie in prisma/<engine>/migrations. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface Migration {
  name: string
  sql: string
  /** SHA-256 of the file as hex, as Prisma computes it. */
  checksum: string
}

const migrationsRoot = path.resolve(import.meta.dirname, '../../../prisma')

/** All migrations of `engine`, oldest first. */
export function readMigrations(engine: 'sqlite' | 'mysql', root: string = migrationsRoot): Migration[] {
  const folder = path.join(root, engine, 'migrations')
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(path.join(folder, entry.name, 'migration.sql')))
    .map(entry => readMigration(entry.name, path.join(folder, entry.name, 'migration.sql')))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function readMigration(name: string, file: string): Migration {
  // A checkout on Windows may have turned the line ends; the migration is the same.
  const sql = readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}
