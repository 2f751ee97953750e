/** The programs a bench measures, as processes of their own: the real hub, and the reference. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { freePort } from '@palang/kit/testing/free-ports'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import { startPrivateMariadb, type PrivateMariadb } from '../hub/src/store/testing/private-mariadb.ts'

export type Engine = 'sqlite' | 'mysql'

export const root = path.resolve(import.meta.dirname, '..')
const adminToken = 'bench-administrator-token-0123456789abcdef'
/** Who signs in to a hub of a bench with a browser. */
export const administrator = { email: 'admin@palang.local', password: 'bench-Password-1234' }

export interface Program {
  url: string
  pid: number
  /** Token of a screen or an operator. */
  token: string
  tokenOf(machineId: string): string
  /** Seconds of processor time used so far; NaN where the system does not tell. */
  cpuSeconds(): number
  /** Resident memory in MB; NaN where the system does not tell. */
  memoryMb(): number
  /** Memory after a collection of garbage, of a hub started with `--import weigh.ts`. */
  weigh(): Promise<Weight>
  kill(): Promise<void>
  /** Starts it again on the same data and port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface Weight {
  residentBytes: number
  /** On and off the heap, still in use. */
  liveBytes: number
}

export interface Database {
  urlOf(name: string): string
  folder: string
  /** Facts in the database called `name`, and how many different ones they are. */
  countFacts(name: string): Promise<{ rows: number; distinct: number }>
  stop(): Promise<void>
}

/** One server for all benches of a run; each has databases of its own on it. */
let mariadb: Promise<PrivateMariadb> | undefined
let databases = 0
const atEnd = new Set<() => Promise<void>>()

/** Ends whatever still runs and removes what it wrote; may be called at any moment. */
export async function cleanUp(): Promise<void> {
  for (const end of [...atEnd].toReversed()) await end()
}

/** A folder, and for MySQL an empty database on a private server. */
export async function openDatabase(engine: Engine): Promise<Database> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-bench-'))
  const prefix = `bench${++databases}_`
  const removeFolder = async () => rmSync(folder, { recursive: true, force: true })
  atEnd.add(removeFolder)
  if (engine === 'mysql' && mariadb === undefined) {
    // MariaDB's own default.
    mariadb = startPrivateMariadb({ bufferPoolMb: 128 })
    atEnd.add(async () => (await mariadb)?.stop())
  }
  const server = engine === 'mysql' ? await mariadb : undefined
  return {
    folder,
    urlOf: name => server?.url(name === '' ? '' : prefix + name) ?? path.join(folder, `${name}.db`),
    countFacts: name => (server === undefined ? countInFile(path.join(folder, `${name}.db`)) : countOnServer(server.url(prefix + name))),
    async stop() {
      if (server !== undefined) await dropDatabases(server.url(''), [`${prefix}palang`, `${prefix}relay`])
      atEnd.delete(removeFolder)
      await removeFolder()
    },
  }
}

async function dropDatabases(url: string, names: readonly string[]): Promise<void> {
  const connection = await createConnection({ uri: url })
  for (const name of names) await connection.query(`DROP DATABASE IF EXISTS ${name}`)
  await connection.end()
}

const countedFacts = "SELECT COUNT(*) AS n, COUNT(DISTINCT id) AS different FROM facts WHERE type <> 'machine_online'"

async function countInFile(file: string): Promise<{ rows: number; distinct: number }> {
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare(countedFacts).get()
  database.close()
  return { rows: Number(row?.['n']), distinct: Number(row?.['different']) }
}

async function countOnServer(url: string): Promise<{ rows: number; distinct: number }> {
  const connection = await createConnection({ uri: url })
  const [rows] = await connection.query<({ n: number; different: number } & RowDataPacket)[]>(countedFacts)
  await connection.end()
  return { rows: Number(rows[0]?.n), distinct: Number(rows[0]?.different) }
}

/** Names of the machines of a site of `count` gates. */
export function machineIds(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `gate-${n + 1}`)
}

/** The hub as it is shipped, with a site of `machines` gates; `mqtt` as its site file has it. */
export async function startHub(
  database: Database,
  engine: Engine,
  machines: number,
  extra: readonly string[] = [],
  mqtt = 'off',
): Promise<Program> {
  const port = await freePort()
  const siteFile = path.join(database.folder, 'site.yaml')
  writeFileSync(siteFile, siteYaml(port, machines, mqtt))
  const url = engine === 'mysql' ? database.urlOf('palang') : `file:${database.urlOf('palang')}`
  const parameters = [...profiling(), ...extra, path.join(root, 'hub', 'src', 'main.ts'), '--site', siteFile, '--data', database.folder]
  const access = { PALANG_ADMIN_TOKEN: adminToken, PALANG_ADMIN_PASSWORD: administrator.password }
  const environment = { ...process.env, DATABASE_URL: url, ...access, LOG_LEVEL: 'error' }
  return startProgram(parameters, environment, id =>
    readFileSync(path.join(database.folder, 'secrets', 'machines', `${id}.token`), 'utf8').trim(),
  )
}

/** With `PALANG_BENCH_PROFILE` set to a folder, each hub leaves a processor profile there when it stops. */
function profiling(): string[] {
  const folder = process.env['PALANG_BENCH_PROFILE']
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

/** A yardstick (`file` of this folder) on the same engine. */
export async function startReference(database: Database, engine: Engine, file = 'reference.ts', ...more: string[]): Promise<Program> {
  const target = await referenceTarget(database, engine)
  return startProgram([path.join(import.meta.dirname, file), target, ...more], process.env, () => 'none')
}

/** The yardstick for MQTT. */
export function startBareBroker(): Promise<Program> {
  return startProgram([path.join(import.meta.dirname, 'bare-broker.ts')], process.env, () => 'none')
}

/** A database for whatever is measured beside the hub: a file, or the URL of an empty database. */
export async function referenceTarget(database: Database, engine: Engine): Promise<string> {
  if (engine === 'mysql') {
    const connection = await createConnection({ uri: database.urlOf('') })
    await connection.query(`CREATE DATABASE ${new URL(database.urlOf('relay')).pathname.slice(1)}`)
    await connection.end()
  }
  return database.urlOf('relay')
}

async function startProgram(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv,
  tokenOf: (id: string) => string,
): Promise<Program> {
  const run = () => launch(parameters, environment)
  let { child, url } = await run()
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  const stop = () => end('SIGTERM')
  atEnd.add(stop)
  return {
    url,
    get pid() {
      return child.pid ?? 0
    },
    token: adminToken,
    tokenOf,
    cpuSeconds: () => cpuSecondsOf(child.pid),
    memoryMb: () => memoryMbOf(child.pid),
    async weigh() {
      const { promise, resolve } = Promise.withResolvers<Weight>()
      const hear = (message: unknown) => {
        const weighed = message as Weight & { kind: string }
        if (weighed.kind === 'weighed') resolve(weighed)
      }
      child.on('message', hear)
      child.send({ kind: 'weigh' })
      return promise.finally(() => child.off('message', hear))
    },
    kill: () => end('SIGKILL'),
    async restart() {
      ;({ child, url } = await run())
    },
    async stop() {
      atEnd.delete(stop)
      await stop()
    },
  }
}

async function launch(parameters: readonly string[], environment: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...parameters], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', message => {
      if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready' && 'url' in message)
        resolve(String(message.url))
    })
    child.once('exit', code => reject(new Error(`${parameters[0]} ended with ${code} before it was ready`)))
  })
  return { child, url }
}

/** Clock ticks per second of /proc/<pid>/stat on every Linux Node runs on. */
const ticksPerSecond = 100

/** Seconds of processor time any process has used so far; NaN where the system does not tell. */
export function cpuSecondsOf(pid: number | undefined): number {
  const stat = readProc(pid, 'stat')
  if (stat === undefined) return Number.NaN
  // Fields after the name in parentheses; utime and stime are the 14th and 15th of the whole line (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Resident memory of any process in MB. */
export function memoryMbOf(pid: number | undefined): number {
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, 'status') ?? '')?.[1]
  return kb === undefined ? Number.NaN : Number(kb) / 1024
}

function readProc(pid: number | undefined, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return undefined
  }
}

function siteYaml(port: number, machines: number, mqtt: string): string {
  const gates = machineIds(machines).map(
    (id, n) =>
      `  - { id: ${id}, name: Gate ${n + 1}, family: gate, direction: in, zone: main, panel: { port: ${20_000 + n} }, devices: { board: { driver: simulated } } }`,
  )
  return [
    'outlet: { id: bench, name: Bench, timezone: UTC, currency: IDR }',
    'simulation: true',
    `hub: { host: 127.0.0.1, port: ${port}, mqtt: '${mqtt}' }`,
    'parking: { zones: [ { id: main, name: Main, capacity: { car: 100000 } } ], tariff: config/tariffs/standard.yaml }',
    'machines:',
    ...gates,
    '',
  ].join('\n')
}
