/**
 * Reads our own model files into tables: what a database must look like for the generated clients to work on it. It knows
 * the part of Prisma's schema language that prisma/models uses, and throws on a line it cannot read.
 */

export interface ModelColumn {
  field: string
  column: string
  /** Prisma's scalar type: `String`, `Int`, `BigInt`, `Boolean`, `DateTime`, `Json`. */
  type: string
  optional: boolean
  /** As `Text`, from `@db.Text`. */
  nativeType: string | undefined
}

export interface ModelIndex {
  name: string
  columns: string[]
  unique: boolean
}

export interface ModelForeignKey {
  columns: string[]
  table: string
  references: string[]
}

export interface ModelTable {
  model: string
  table: string
  columns: ModelColumn[]
  primaryKey: string[]
  indexes: ModelIndex[]
  foreignKeys: ModelForeignKey[]
}

const scalars = new Set(['String', 'Int', 'BigInt', 'Boolean', 'DateTime', 'Json'])

/** Every model of `text` as a table, in the order they are written. */
export function parseModels(text: string): ModelTable[] {
  const sources = [...text.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name = '', body = '']) => ({ name, body }))
  const tableOf = new Map(sources.map(({ name, body }) => [name, /@@map\("(\w+)"\)/.exec(body)?.[1] ?? name]))
  const columnOf = new Map(sources.map(({ name, body }) => [name, columnNames(body)]))
  return sources.map(({ name, body }) => parseModel(name, body, tableOf, columnOf))
}

function parseModel(model: string, body: string, tableOf: Map<string, string>, columnOf: Map<string, Map<string, string>>): ModelTable {
  const table: ModelTable = { model, table: tableOf.get(model) ?? model, columns: [], primaryKey: [], indexes: [], foreignKeys: [] }
  const own = columnOf.get(model) ?? new Map<string, string>()
  const toColumns = (list: string, names = own) => list.split(',').map(field => names.get(field.trim()) ?? field.trim())
  for (const line of linesOf(body)) {
    const block = /^@@(\w+)\((?:\[([^\]]*)\])?.*?(?:map: )?(?:"(\w+)")?\)$/.exec(line)
    if (block !== null) {
      const [, kind, fields = '', name = ''] = block
      if (kind === 'id') table.primaryKey = toColumns(fields)
      else if (kind === 'index' || kind === 'unique') table.indexes.push({ name, columns: toColumns(fields), unique: kind === 'unique' })
      else if (kind !== 'map') throw new Error(`${model}: cannot read "${line}"`)
      continue
    }
    const { field, type, modifier, attributes } = parseField(model, line)
    const relation = /@relation\(fields: \[([^\]]*)\], references: \[([^\]]*)\]/.exec(attributes)
    if (relation !== null) {
      const target = columnOf.get(type)
      table.foreignKeys.push({
        columns: toColumns(relation[1] ?? ''),
        table: tableOf.get(type) ?? type,
        references: toColumns(relation[2] ?? '', target),
      })
      continue
    }
    if (!scalars.has(type)) continue
    const column = own.get(field) ?? field
    table.columns.push({ field, column, type, optional: modifier === '?', nativeType: /@db\.(\w+)/.exec(attributes)?.[1] })
    if (/@id\b/.test(attributes)) table.primaryKey = [column]
    const unique = /@unique\(map: "(\w+)"\)/.exec(attributes)
    if (unique !== null) table.indexes.push({ name: unique[1] ?? '', columns: [column], unique: true })
  }
  return table
}

function parseField(model: string, line: string): { field: string; type: string; modifier: string; attributes: string } {
  const match = /^(\w+)\s+(\w+)(\?|\[\])?(?:\s+(@.*))?$/.exec(line)
  if (match === null) throw new Error(`${model}: cannot read "${line}"`)
  const [, field = '', type = '', modifier = '', attributes = ''] = match
  return { field, type, modifier, attributes }
}

function columnNames(body: string): Map<string, string> {
  const fields = linesOf(body).filter(line => !line.startsWith('@@'))
  return new Map(fields.map(line => [line.split(/\s+/)[0] ?? '', /@map\("(\w+)"\)/.exec(line)?.[1] ?? line.split(/\s+/)[0] ?? '']))
}

/** Lines that say something, without comments. */
function linesOf(body: string): string[] {
  return body
    .split('\n')
    .map(line => line.replace(/\/\/.*$/, '').trim())
    .filter(line => line !== '')
}
