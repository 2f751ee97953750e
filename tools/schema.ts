/** `npm run schema`: writes config/site.schema.json, from which editors complete and check site files. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { site } from '@palang/config'
import { z } from 'zod'

const file = path.resolve(import.meta.dirname, '..', 'config', 'site.schema.json')

/** The JSON Schema (draft 2020-12) of the site file as a person writes it: what has a default may be left out. */
export function siteJsonSchema(): string {
  const { $schema, ...rest } = z.toJSONSchema(site, { io: 'input' })
  return `${JSON.stringify({ $schema, title: 'Palang site file', ...rest }, undefined, 2)}\n`
}

/** Whether the published schema says what the loader checks. */
export function schemaIsCurrent(): boolean {
  return existsSync(file) && readFileSync(file, 'utf8') === siteJsonSchema()
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(file, siteJsonSchema())
  console.log(`written: ${path.relative(process.cwd(), file)}`)
  if (process.connected) process.disconnect()
}
