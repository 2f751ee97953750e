/** The one way every process learns what its site looks like: site file, then environment, then simulation. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ConfigError, loadYaml, type ConfigMistake, type LogLevel, logLevels, withLines } from '@palang/kit'
import { tariff, tariffProblems, type Tariff } from '@palang/tariff'
import { z } from 'zod'
import { crossMistakes, listenersTwice } from './cross-checks.ts'
import { applyEnvironment, environmentMistakes, mqttCaVariable, tlsVariables, type Environment } from './environment.ts'
import { parseMqttAddress, type MqttAddress } from './mqtt-address.ts'
import { simulatedPayments } from './payment-schema.ts'
import { applySimulation } from './simulation.ts'
import { site as siteSchema, type MachineConfig, type PhotoKeeping, type SiteFile } from './site-schema.ts'
import { readCertificate, readTlsPair, type TlsFiles } from './tls-files.ts'
import type { MealRules } from './checkpoint-schema.ts'
import type { TelemetryRules } from './device-mapping.ts'
import type { WaterRules } from './water-schema.ts'

/** A site ready to run: every path absolute, every default filled in, simulation applied. */
export interface Site {
  /** The site file read, absolute. */
  file: string
  outlet: SiteFile['outlet']
  hub: {
    host: string
    port: number
    databaseUrl: string
    mqtt: MqttAddress
    /** The authority to trust beside no other when the broker is elsewhere. */
    mqttCa?: string | undefined
    /** `token`: /metrics only for those who may read. */
    metrics?: 'open' | 'token' | undefined
    /** Proxies that are believed where a request comes from. */
    trustedProxies?: readonly string[] | undefined
    url: string
    /** The hub's certificate and key; they were read and belong together. */
    tls?: TlsFiles | undefined
    /** The authority to trust when dialling a hub elsewhere. */
    ca?: string | undefined
    /** Origins, exact, whose pages may call with a token. */
    cors?: readonly string[] | undefined
  }
  dataDir: string
  simulation: boolean
  logLevel: LogLevel
  alerts: SiteFile['alerts']
  photos: PhotoKeeping
  payments: SiteFile['payments']
  parking: (NonNullable<SiteFile['parking']> & { tariff: string; tariffTable: Tariff }) | undefined
  water: WaterRules
  meals: MealRules
  telemetry: TelemetryRules
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
  const { tls, ca, mqttCa } = readCertificates(merged.hub, { root, siteFile, environment }, mistakes)
  // The file was right in itself: what contradicts now came in with the environment.
  for (const { path: keys, message } of crossMistakes(merged)) mistakes.push({ file: 'environment', path: keys.join('.'), message })
  for (const { path: keys, message, found } of listenersTwice(merged))
    mistakes.push({ file: siteFile, path: keys.join('.'), message: `${message} (found ${JSON.stringify(found)})` })
  if (mistakes.length > 0) throw new ConfigError(withLines(mistakes))

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
      ...(mqttCa === undefined ? {} : { mqttCa }),
      ...(merged.hub.metrics === undefined ? {} : { metrics: merged.hub.metrics }),
      ...(merged.hub.trusted_proxies === undefined ? {} : { trustedProxies: merged.hub.trusted_proxies }),
      url:
        merged.hub.url ??
        `${tls === undefined ? 'ws' : 'wss'}://${host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host}:${merged.hub.port}`,
      ...(tls === undefined ? {} : { tls }),
      ...(ca === undefined ? {} : { ca }),
      ...(merged.hub.cors === undefined ? {} : { cors: merged.hub.cors }),
    },
    dataDir: data,
    simulation,
    logLevel: logLevels.find(level => level === merged.log_level) ?? 'info',
    alerts: merged.alerts,
    photos: merged.photos,
    water: merged.water,
    meals: merged.meals,
    telemetry: merged.telemetry,
    payments: simulation ? simulatedPayments(merged.payments, merged.hub.port) : merged.payments,
    parking,
    machines: simulation ? merged.machines.map(machine => applySimulation(machine, merged.hub.port)) : merged.machines,
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
  throw new ConfigError(withLines([...mistakes, ...environmentMistakes(environment)]))
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
  const file = locate(parking.tariff, root, siteFile)
  if (!existsSync(file)) {
    mistakes.push({
      file: siteFile,
      path: 'parking.tariff',
      message: `no such file: neither ${beside} nor ${file}; give its path from the folder of this site file, or a whole path`,
    })
    return undefined
  }
  const read = collect(() => loadYaml(file, tariff))
  mistakes.push(...read.mistakes)
  if (read.value === undefined) return undefined
  for (const { severity, path: at, message } of tariffProblems(read.value)) {
    if (severity === 'mistake') mistakes.push({ file, path: at, message })
  }
  return { ...parking, tariff: file, tariffTable: read.value }
}

/** A file named in the site file: beside it, else in the project. */
function locate(name: string, root: string, siteFile: string): string {
  const beside = path.resolve(path.dirname(siteFile), name)
  return existsSync(beside) ? beside : path.resolve(root, name)
}

/** Absolute paths of the hub's certificate, key and authorities, all of them read and found good. */
function readCertificates(
  { tls, ca, mqtt_ca: mqttCa, url }: SiteFile['hub'],
  { root, siteFile, environment }: { root: string; siteFile: string; environment: Environment },
  mistakes: ConfigMistake[],
): { tls?: TlsFiles; ca?: string; mqttCa?: string } {
  const isGiven = (variable: string) => environment[variable] !== undefined && environment[variable] !== ''
  const authority = (name: string, at: { file: string; path: string }) => {
    const file = locate(name, root, siteFile)
    mistakes.push(...readCertificate(file).mistakes.map(message => ({ ...at, message })))
    return file
  }
  const mqttCaAt = isGiven(mqttCaVariable) ? { file: 'environment', path: mqttCaVariable } : { file: siteFile, path: 'hub.mqtt_ca' }
  const trusted = {
    ...(ca === undefined ? {} : { ca: authority(ca, { file: siteFile, path: 'hub.ca' }) }),
    ...(mqttCa === undefined ? {} : { mqttCa: authority(mqttCa, mqttCaAt) }),
  }
  if (tls === undefined) return trusted
  if (url?.startsWith('ws:') === true)
    mistakes.push({ file: siteFile, path: 'hub.url', message: 'a hub with hub.tls is reached at wss:// only' })
  const files = { cert: locate(tls.cert, root, siteFile), key: locate(tls.key, root, siteFile) }
  const pair = readTlsPair(files)
  if (!pair.ok) {
    mistakes.push(
      ...pair.mistakes.map(({ at, message }) => {
        const variable = tlsVariables[at]
        return { ...(isGiven(variable) ? { file: 'environment', path: variable } : { file: siteFile, path: `hub.tls.${at}` }), message }
      }),
    )
  }
  return { ...trusted, tls: files }
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
