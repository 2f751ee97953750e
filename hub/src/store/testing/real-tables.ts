/** A table as the database itself describes it, in the words of the models, so that the two can be compared. */
import type { ModelColumn, ModelForeignKey, ModelIndex, ModelTable } from '../../../../tools/prisma/models.ts'
import type { SqlConnection, SqlRow } from '../sql/connection.ts'

type RealTable = Omit<ModelTable, 'model'>

/** The model's type for each type a migration may write. */
const sqliteTypes = new Map([
  ['TEXT', 'String'],
  ['INTEGER', 'Int'],
  ['BIGINT', 'BigInt'],
  ['BOOLEAN', 'Boolean'],
  ['DATETIME', 'DateTime'],
  ['JSONB', 'Json'],
])

/** Describes one table of a SQLite file. Fields are called like their columns. */
export async function sqliteTables(database: SqlConnection, table: string): Promise<RealTable> {
  const info = await database.all(`PRAGMA table_info("${table}")`)
  const columns = info.map(row =>
    column(String(row.name), sqliteTypes.get(String(row.type)) ?? String(row.type), row.notnull === 0, undefined),
  )
  const keyed = info.filter(row => Number(row.pk) > 0).toSorted((a, b) => Number(a.pk) - Number(b.pk))
  const indexes: ModelIndex[] = []
  for (const index of await database.all(`PRAGMA index_list("${table}")`)) {
    if (index.origin !== 'c') continue
    const parts = await database.all(`PRAGMA index_info("${String(index.name)}")`)
    indexes.push({ name: String(index.name), columns: parts.map(part => String(part.name)), unique: index.unique === 1 })
  }
  const keys = await database.all(`PRAGMA foreign_key_list("${table}")`)
  const foreignKeys = keys.map(key => ({ columns: [String(key.from)], table: String(key.table), references: [String(key.to)] }))
  return { table, columns, primaryKey: keyed.map(row => String(row.name)), indexes, foreignKeys }
}

/** Describes one table of a MySQL or MariaDB database. */
export async function mysqlTables(database: SqlConnection, table: string): Promise<RealTable> {
  const info = await database.all(
    'SELECT column_name AS name, column_type AS type, is_nullable AS nullable FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? ORDER BY ordinal_position',
    [table],
  )
  const checks = await database.all('SHOW CREATE TABLE `' + table + '`')
  const source = String(checks[0]?.['Create Table'])
  const columns = info.map(row => {
    const { type, nativeType } = mysqlType(String(row.type), String(row.name), source)
    return column(String(row.name), type, row.nullable === 'YES', nativeType)
  })
  const parts = await database.all(
    'SELECT index_name AS name, column_name AS part, non_unique AS repeats FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? ORDER BY index_name, seq_in_index',
    [table],
  )
  const grouped = Map.groupBy(parts, part => String(part.name))
  const partsOf = (rows: readonly SqlRow[]) => rows.map(part => String(part.part))
  const indexes = [...grouped]
    .filter(([name]) => name !== 'PRIMARY')
    .map(([name, rows]) => ({ name, columns: partsOf(rows), unique: Number(rows[0]?.repeats) === 0 }))
  const keys = await database.all(
    `SELECT column_name AS own, referenced_table_name AS target, referenced_column_name AS other FROM information_schema.key_column_usage
     WHERE table_schema = DATABASE() AND table_name = ? AND referenced_table_name IS NOT NULL`,
    [table],
  )
  const foreignKeys: ModelForeignKey[] = keys.map(key => ({
    columns: [String(key.own)],
    table: String(key.target),
    references: [String(key.other)],
  }))
  return { table, columns, primaryKey: partsOf(grouped.get('PRIMARY') ?? []), indexes, foreignKeys }
}

/** MariaDB keeps JSON as LONGTEXT with a check; MySQL knows it as a type. */
function mysqlType(type: string, name: string, source: string): { type: string; nativeType: string | undefined } {
  if (type === 'json' || (type === 'longtext' && source.includes(`json_valid(\`${name}\`)`))) return { type: 'Json', nativeType: undefined }
  if (type === 'varchar(191)') return { type: 'String', nativeType: undefined }
  if (type === 'text') return { type: 'String', nativeType: 'Text' }
  if (type === 'tinyint(1)') return { type: 'Boolean', nativeType: undefined }
  if (type === 'datetime(3)') return { type: 'DateTime', nativeType: undefined }
  if (/^bigint(\(20\))?$/.test(type)) return { type: 'BigInt', nativeType: undefined }
  return { type: /^int(\(11\))?$/.test(type) ? 'Int' : type, nativeType: undefined }
}

function column(name: string, type: string, optional: boolean, nativeType: string | undefined): ModelColumn {
  return { field: name, column: name, type, optional, nativeType }
}
