/** `npm run audit:verify`: reads the whole audit trail, beside a running hub or without one. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { loadSite } from '@palang/config'
import { ConfigError, exitCode, messageOf, silentLog } from '@palang/kit'
import { checkAudit, type AuditBreak } from './store/audit-check.ts'
import { parseDatabaseUrl } from './store/database-url.ts'
import { openStore } from './store/open-store.ts'

const usage = `usage: npm run audit:verify -- [--site FILE] [--data DIR]

Reads every entry of the audit trail in the site's database and proves that each carries the hash of the one before it: none
was changed, taken out or put in since it was written. It changes nothing and may run beside the hub. Keep the hash it prints
somewhere else: only with an earlier one can a trail that was written anew from its start be told from the true one.

  --site FILE  the site file; without it the one the hub would take
  --data DIR   the data folder, when it is not the one of the site file

Ends with 0 when the trail is whole, 1 when it is broken, 2 when the arguments or the site file are wrong, 3 when the database
cannot be read.`

const words: Record<AuditBreak, string> = {
  changed: 'was changed after it was written',
  missing: 'is missing',
  unlinked: 'does not continue the one before it',
}

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { site: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  })
  if (values.help === true) {
    console.log(usage)
    return 0
  }
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
  const isUsage = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (isUsage) console.error(`\n${usage}`)
  process.exitCode = isUsage || error instanceof ConfigError ? exitCode.configuration : 3
}
