/** The environment variables of a site; each wins over its key in the site file. */
import type { ConfigMistake } from '@palang/kit'
import { mqttAddressExpected, parseMqttAddress } from './mqtt-address.ts'
import { alertEmail, alertWebhook, noAlerts, smtpAddress } from './alert-schema.ts'
import { withPaymentSecrets } from './payment-schema.ts'
import type { MachineConfig, SiteFile } from './site-schema.ts'
import { machineConfig, usualPhotoKeeping } from './site-schema.ts'
import { usualTelemetryRules } from './device-mapping.ts'
import { usualMealRules } from './checkpoint-schema.ts'
import { usualWaterRules } from './water-schema.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Names of the files of `hub.tls`. */
export const tlsVariables = { cert: 'PALANG_TLS_CERT', key: 'PALANG_TLS_KEY' } as const

/** Name of the file of `hub.mqtt_ca`. */
export const mqttCaVariable = 'MQTT_CA'

/** The value of a variable as `parse` reads it; nothing when it is not given. A wrong one is noted as a mistake, which quotes it unless it is secret. */
type Read = <T>(name: string, parse: (text: string) => T | undefined, expected: string, isSecret?: boolean) => T | undefined

/**
 * The site with the environment laid over it. Wrong values come back as mistakes, named by their variable.
 * Simulation is on by default exactly when no site file was given (`isDefaultSite`).
 */
export function applyEnvironment(
  site: SiteFile,
  environment: Environment,
  isDefaultSite: boolean,
): { value: SiteFile; mistakes: ConfigMistake[] } {
  const mistakes: ConfigMistake[] = []
  const read: Read = (name, parse, expected, isSecret = false) => {
    const text = environment[name]
    if (text === undefined || text === '') return undefined
    const value = parse(text)
    if (value === undefined)
      mistakes.push({
        file: 'environment',
        path: name,
        message: `expected ${expected}${isSecret ? '' : ` (found ${JSON.stringify(text)})`}`,
      })
    return value
  }
  const text = (name: string) => read(name, value => value, 'text')
  const port = (name: string) => read(name, parsePort, 'a port number 1–65535')

  const remoteHost = text('BACKEND_HOST')
  const remotePort = port('BACKEND_PORT')
  const tls = withTls(site, text, mistakes)
  const scheme = tls !== undefined || site.hub.ca !== undefined || site.hub.url?.startsWith('wss:') === true ? 'wss' : 'ws'
  const hubUrl =
    remoteHost === undefined && remotePort === undefined ? site.hub.url : `${scheme}://${remoteHost ?? 'localhost'}:${remotePort ?? 8000}`
  const mqttCa = text(mqttCaVariable)
  const database = read('DATABASE_URL', parseDatabase, 'file:<path> or mysql://user:pass@host:port/db') ?? site.hub.database
  const machines = site.machines.map(machine => withDevicePorts(machine, text, mistakes))
  return {
    value: {
      ...site,
      hub: {
        ...site.hub,
        host: text('WEBSOCKET_HOST') ?? site.hub.host,
        port: port('WEBSOCKET_PORT') ?? site.hub.port,
        mqtt: read('MQTT_URL', text => (parseMqttAddress(text) === undefined ? undefined : text), mqttAddressExpected) ?? site.hub.mqtt,
        ...(mqttCa === undefined ? {} : { mqtt_ca: mqttCa }),
        ...(database === undefined ? {} : { database }),
        ...(hubUrl === undefined ? {} : { url: hubUrl }),
        ...(tls === undefined ? {} : { tls }),
      },
      simulation: read('SIMULATION_MODE', parseBoolean, 'true or false') ?? site.simulation ?? isDefaultSite,
      log_level: read('LOG_LEVEL', parseLevel, 'debug, info, warn or error') ?? site.log_level,
      alerts: withAlerts(site.alerts, read),
      payments: withPaymentSecrets(site.payments, text),
      machines,
    },
    mistakes,
  }
}

/** Mistakes of the environment alone, for when the site file is too wrong to lay it over. */
export function environmentMistakes(environment: Environment): ConfigMistake[] {
  const nothing: SiteFile = {
    outlet: { id: 'none', name: 'none', timezone: 'UTC', currency: 'IDR' },
    hub: { host: '0.0.0.0', port: 8000, mqtt: 'embedded:1883' },
    log_level: 'info',
    alerts: noAlerts,
    photos: usualPhotoKeeping,
    payments: {},
    water: usualWaterRules,
    meals: usualMealRules,
    telemetry: usualTelemetryRules,
    machines: [],
  }
  return applyEnvironment(nothing, environment, false).mistakes
}

/** `hub.tls` with the files of the environment in it; a certificate without a key, or a key without one, is a mistake. */
function withTls(site: SiteFile, text: (name: string) => string | undefined, mistakes: ConfigMistake[]): SiteFile['hub']['tls'] {
  const cert = text(tlsVariables.cert) ?? site.hub.tls?.cert
  const key = text(tlsVariables.key) ?? site.hub.tls?.key
  if (cert !== undefined && key !== undefined) return { cert, key }
  if (cert === undefined && key === undefined) return undefined
  const missing = tlsVariables[cert === undefined ? 'cert' : 'key']
  mistakes.push({ file: 'environment', path: missing, message: 'is missing; certificate and key are given together' })
  return undefined
}

/** `<MACHINE_ID>_ARDUINO_PORT` and its sisters; the payment ports of old belong to the exit gates. */
function withDevicePorts(machine: MachineConfig, text: (name: string) => string | undefined, mistakes: ConfigMistake[]): MachineConfig {
  const prefix = machine.id.toUpperCase().replaceAll('-', '_')
  const paying = machine.family === 'gate' && machine.direction === 'out'
  const board = text(`${prefix}_ARDUINO_PORT`)
  const reader = text(`${prefix}_CARD_READER_PORT`)
  const source = text(`${prefix}_CAMERA_SOURCE`)
  const cash = text(`${prefix}_CASH_PORT`) ?? (paying ? text('CASH_DISPENSER_PORT') : undefined)
  const terminal = text(`${prefix}_CARD_TERMINAL_PORT`) ?? (paying ? text('CARD_TERMINAL_PORT') : undefined)
  const printer = paying ? text('RECEIPT_PRINTER_PORT') : undefined
  const plateSecret = text(`${prefix}_PLATE_READER_SECRET`)
  const given = machine.devices
  const devices = {
    ...given,
    ...(board === undefined ? {} : { board: { driver: 'palang-line', ...given.board, port: board } }),
    ...(reader === undefined ? {} : { reader: { driver: 'newline', ...given.reader, port: reader } }),
    ...(source === undefined ? {} : { camera: { driver: 'usb', source: /^\d+$/.test(source) ? Number(source) : source } }),
    ...(cash === undefined ? {} : { cash: { driver: 'simulated', ...given.cash, port: cash } }),
    ...(terminal === undefined ? {} : { terminal: { driver: 'simulated', ...given.terminal, port: terminal } }),
    ...(printer === undefined ? {} : { printer: { driver: 'escpos', ...given.printer, port: printer } }),
    ...(plateSecret === undefined || given.plate_reader?.driver !== 'http-push'
      ? {}
      : { plate_reader: { ...given.plate_reader, secret: plateSecret } }),
  }
  const checked = machineConfig.safeParse({ ...machine, devices })
  if (checked.success) return checked.data
  mistakes.push(
    ...checked.error.issues.map(issue => ({ file: 'environment', path: `${machine.id}.${issue.path.join('.')}`, message: issue.message })),
  )
  return machine
}

function withAlerts(alerts: SiteFile['alerts'], read: Read): SiteFile['alerts'] {
  const email = read('ALERT_EMAIL', text => alertEmail.safeParse(text).data, 'an e-mail address')
  const webhook = read('ALERT_WEBHOOK', text => alertWebhook.safeParse(text).data, 'an http or https address', true)
  const smtp = read('SMTP_URL', text => smtpAddress.safeParse(text).data, 'smtp://user:password@host:port or smtps://…', true)
  const token = read('TELEGRAM_BOT_TOKEN', text => text, 'text')
  return {
    ...alerts,
    ...(email === undefined ? {} : { email }),
    ...(webhook === undefined ? {} : { webhook }),
    ...(smtp === undefined ? {} : { smtp_url: smtp }),
    ...(token === undefined ? {} : { telegram: { ...alerts.telegram, token } }),
  }
}

function parsePort(value: string): number | undefined {
  const number = Number(value)
  return Number.isInteger(number) && number >= 1 && number <= 65_535 ? number : undefined
}

function parseBoolean(value: string): boolean | undefined {
  return value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : undefined
}

function parseLevel(value: string): SiteFile['log_level'] | undefined {
  return value === 'debug' || value === 'info' || value === 'warn' || value === 'error' ? value : undefined
}

function parseDatabase(value: string): string | undefined {
  return /^(file:.+|(mysql|mariadb):\/\/.+)$/.test(value) ? value : undefined
}
