/** `npm run schema`: writes the JSON Schemas in config/, from which editors complete and check site files and bring-up files. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { bringup, site } from '@palang/config'
import { z } from 'zod'

const folder = path.resolve(import.meta.dirname, '..', 'config')

const published = {
  'site.schema.json': { title: 'Palang site file', schema: site },
  'bringup.schema.json': { title: 'Palang bring-up file', schema: bringup },
} as const
type Name = keyof typeof published
const names: readonly Name[] = ['site.schema.json', 'bringup.schema.json']

/** The JSON Schema (draft 2020-12) of a published file as a person writes it: what has a default may be left out. */
export function jsonSchemaOf(name: Name): string {
  const { title, schema } = published[name]
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' })
  return `${JSON.stringify({ $schema, title, ...rest }, undefined, 2)}\n`
}

/** Published schemas that do not say what the loader checks. */
export function outdatedSchemas(): string[] {
  return names.filter(name => {
    const file = path.join(folder, name)
    return !existsSync(file) || readFileSync(file, 'utf8') !== jsonSchemaOf(name)
  })
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const name of names) {
    writeFileSync(path.join(folder, name), jsonSchemaOf(name))
    console.log(`written: config/${name}`)
  }
  if (process.connected) process.disconnect()
}
