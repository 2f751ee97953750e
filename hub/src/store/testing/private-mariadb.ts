/** A MariaDB server of one's own for tests: a temporary folder, a free port on the loopback, gone at the end. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort } from '@palang/kit/testing/free-ports'
import { createConnection } from 'mysql2/promise'
import { findProgram } from '../../../../tools/test/programs.ts'

export interface PrivateMariadb {
  /** URL of a database on this server; the migrator creates it. */
  url(database: string): string
  isRunning(): boolean
  /** Ends the server as a power cut would, keeping its data. */
  kill(): Promise<void>
  /** Stops the server from doing anything while its connections stay, as a dead disk or network would; resolves once it stands still. */
  freeze(): Promise<void>
  thaw(): void
  /** Starts the server again on the same data and port. */
  restart(): Promise<void>
  /** Stops the server and removes everything. */
  stop(): Promise<void>
}

const installer = ['mariadb-install-db', 'mysql_install_db']
const server = ['mariadbd', 'mysqld']

/** Why a private server cannot be had on this machine, or `undefined` when it can. */
export function whyNoMariadb(): string | undefined {
  if (process.platform === 'win32') return 'a private MariaDB is not started on Windows'
  if (findProgram(server) === undefined) return 'mariadbd is not installed (Debian: apt-get install mariadb-server)'
  return findProgram(installer) === undefined ? 'mariadb-install-db is not installed (Debian: apt-get install mariadb-server)' : undefined
}

/** Starts a server with so much memory for pages; throws with its log when it does not come up. */
export async function startPrivateMariadb({ bufferPoolMb = 32 }: { bufferPoolMb?: number } = {}): Promise<PrivateMariadb> {
  const reason = whyNoMariadb()
  if (reason !== undefined) throw new Error(reason)
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-mariadb-'))
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : []
  const data = path.join(folder, 'data')
  const made = spawnSync(
    findProgram(installer) ?? '',
    ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot],
    { encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`mariadb-install-db failed:\n${made.stdout}${made.stderr}`)
  const port = await freePort()
  const run = () => startServer({ folder, data, port, flags: [`--innodb-buffer-pool-size=${bufferPoolMb}M`, ...asRoot] })
  let child = await run()
  return {
    url: database => `mysql://root@127.0.0.1:${port}/${database}`,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    kill: () => end(child, 'SIGKILL'),
    async freeze() {
      child.kill('SIGSTOP')
      while (!standsStill(child)) await new Promise(resolve => setTimeout(resolve, 10))
    },
    thaw: () => void child.kill('SIGCONT'),
    async restart() {
      child = await run()
    },
    async stop() {
      // A frozen server, left so by a test that failed, would not hear the end.
      child.kill('SIGCONT')
      await end(child, 'SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function startServer({
  folder,
  data,
  port,
  flags,
}: {
  folder: string
  data: string
  port: number
  flags: readonly string[]
}): Promise<ChildProcess> {
  const logFile = path.join(folder, 'server.log')
  const log = openSync(logFile, 'a')
  const child = spawn(
    findProgram(server) ?? '',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${path.join(folder, 'server.sock')}`,
      `--pid-file=${path.join(folder, 'server.pid')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      ...flags,
    ],
    { stdio: ['ignore', log, log] },
  )
  closeSync(log)
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`mariadbd did not start:\n${readFileSync(logFile, 'utf8')}`)
    if (await answers(port)) return child
  }
}

/** One attempt to connect; a refused one takes a breath first, so that waiting for the server does not starve it. */
async function answers(port: number): Promise<boolean> {
  try {
    const connection = await createConnection({ host: '127.0.0.1', port, user: 'root' })
    await connection.end()
    return true
  } catch {
    await new Promise(resolve => setTimeout(resolve, 50))
    return false
  }
}

/** Whether every thread of the process has stopped; `ps` shows `T` for each. */
function standsStill({ pid }: ChildProcess): boolean {
  const { stdout, error } = spawnSync('ps', ['-L', '-o', 'state=', '-p', String(pid)], { encoding: 'utf8' })
  if (error !== undefined) throw new Error(`whether the server stands still is asked of ps: ${error.message}`)
  return !/[^T\s]/.test(stdout)
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill(signal)
  await gone
}
