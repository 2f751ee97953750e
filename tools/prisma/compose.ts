/**
 * The models are written once; Prisma wants one schema per engine. A schema is that engine's datasource followed by all
 * models, where a trailing `// mysql: @db.Text` becomes an attribute in the schema of the engine it names.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export const engines = ['sqlite', 'mysql'] as const
export type Engine = (typeof engines)[number]

export const projectRoot = path.resolve(import.meta.dirname, '../..')

/** The models of every file below prisma/models, in the order of the file names. */
export function readModels(root: string = projectRoot): string {
  const folder = path.join(root, 'prisma', 'models')
  return readdirSync(folder)
    .filter(name => name.endsWith('.prisma'))
    .toSorted()
    .map(name => readText(path.join(folder, name)))
    .join('\n')
}

/** The whole schema of one engine, as Prisma reads it. */
export function composeSchema(engine: Engine, root: string = projectRoot): string {
  const datasource = readText(path.join(root, 'prisma', engine, 'datasource.prisma'))
  return `${datasource}\n${forEngine(readModels(root), engine)}`
}

/** `models` with the attributes meant for `engine` switched on and those for other engines gone. */
export function forEngine(models: string, engine: Engine): string {
  return models.replaceAll(/[ \t]*\/\/ ([a-z]+): (@db\.[^\n]*)/g, (_, name: string, attribute: string) =>
    name === engine ? ` ${attribute}` : '',
  )
}

function readText(file: string): string {
  return readFileSync(file, 'utf8').replaceAll('\r\n', '\n')
}
