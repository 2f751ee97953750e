/** The hub as a process: arguments, signals and exit codes. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, exitCode, isCoded, messageOf, openLog, siteProcess, systemClock, withoutSecrets } from '@palang/kit'
import { loadSite, type Site } from '@palang/config'
import { createHub } from './hub.ts'
import { isDatabaseGone } from './store/database-errors.ts'
import { migrate, openStore } from './store/open-store.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

function siteFromArguments(): Site {
  const { values } = parseArgs({ options: { site: { type: 'string' }, data: { type: 'string' } } })
  return loadSite({ root, file: values.site, dataDir: values.data, environment: process.env })
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest && typeof manifest.version === 'string'
    ? manifest.version
    : '0'
}

async function run(): Promise<void> {
  // Plates, pictures and password hashes are nobody else's on this computer.
  process.umask(0o077)
  const site = siteFromArguments()
  const listeners = new Set<(line: Record<string, unknown>) => void>()
  const log = openLog({
    name: 'central_hub',
    level: site.logLevel,
    directory: path.join(site.dataDir, 'logs'),
    terminal: process.stdout.isTTY,
    onLine: line => listeners.forEach(tell => tell(line)),
  })
  // When the server dies while a connection is being opened, the mariadb driver rejects a promise that nobody holds. That
  // must not end the hub; anything else nobody caught is a mistake and does.
  process.on('unhandledRejection', error => {
    if (!isDatabaseGone(error)) throw error
    log.warn({ err: error }, 'the database went away')
  })
  await migrate({ databaseUrl: site.hub.databaseUrl, log })
  const store = openStore({ databaseUrl: site.hub.databaseUrl, log })
  const hub = createHub({
    site,
    store,
    clock: systemClock,
    log,
    version: version(),
    adminPassword: process.env['PALANG_ADMIN_PASSWORD'],
    adminToken: process.env['PALANG_ADMIN_TOKEN'],
    onLogLine: listener => listeners.add(listener),
  })
  const { url, firstLogin } = await hub.start()
  log.info({ url, pid: process.pid }, 'hub ready')
  const program = siteProcess({ log, stop: () => hub.stop() })
  program.ready({ url, ...(firstLogin === undefined ? {} : { firstLogin }) }, `hub ready on ${url}`)
}

/** With the cause: at the start a person has to know whether it is the password, the name or the disk that keeps the database away. */
function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? `: ${messageOf(error.cause)}` : ''
  return withoutSecrets(`${messageOf(error)}${cause}`)
}

try {
  await run()
} catch (error) {
  process.stderr.write(`${reason(error)}\n`)
  process.exit(error instanceof ConfigError ? exitCode.configuration : isCoded(error, 'port_taken') ? exitCode.portTaken : exitCode.failed)
}
