/** From a site to the programs that make it run: which, in which order, with what environment. */
import path from 'node:path'
import { isPlayed, simulatorWatches, type MachineConfig, type Site } from '@palang/config'
import type { ReadyMessage } from './supervisor.ts'
import type { WantedPort } from './ports.ts'

const devServerPort = 5173

export interface ProgramPlan {
  /** `hub`, `simulator`, `dev server`, or a machine id. */
  name: string
  /** Programs of one stage start together, stages one after the other; stopping goes the other way. */
  stage: number
  /** Absolute path of its main file. */
  file: string
  parameters: readonly string[]
  /** What it tells once the others may count on it, where that is later than ready. */
  settledBy?: string
  /** For Node itself. */
  nodeFlags?: readonly string[]
  /** Asked again at every start, because it depends on what others said when they became ready. */
  environment: (ready: ReadonlyMap<string, ReadyMessage>) => NodeJS.ProcessEnv
}

export interface PlanRequest {
  root: string
  site: Site
  /** The environment of the launcher. */
  environment: NodeJS.ProcessEnv
  /** Activation code of the one machine here. */
  activate?: string | undefined
  simulator: boolean
  traffic: boolean
  dev: boolean
  /** Controllers of simulated machines share processes, so many in each; undefined: each has its own, as real ones always do. */
  perProcess?: number | undefined
}

/**
 * A controller makes little garbage: with 1 MB for the youngest of it instead of 16, each process keeps 15 MB less (V8's
 * semi-space; the least it takes).
 */
const controllerFlags = ['--max-semi-space-size=1']

/** True when this computer runs the hub; a site file with `hub.url` on another one runs only its machines. */
export function hubIsHere(site: Site): boolean {
  const { hostname, port, protocol } = new URL(site.hub.url)
  const local = ['localhost', '127.0.0.1', '[::1]', site.hub.host]
  return local.includes(hostname) && Number(port === '' ? (protocol === 'wss:' ? 443 : 80) : port) === site.hub.port
}

/** The machines whose controllers run on this computer. On another one than the hub's the file lists only its own. */
export function machinesHere(site: Site): MachineConfig[] {
  return site.machines.filter(machine => machine.elsewhere !== true || !hubIsHere(site))
}

/** The programs of a site, in the order they start. */
export function planPrograms(request: PlanRequest): ProgramPlan[] {
  const { root, site, environment, simulator, traffic, dev, perProcess } = request
  // The children read the same file; whether it was chosen or the default decides on simulation, so they are told.
  const shared = { ...environment, SIMULATION_MODE: String(site.simulation) }
  const place = ['--site', site.file, '--data', site.dataDir]
  const plans: ProgramPlan[] = []
  if (simulator && site.simulation && site.machines.some(isPlayed)) {
    plans.push({
      name: 'simulator',
      stage: 0,
      file: path.join(root, 'simulator', 'src', 'main.ts'),
      // A pty is a process of its own for each device.
      parameters: [...place, ...(traffic ? [] : ['--no-traffic']), ...(perProcess === undefined ? [] : ['--transport', 'tcp'])],
      ...(hubIsHere(site) ? { settledBy: simulatorWatches } : {}),
      environment: () => shared,
    })
  }
  if (hubIsHere(site)) {
    plans.push({ name: 'hub', stage: 0, file: path.join(root, 'hub', 'src', 'main.ts'), parameters: place, environment: () => shared })
  }
  plans.push(...controllerPlans(request, shared, place))
  if (dev) {
    plans.push({
      name: 'dev server',
      stage: 2,
      file: path.join(root, 'tools', 'dev-server.ts'),
      parameters: ['--port', String(devServerPort)],
      environment: ready => ({ ...shared, PALANG_HUB_URL: textField(ready.get('hub'), 'url') ?? httpUrl(site.hub.url) }),
    })
  }
  return plans
}

function controllerPlans(
  { root, site, activate, perProcess }: PlanRequest,
  shared: NodeJS.ProcessEnv,
  place: readonly string[],
): ProgramPlan[] {
  const ids = machinesHere(site).map(({ id }) => id)
  const plan = (own: readonly string[]) => ({
    stage: 1,
    environment: (ready: ReadonlyMap<string, ReadyMessage>) => ({
      ...shared,
      ...Object.assign({}, ...own.map(id => simulatedPortVariables(id, ready.get('simulator')))),
    }),
  })
  if (perProcess === undefined) {
    return ids.map(id => ({
      ...plan([id]),
      name: id,
      file: path.join(root, 'controllers', 'src', 'main.ts'),
      parameters: ['--machine', id, ...place, ...(activate === undefined ? [] : ['--activate', activate])],
      nodeFlags: controllerFlags,
    }))
  }
  return Array.from({ length: Math.ceil(ids.length / perProcess) }, (_, n) => {
    const own = ids.slice(n * perProcess, (n + 1) * perProcess)
    return {
      ...plan(own),
      name: own.length === 1 ? own.join() : `${own.at(0)} to ${own.at(-1)}`,
      file: path.join(root, 'simulator', 'src', 'crowd', 'main.ts'),
      parameters: ['--machines', own.join(','), ...place],
    }
  })
}

/** Where the kiosk of a machine is, once its controller is ready: told by its own process or by the one it shares. */
export function panelUrl(machineId: string, ready: ReadonlyMap<string, ReadyMessage>): string | undefined {
  const own = textField(ready.get(machineId), 'url')
  if (own !== undefined) return own
  const told = [...ready.values()].map(({ urls }) => (isRecord(urls) ? urls[machineId] : undefined))
  return told.find(url => typeof url === 'string')
}

/** `GATE_IN_ARDUINO_PORT` and its sisters for one machine, from the ports the simulator opened. */
export function simulatedPortVariables(machineId: string, ready: ReadyMessage | undefined): Record<string, string> {
  const ports = isRecord(ready?.['ports']) ? ready['ports'][machineId] : undefined
  if (!isRecord(ports)) return {}
  const prefix = machineId.toUpperCase().replaceAll('-', '_')
  const names = { board: 'ARDUINO_PORT', reader: 'CARD_READER_PORT', cash: 'CASH_PORT', terminal: 'CARD_TERMINAL_PORT' } as const
  return Object.fromEntries(
    Object.entries(names).flatMap(([device, name]) => {
      const port = ports[device]
      return typeof port === 'string' && port !== '' ? [[`${prefix}_${name}`, port]] : []
    }),
  )
}

/** Every port the programs will listen on. */
export function wantedPorts(site: Site, dev: boolean): WantedPort[] {
  return [
    ...(hubIsHere(site) ? hubPorts(site) : []),
    ...machinesHere(site).map(machine => ({ for: `panel of ${machine.id}`, host: machine.panel.host, port: machine.panel.port })),
    ...(dev ? [{ for: 'Vite dev server', host: '127.0.0.1', port: devServerPort }] : []),
  ]
}

function hubPorts({ hub: { host, port, mqtt } }: Site): WantedPort[] {
  return [{ for: 'hub', host, port }, ...(mqtt.kind === 'embedded' ? [{ for: 'MQTT broker', host, port: mqtt.port }] : [])]
}

/** A text field of a ready message. */
export function textField(message: ReadyMessage | undefined, field: string): string | undefined {
  const value = message?.[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The HTTP address of the hub behind its WebSocket address. */
export function httpUrl(webSocketUrl: string): string {
  return webSocketUrl.replace(/^ws/, 'http').replace(/\/$/, '')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
