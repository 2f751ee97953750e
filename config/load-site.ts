/** The one way every process learns what its site looks like: site file, then environment, then simulation. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ConfigError, loadYaml, type ConfigMistake, type LogLevel, logLevels } from '@palang/kit'
import { tariff, type Tariff } from '@palang/tariff'
import { z } from 'zod'
import { crossMistakes } from './cross-checks.ts'
import { applyEnvironment, environmentMistakes, type Environment } from './environment.ts'
import { parseMqttAddress, type MqttAddress } from './mqtt-address.ts'
import { applySimulation } from './simulation.ts'
import { site as siteSchema, type MachineConfig, type SiteFile } from './site-schema.ts'

/** A site ready to run: every path absolute, every default filled in, simulation applied. */
export interface Site {
  /** The site file read, absolute. */
  file: string
  outlet: SiteFile['outlet']
  hub: { host: string; port: number; databaseUrl: string; mqtt: MqttAddress; url: string }
  dataDir: string
  simulation: boolean
  logLevel: LogLevel
  alerts: SiteFile['alerts']
  parking: (NonNullable<SiteFile['parking']> & { tariff: string; tariffTable: Tariff }) | undefined
  machines: readonly MachineConfig[]
}

export interface SiteRequest {
  /** Project folder that relative paths of defaults start from. */
  root: string
  /** `--site`, else `PALANG_SITE`, else `config/site.yaml`, else the simulated site. */
  file?: string | undefined
  /** `--data`, else `PALANG_DATA`, else the file's `data`, else `data/`. */
  dataDir?: string | undefined
  environment: Environment
}

/** Reads, checks and completes the site. Throws `ConfigError` with every mistake of every source. */
export function loadSite({ root, file, dataDir, environment }: SiteRequest): Site {
  const named = file ?? environment['PALANG_SITE']
  const own = path.join(root, 'config', 'site.yaml')
  const isDefault = named === undefined && !existsSync(own)
  const siteFile = named !== undefined ? path.resolve(root, named) : isDefault ? path.join(root, 'config', 'simulated.yaml') : own

  const written = readWritten(siteFile, root, environment)
  const { value: merged, mistakes } = applyEnvironment(written, environment, isDefault)
  const data = path.resolve(root, dataDir ?? environment['PALANG_DATA'] ?? merged.data ?? 'data')
  const parking = merged.parking === undefined ? undefined : readTariff(merged.parking, root, siteFile, mistakes)
  if (mistakes.length > 0) throw new ConfigError(mistakes)

  const host = merged.hub.host
  const simulation = merged.simulation ?? false
  return {
    file: siteFile,
    outlet: merged.outlet,
    hub: {
      host,
      port: merged.hub.port,
      databaseUrl: absoluteDatabase(merged.hub.database ?? `file:${path.join(data, 'hub.db')}`, root),
      // Both sources were checked with the same reading, so there is always an address.
      mqtt: parseMqttAddress(merged.hub.mqtt) ?? { kind: 'off' },
      url: merged.hub.url ?? `ws://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${merged.hub.port}`,
    },
    dataDir: data,
    simulation,
    logLevel: logLevels.find(level => level === merged.log_level) ?? 'info',
    alerts: merged.alerts,
    parking,
    machines: simulation ? merged.machines.map(applySimulation) : merged.machines,
  }
}

/** The site file as written. When it is wrong, the other sources are read as far as possible, so that one run tells all. */
function readWritten(siteFile: string, root: string, environment: Environment): SiteFile {
  const { value, mistakes } = collect(() => loadYaml(siteFile, siteSchema as z.ZodType<SiteFile>))
  if (value !== undefined) return value
  const raw = collect(() => loadYaml(siteFile, z.unknown())).value
  const reported = new Set(mistakes.map(mistake => mistake.path))
  for (const { path: keys, message, found } of raw === undefined ? [] : crossMistakes(raw)) {
    const at = keys.join('.')
    if (!reported.has(at))
      mistakes.push({ file: siteFile, path: at, message: found === undefined ? message : `${message} (found ${JSON.stringify(found)})` })
  }
  const { parking } = tariffName.parse(raw ?? {})
  if (parking?.tariff !== undefined) readTariff({ ...parking, tariff: parking.tariff }, root, siteFile, mistakes)
  throw new ConfigError([...mistakes, ...environmentMistakes(environment)])
}

const tariffName = z
  .looseObject({
    parking: z
      .looseObject({ tariff: z.string().optional().catch(undefined) })
      .optional()
      .catch(undefined),
  })
  .catch({ parking: undefined })

function readTariff<Parking extends { tariff: string }>(
  parking: Parking,
  root: string,
  siteFile: string,
  mistakes: ConfigMistake[],
): (Parking & { tariffTable: Tariff }) | undefined {
  const beside = path.resolve(path.dirname(siteFile), parking.tariff)
  const file = existsSync(beside) ? beside : path.resolve(root, parking.tariff)
  if (!existsSync(file)) {
    mistakes.push({ file: siteFile, path: 'parking.tariff', message: `no such file: neither ${beside} nor ${file}` })
    return undefined
  }
  const read = collect(() => loadYaml(file, tariff))
  mistakes.push(...read.mistakes)
  return read.value === undefined ? undefined : { ...parking, tariff: file, tariffTable: read.value }
}

/** The value, or the mistakes that stood in its way. */
function collect<T>(read: () => T): { value: T | undefined; mistakes: ConfigMistake[] } {
  try {
    return { value: read(), mistakes: [] }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { value: undefined, mistakes: [...error.mistakes] }
  }
}

/** SQLite paths become absolute, so that hub and tools open the same file whatever their working folder. */
function absoluteDatabase(url: string, root: string): string {
  return url.startsWith('file:') ? `file:${path.resolve(root, url.slice('file:'.length))}` : url
}
