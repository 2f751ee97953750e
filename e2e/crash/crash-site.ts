/**
 * A site of real processes without the launcher: each can be killed and started at a chosen moment, and every controller
 * reaches the hub through a link that can be made to fail.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePorts } from '@palang/kit/testing/free-ports'
import { loadSite } from '../../config/index.ts'
import { startPrivateMariadb, type PrivateMariadb } from '../../hub/src/store/testing/private-mariadb.ts'
import { spawnChild } from '../../tools/launcher/child.ts'
import { planPrograms, simulatedPortVariables, textField, type ProgramPlan } from '../../tools/launcher/programs.ts'
import type { Child, ReadyMessage } from '../../tools/launcher/supervisor.ts'
import { adminPassword, adminToken, request, root, siteYaml } from '../site/running-site.ts'
import { until } from '../site/until.ts'
import { openFaultyLink, type FaultyLink } from './faulty-link.ts'
import { gates, type GateId } from './schedule.ts'

export type Engine = 'sqlite' | 'mysql'
export type ProcessName = 'hub' | GateId

export interface CrashSite {
  engine: Engine
  databaseUrl: string
  hubFile: string
  journalOf(gate: GateId): string
  links: Readonly<Record<GateId, FaultyLink>>
  panels: Readonly<Record<GateId, string>>
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  simulate(path: string, body?: unknown): Promise<Record<string, unknown>>
  /** kill -9; resolves when the process is gone. */
  kill(what: ProcessName | 'database'): Promise<void>
  /** Starts it again if it does not run; resolves when it is ready. */
  revive(what: ProcessName | 'database'): Promise<void>
  /** The last lines of every process. */
  lastWords(): string
  stop(): Promise<void>
}

export interface Answer {
  status: number
  body: Record<string, unknown>
}

interface Running {
  child: Child
  ready: Promise<ReadyMessage>
  gone: Promise<void>
}

const wordsKept = 40

/** Starts a site on `engine`, on free ports and a folder of its own. */
export async function startCrashSite(engine: Engine): Promise<CrashSite> {
  const folder = mkdtempSync(path.join(tmpdir(), 'palang-crash-'))
  const mariadb = engine === 'mysql' ? await startPrivateMariadb() : undefined
  const hubFile = path.join(folder, 'hub.db')
  const databaseUrl = mariadb?.url('crash') ?? `file:${hubFile}`
  const [hubPort = 0, gateIn = 0, gateOut = 0] = await freePorts(3)
  const siteFile = path.join(folder, 'site.yaml')
  writeFileSync(siteFile, siteYaml({ hub: hubPort, gateIn, gateOut }).replace('car: 3', 'car: 100000'))
  const environment = { ...process.env, PALANG_ADMIN_TOKEN: adminToken, PALANG_ADMIN_PASSWORD: adminPassword, DATABASE_URL: databaseUrl }
  const site = loadSite({ root, file: siteFile, dataDir: folder, environment })
  const plans = planPrograms({ root, site, environment, simulator: true, traffic: false, dev: false })
  const links = { gate_in: await openFaultyLink(hubPort), gate_out: await openFaultyLink(hubPort) }
  const crew = await startCrew(plans, links)
  const simulator = textField(crew.simulator, 'controlUrl') ?? ''
  const api: CrashSite['api'] = (method, where, body, headers = {}) =>
    request(`http://127.0.0.1:${hubPort}${where}`, method, body, { authorization: `Bearer ${adminToken}`, ...headers })

  return {
    engine,
    databaseUrl,
    hubFile,
    journalOf: gate => path.join(folder, 'machines', gate, 'journal.db'),
    links,
    panels: { gate_in: `http://127.0.0.1:${gateIn}`, gate_out: `http://127.0.0.1:${gateOut}` },
    api,
    async simulate(where, body) {
      const isState = where === '/state'
      const answer = await request(`${simulator}${where}`, isState ? 'GET' : 'POST', isState ? undefined : (body ?? {}), {})
      if (answer.status >= 300) throw new Error(`simulator ${where}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    kill: what => (what === 'database' ? (mariadb?.kill() ?? Promise.resolve()) : crew.kill(what)),
    revive: what => (what === 'database' ? reviveDatabase(mariadb) : crew.revive(what)),
    lastWords: crew.lastWords,
    async stop() {
      await crew.stop()
      for (const gate of gates) await links[gate].stop()
      await mariadb?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function reviveDatabase(mariadb: PrivateMariadb | undefined): Promise<void> {
  if (mariadb !== undefined && !mariadb.isRunning()) await mariadb.restart()
}

interface Crew {
  simulator: ReadyMessage
  kill(what: ProcessName): Promise<void>
  revive(what: ProcessName): Promise<void>
  lastWords(): string
  stop(): Promise<void>
}

async function startCrew(plans: readonly ProgramPlan[], links: Record<GateId, FaultyLink>): Promise<Crew> {
  const words: string[] = []
  const running = new Map<string, Running>()
  const planOf = (name: string): ProgramPlan => {
    const plan = plans.find(one => one.name === name)
    if (plan === undefined) throw new Error(`there is no program ${name}`)
    return plan
  }
  let simulator: ReadyMessage = { kind: 'ready' }
  const run = (name: string): Running => {
    const plan = planOf(name)
    const isGate = name === 'gate_in' || name === 'gate_out'
    const overLink = isGate ? { BACKEND_HOST: '127.0.0.1', BACKEND_PORT: String(links[name].port) } : {}
    const onLine = (line: string) => {
      words.push(`${name} | ${line}`)
      if (words.length > wordsKept) words.shift()
    }
    const child = spawnChild({
      ...plan,
      environment: { ...plan.environment(new Map()), ...simulatedPortVariables(name, simulator), ...overLink },
      onLine,
    })
    const started = watch(child, name)
    running.set(name, started)
    void started.gone.then(() => running.get(name) === started && running.delete(name))
    return started
  }
  simulator = await run('simulator').ready
  await run('hub').ready
  await Promise.all(gates.map(gate => run(gate).ready))
  return {
    simulator,
    async kill(what) {
      const one = running.get(what)
      one?.child.kill('SIGKILL')
      await one?.gone
    },
    async revive(what) {
      // A hub without its database ends and is started again, as the launcher would.
      await until(
        `${what} to be ready`,
        () =>
          (running.get(what) ?? run(what)).ready.then(
            () => true,
            () => false,
          ),
        {
          timeoutMs: 60_000,
          everyMs: 200,
          describe: () => words.join('\n'),
        },
      )
    },
    lastWords: () => words.join('\n'),
    async stop() {
      for (const name of [...gates, 'hub', 'simulator']) {
        const one = running.get(name)
        one?.child.kill('SIGTERM')
        await one?.gone
      }
    },
  }
}

function watch(child: Child, name: string): Running {
  const gone = new Promise<void>(resolve => child.onExit(() => resolve()))
  const ready = new Promise<ReadyMessage>((resolve, reject) => {
    child.onMessage(message => {
      if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready') resolve(message as ReadyMessage)
    })
    void gone.then(() => reject(new Error(`${name} ended before it was ready`)))
  })
  ready.catch(() => undefined)
  return { child, ready, gone }
}
