/** A whole site started through the launcher, as a person would, on free ports and a folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePorts } from '@palang/kit/testing/free-ports'
import { until } from './until.ts'

export const root = path.resolve(import.meta.dirname, '..', '..')
export const adminToken = 'e2e-administrator-token-0123456789abcdef'
export const adminPassword = 'e2e-Password-1234'

export interface RunningSite {
  url: string
  /** Where the simulator takes orders. */
  simulatorUrl: string
  panels: Record<string, string>
  /** Where the hub's own MQTT broker listens. */
  mqttPort: number
  dataDir: string
  siteFile: string
  /** Everything the launcher printed so far. */
  output(): string
  /** Process id of `hub`, `gate_in` … as it runs now. */
  pid(name: string): number | undefined
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown> }>
  /** Orders for the simulator; fails loudly when refused. */
  simulate(path: string, body?: unknown): Promise<Record<string, unknown>>
  /** Sends SIGTERM and resolves to the exit code. */
  stop(): Promise<number | null>
}

export interface SiteRequest {
  /** Cars that come by themselves. */
  traffic?: boolean
  environment?: Record<string, string>
  /** Changes the text of the site file. */
  edit?: (yaml: string) => string
}

/** Starts a site with two simulated gates and resolves once everything runs. */
export async function startSite({ traffic = false, environment = {}, edit = text => text }: SiteRequest = {}): Promise<RunningSite> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-e2e-'))
  const siteFile = path.join(dataDir, 'site.yaml')
  const [hub, gateIn, gateOut, mqtt] = await freePorts(4)
  writeFileSync(siteFile, edit(siteYaml({ hub: hub ?? 0, gateIn: gateIn ?? 0, gateOut: gateOut ?? 0, mqtt })))
  const launcher = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      path.join(root, 'tools', 'launcher', 'main.ts'),
      '--site',
      siteFile,
      '--data',
      dataDir,
      ...(traffic ? [] : ['--no-traffic']),
    ],
    {
      cwd: root,
      env: {
        ...process.env,
        PALANG_ADMIN_TOKEN: adminToken,
        PALANG_ADMIN_PASSWORD: adminPassword,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString('utf8')
  }
  launcher.stdout.on('data', collect)
  launcher.stderr.on('data', collect)

  const info = () => readRunInfo(dataDir)
  await until(
    'the site to run',
    () => {
      if (launcher.exitCode !== null) throw new Error(`the launcher ended with ${launcher.exitCode}:\n${output}`)
      return output.includes('Ctrl-C stops everything')
    },
    { timeoutMs: 150_000, describe: () => output },
  )
  const started = info()
  const url = started?.hub_url ?? `http://127.0.0.1:${hub}`
  const simulatorUrl = started?.simulator_url ?? ''

  return {
    url,
    simulatorUrl,
    panels: started?.panels ?? {},
    mqttPort: mqtt ?? 0,
    dataDir,
    siteFile,
    output: () => output,
    pid: name => info()?.processes.find(process => process.name === name && process.state === 'ready')?.pid,
    api: (method, where, body, headers = {}) =>
      request(`${url}${where}`, method, body, { authorization: `Bearer ${adminToken}`, ...headers }),
    async simulate(where, body) {
      const answer = await request(
        `${simulatorUrl.replace(/\/$/, '')}${where}`,
        where === '/state' ? 'GET' : 'POST',
        where === '/state' ? undefined : (body ?? {}),
        {},
      )
      if (answer.status >= 300) throw new Error(`simulator ${where}: ${answer.status} ${JSON.stringify(answer.body)}`)
      return answer.body
    },
    stop: () => stopLauncher(launcher, dataDir),
  }
}

async function stopLauncher(launcher: ChildProcess, dataDir: string): Promise<number | null> {
  if (launcher.exitCode === null) {
    const ended = once(launcher, 'exit')
    launcher.kill('SIGTERM')
    await ended
  }
  rmSync(dataDir, { recursive: true, force: true })
  return launcher.exitCode
}

interface RunInfo {
  hub_url?: string
  simulator_url?: string
  panels: Record<string, string>
  processes: { name: string; pid?: number; state: string }[]
}

function readRunInfo(dataDir: string): RunInfo | undefined {
  try {
    return JSON.parse(readFileSync(path.join(dataDir, 'run', 'launcher.json'), 'utf8')) as RunInfo
  } catch {
    return undefined
  }
}

/** One HTTP request; a body that is not JSON comes back as `{ text }`. */
export async function request(
  url: string,
  method: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  try {
    return { status: response.status, body: JSON.parse(text) as Record<string, unknown> }
  } catch {
    return { status: response.status, body: { text } }
  }
}

export function siteYaml(ports: { hub: number; gateIn: number; gateOut: number; mqtt?: number | undefined }): string {
  return `outlet: { id: pusat, name: Parkir Pusat, timezone: Asia/Jakarta, currency: IDR }
simulation: true
hub: { host: 127.0.0.1, port: ${ports.hub}, mqtt: '${ports.mqtt === undefined ? 'off' : `embedded:${ports.mqtt}`}' }
parking:
  zones: [ { id: main, name: Area utama, capacity: { car: 3, motorcycle: 2 } } ]
  tariff: config/tariffs/standard.yaml
machines:
  - id: gate_in
    name: Gerbang masuk
    family: gate
    direction: in
    zone: main
    panel: { port: ${ports.gateIn} }
    devices: { board: { driver: simulated }, reader: { driver: simulated }, camera: { driver: simulated }, printer: { driver: simulated } }
  - id: gate_out
    name: Gerbang keluar
    family: gate
    direction: out
    zone: main
    panel: { port: ${ports.gateOut} }
    devices: { board: { driver: simulated }, reader: { driver: simulated }, camera: { driver: simulated }, printer: { driver: simulated }, cash: { driver: simulated }, terminal: { driver: simulated } }
`
}
