/**
 * `npm run audit:verify -- [--site FILE] [--data DIR]`: reads the whole audit trail of the site's database, beside a running
 * hub or without one. Ends with 0 when it is whole, 1 when it is broken, 2 when the site file is wrong, 3 when the database
 * cannot be read.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { loadSite } from '@palang/config'
import { ConfigError, messageOf, silentLog } from '@palang/kit'
import { checkAudit, type AuditBreak } from './store/audit-check.ts'
import { parseDatabaseUrl } from './store/database-url.ts'
import { openStore } from './store/open-store.ts'

const words: Record<AuditBreak, string> = {
  changed: 'was changed after it was written',
  missing: 'is missing',
  unlinked: 'does not continue the one before it',
}

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { site: { type: 'string' }, data: { type: 'string' } } })
  const root = path.resolve(import.meta.dirname, '..', '..')
  const site = loadSite({ root, file: values.site, dataDir: values.data, environment: process.env })
  const target = parseDatabaseUrl(site.hub.databaseUrl)
  // Opening would make an empty one.
  if (target.engine === 'sqlite' && !existsSync(target.file)) throw new Error(`there is no database ${target.file}`)
  const store = openStore({ databaseUrl: site.hub.databaseUrl, log: silentLog() })
  await store.start()
  try {
    const { entries, hash, broken } = await checkAudit(store)
    console.log(`${entries} entries are whole; the hash of the last of them is ${hash}`)
    if (broken === undefined) return 0
    console.error(`BROKEN: entry ${broken.seq} ${words[broken.how]}`)
    return 1
  } finally {
    await store.stop()
  }
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = error instanceof ConfigError ? 2 : 3
}
