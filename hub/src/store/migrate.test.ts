import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { isCoded, silentLog } from '@palang/kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forEngine, readModels } from '../../../tools/prisma/compose.ts'
import { type ModelTable, parseModels } from '../../../tools/prisma/models.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { migrate } from './migrate.ts'
import { type Migration, readMigrations } from './migration-files.ts'
import { openMysqlTarget } from './migration-mysql.ts'
import { openSqliteTarget } from './migration-sqlite.ts'
import type { MigrationTarget } from './migration-target.ts'
import { mysqlTables, sqliteTables } from './testing/real-tables.ts'
import { type PrivateMariadb, startPrivateMariadb, whyNoMariadb } from './testing/private-mariadb.ts'

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
}

const log = silentLog()
const first = migration('20260101000000_first', 'CREATE TABLE one (id INTEGER NOT NULL);\n\nINSERT INTO one (id) VALUES (1);\n')
const second = migration('20260102000000_second', 'CREATE TABLE two (id INTEGER NOT NULL);\n')
const broken = migration('20260103000000_broken', 'CREATE TABLE three (id INTEGER NOT NULL);\nINSERT INTO nowhere VALUES (1);\n')

interface Place {
  url(): string
  open(url: string): Promise<MigrationTarget>
}

async function rowsOf(place: Place, url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const target = await place.open(url)
  try {
    return await target.all(sql)
  } finally {
    await target.close()
  }
}

/** Migrates in a process of its own; resolves to what it applied. */
async function migrateInProcess(databaseUrl: string): Promise<string[]> {
  const program = `
    const { migrate } = await import(${JSON.stringify(new URL('./migrate.ts', import.meta.url).href)})
    const { silentLog } = await import(${JSON.stringify(import.meta.resolve('@palang/kit'))})
    console.log(JSON.stringify(await migrate({ databaseUrl: process.env.DATABASE_URL, log: silentLog() })))`
  const environment = { ...process.env, DATABASE_URL: databaseUrl }
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env: environment })
  return JSON.parse(stdout) as string[]
}

/** What the database can know of a model: no field names, and indexes in no order. */
function shapeOf({ table, columns, primaryKey, indexes, foreignKeys }: Omit<ModelTable, 'model'>): unknown {
  const byName = indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return { table, columns: columns.map(column => ({ ...column, field: '' })), primaryKey, indexes: byName, foreignKeys }
}

function migratorTests(
  engine: 'sqlite' | 'mysql',
  place: Place,
  realTables: (database: MigrationTarget, table: string) => Promise<Omit<ModelTable, 'model'>>,
): void {
  test('an empty database gets every migration once, in order, and Prisma can read the book', async () => {
    const databaseUrl = place.url()
    expect(await migrate({ databaseUrl, log, migrations: [first] })).toEqual([first.name])
    expect(await migrate({ databaseUrl, log, migrations: [first, second] })).toEqual([second.name])
    expect(await migrate({ databaseUrl, log, migrations: [first, second] })).toEqual([])
    expect(await rowsOf(place, databaseUrl, 'SELECT id FROM one')).toEqual([{ id: 1 }])
    const book = await rowsOf(place, databaseUrl, 'SELECT * FROM _prisma_migrations ORDER BY migration_name')
    expect(Object.keys(book[0] ?? {})).toEqual([
      'id',
      'checksum',
      'finished_at',
      'migration_name',
      'logs',
      'rolled_back_at',
      'started_at',
      'applied_steps_count',
    ])
    expect(book.map(row => [row.migration_name, row.checksum, row.applied_steps_count])).toEqual(
      [first, second].map(({ name, checksum }) => [name, checksum, 1]),
    )
  })

  test('two processes that start at the same time migrate once', async () => {
    const databaseUrl = place.url()
    const applied = await Promise.all([1, 2].map(() => migrateInProcess(databaseUrl)))
    expect(applied.flat()).toEqual(readMigrations(engine).map(({ name }) => name))
  }, 60_000)

  test('a migration that was changed after it was applied is refused', async () => {
    const databaseUrl = place.url()
    await migrate({ databaseUrl, log, migrations: [first] })
    const changed = migration(first.name, `${first.sql}-- changed`)
    await expect(migrate({ databaseUrl, log, migrations: [changed] })).rejects.toSatisfy(error => isCoded(error, 'migration_changed'))
  })

  test('a database of a newer program is refused', async () => {
    const databaseUrl = place.url()
    await migrate({ databaseUrl, log, migrations: [first, second] })
    await expect(migrate({ databaseUrl, log, migrations: [first] })).rejects.toSatisfy(error => isCoded(error, 'migration_unknown'))
  })

  test('a failing migration is reported by name and those before it stay applied or are undone with it', async () => {
    const databaseUrl = place.url()
    const attempt = () => migrate({ databaseUrl, log, migrations: [first, broken] })
    await expect(attempt()).rejects.toSatisfy(
      error => isCoded(error, 'migration_failed') && error.message.includes(broken.name) && error.message.includes('nowhere'),
    )
    await expect(attempt()).rejects.toSatisfy(error => isCoded(error, 'migration_failed') && error.message.includes(broken.name))
  })

  test('the migrations make exactly the tables, columns, keys and indexes of the models', async () => {
    const databaseUrl = place.url()
    await migrate({ databaseUrl, log })
    const database = await place.open(databaseUrl)
    try {
      const models = parseModels(forEngine(readModels(), engine))
      expect(models.length).toBeGreaterThan(20)
      for (const model of models) expect(shapeOf(await realTables(database, model.table))).toEqual(shapeOf(model))
      const names =
        engine === 'sqlite'
          ? "SELECT name FROM sqlite_master WHERE type = 'table'"
          : 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()'
      const tables = (await database.all(names)).map(row => String(row.name))
      expect(tables.toSorted()).toEqual([...models.map(({ table }) => table), '_prisma_migrations'].toSorted())
    } finally {
      await database.close()
    }
  })
}

describe('migrating SQLite', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-migrate-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let files = 0
  const open = async (url: string) => {
    const target = parseDatabaseUrl(url)
    if (target.engine !== 'sqlite') throw new Error('not a file')
    return openSqliteTarget(target)
  }
  migratorTests('sqlite', { url: () => `file:${path.join(folder, `${++files}.db`)}`, open }, sqliteTables)
})

const reason = whyNoMariadb()
if (reason !== undefined) console.warn(`skipped: migrating MySQL/MariaDB: ${reason}`)

describe.skipIf(reason !== undefined)(`migrating MySQL/MariaDB${reason === undefined ? '' : ` (skipped: ${reason})`}`, () => {
  let server: PrivateMariadb | undefined
  let databases = 0
  beforeAll(async () => {
    server = await startPrivateMariadb()
  }, 120_000)
  afterAll(() => server?.stop())
  const open = async (url: string) => {
    const target = parseDatabaseUrl(url)
    if (target.engine !== 'mysql') throw new Error('not a server')
    return openMysqlTarget(target)
  }
  migratorTests('mysql', { url: () => server?.url(`migrate_${++databases}`) ?? '', open }, mysqlTables)

  test('every table compares text byte by byte', async () => {
    const databaseUrl = server?.url(`migrate_${++databases}`) ?? ''
    await migrate({ databaseUrl, log })
    const target = await open(databaseUrl)
    const columns = await target.all(
      "SELECT DISTINCT collation_name AS collation FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> '_prisma_migrations' AND collation_name IS NOT NULL",
    )
    await target.close()
    expect(columns).toEqual([{ collation: 'utf8mb4_bin' }])
  })
})

test('the files of both engines carry the same migrations', () => {
  const [sqlite, mysql] = [readMigrations('sqlite'), readMigrations('mysql')]
  expect(sqlite.map(({ name }) => name)).toEqual(mysql.map(({ name }) => name))
  expect(sqlite.length).toBeGreaterThan(0)
})

test.each([
  ['postgres://u:p@h/db', 'file: or mysql://'],
  ['mysql://user:geheim@host', 'name of a database'],
  ['mysql://user:gehe im@[host/db', 'percent-encoded'],
  ['file:', 'path of a file'],
  ['file::memory:', 'path of a file'],
])('a database URL that cannot be used is refused without repeating it (%#)', (url, why) => {
  expect(() => parseDatabaseUrl(url)).toThrow(why)
  try {
    parseDatabaseUrl(url)
  } catch (error) {
    expect(String(error)).not.toContain('geheim')
  }
})

test('a database URL gives host, port and decoded credentials', () => {
  expect(parseDatabaseUrl('mariadb://parkir:p%40ss%3A%2F@[::1]/parkir_db?ssl=true')).toEqual({
    engine: 'mysql',
    host: '::1',
    port: 3306,
    user: 'parkir',
    password: 'p@ss:/',
    database: 'parkir_db',
    tls: true,
  })
  expect(parseDatabaseUrl('file:data/hub.db?x=1')).toEqual({ engine: 'sqlite', file: path.resolve('data/hub.db') })
})
