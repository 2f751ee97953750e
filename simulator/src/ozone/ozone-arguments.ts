/** The command line of `npm run simulator -- ozone`. */
import { parseArgs } from 'node:util'
import { shippedMappings, type DeviceMapping } from '@palang/config'
import { deviceId } from '@palang/protocol'
import { faultArguments } from '../fault-arguments.ts'
import { numberArguments } from '../number-arguments.ts'
import { readWord, type WordArguments } from '../word-arguments.ts'
import { faultNames, type FaultName } from './chance-faults.ts'
import type { OpeningHours } from './customers.ts'
import { macAddresses, plainIds } from './device-ids.ts'

const mostUnits = 5_000

export const ozoneUsage = `usage: npm run simulator -- ozone --units N --hub mqtt://HOST:PORT
         [--token TOKEN [--api URL] [--prepare]]   an administrator's token (or PALANG_TOKEN) makes a token for each unit, and with
                            --prepare outlets and machines that have none yet; URL of the hub is http://HOST:8000 unless told
         [--user NAME --password PASSWORD]         the same for all units, at a broker elsewhere; without either nobody is asked
         [--ids mac|plain|ID,ID,…]                 3C:8A:1F:…, ozon-1 and on, or these
         [--mapping ozon|telemetry] [--identity] [--phases]   how they speak; id, seq and boot; start and end of a treatment
         [--every SECONDS] [--open 8-21] [--zone Asia/Jakarta] [--length SECONDS]   customers of each unit; length of BASIC, 0 is over at once
         [--heartbeat SECONDS] [--faults ${faultNames.join(',')}] [--fault-every SECONDS]
         [--for SECONDS] [--seed N] [--truth FILE]   what every unit really counted, as JSON, at the end`

export interface OzoneArguments {
  deviceIds: string[]
  hub: string
  /** Absent where nobody makes tokens. */
  api: { url: string; token: string; prepare: boolean } | undefined
  login: { username: string; password: string } | undefined
  mapping: DeviceMapping
  tellsIdentity: boolean
  tellsPhases: boolean
  everyS: number
  hours: OpeningHours
  lengthS: number
  heartbeatS: number
  faults: FaultName[]
  faultEveryS: number
  /** Ends by itself after so long; without, a signal ends it. */
  seconds: number | undefined
  seed: number
  truth: string | undefined
}

const text = { type: 'string' } as const
const flag = { type: 'boolean' } as const
const options = {
  units: text,
  hub: text,
  token: text,
  api: text,
  prepare: flag,
  user: text,
  password: text,
  ids: text,
  mapping: text,
  identity: flag,
  phases: flag,
  every: text,
  open: text,
  zone: text,
  length: text,
  heartbeat: text,
  faults: text,
  'fault-every': text,
  for: text,
  seed: text,
  truth: text,
  help: flag,
} as const

type Values = ReturnType<typeof valuesOf>

function valuesOf(given: readonly string[]) {
  return parseArgs({ args: [...given], strict: true, options }).values
}

/** Reads what stands behind `ozone`; mistakes come back as text, all of them. */
export function readOzoneArguments(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): WordArguments<OzoneArguments> {
  return readWord(
    () => valuesOf(given),
    (values, mistakes) => argumentsOf(values, environment['PALANG_TOKEN'], mistakes),
  )
}

function argumentsOf(values: Values, fromEnvironment: string | undefined, mistakes: string[]): OzoneArguments | undefined {
  const { whole, seconds, number } = numberArguments<'units' | 'every' | 'length' | 'heartbeat' | 'fault-every' | 'for' | 'seed'>(
    values,
    mistakes,
  )
  const upTo = (name: 'length' | 'seed', most: number) =>
    number(name, one => Number.isInteger(one) && one >= 0 && one <= most, `a whole number from 0 to ${most}`)
  const seed = upTo('seed', 0xffff_ffff) ?? 1
  const { mapping, hub } = { mapping: mappingOf(values, mistakes), hub: brokerOf(values, mistakes) }
  const value: Omit<OzoneArguments, 'mapping'> = {
    deviceIds: idsOf(values, whole('units', mostUnits), seed, mistakes),
    hub,
    api: apiOf(values, hub, fromEnvironment, mistakes),
    login: loginOf(values, mistakes),
    tellsIdentity: values.identity === true,
    tellsPhases: values.phases === true,
    everyS: seconds('every') ?? 60,
    hours: hoursOf(values, mistakes),
    lengthS: upTo('length', 7_200) ?? 20,
    heartbeatS: seconds('heartbeat') ?? 60,
    faults: faultArguments(values.faults, faultNames, mistakes),
    faultEveryS: seconds('fault-every') ?? 120,
    seconds: seconds('for'),
    seed,
    truth: values.truth,
  }
  return mapping === undefined ? undefined : { ...value, mapping }
}

function brokerOf({ hub = '' }: Values, mistakes: string[]): string {
  if (!/^mqtt:\/\/[^/@]+$/.test(hub)) mistakes.push('--hub: expected the address of a broker, such as mqtt://127.0.0.1:1883')
  return hub
}

function mappingOf({ mapping = 'ozon' }: Values, mistakes: string[]): DeviceMapping | undefined {
  const found = shippedMappings.find(({ name }) => name === mapping)
  if (found === undefined) mistakes.push(`--mapping: expected ${shippedMappings.map(({ name }) => name).join(' or ')} (found ${mapping})`)
  return found
}

function idsOf({ ids = 'mac' }: Values, count: number | undefined, seed: number, mistakes: string[]): string[] {
  if (ids !== 'mac' && ids !== 'plain') {
    const named = ids.split(',')
    if (count !== undefined) mistakes.push('--units: not beside the names of units in --ids')
    mistakes.push(
      ...named.filter(id => !deviceId.safeParse(id).success).map(id => `--ids: ${JSON.stringify(id)} is not the id of a device`),
    )
    return named
  }
  if (count === undefined) mistakes.push(`--units: expected a whole number from 1 to ${mostUnits}`)
  return ids === 'plain' ? plainIds(count ?? 0) : macAddresses(seed, count ?? 0)
}

function apiOf(
  { token, api, prepare, user }: Values,
  hub: string,
  fromEnvironment: string | undefined,
  mistakes: string[],
): OzoneArguments['api'] {
  const given = token ?? (user === undefined ? fromEnvironment : undefined)
  if (given === undefined) {
    if (api !== undefined || prepare === true) mistakes.push('--token: expected a token of an administrator')
    return undefined
  }
  if (api !== undefined && !/^https?:\/\/./.test(api))
    mistakes.push('--api: expected the address of the hub, such as http://127.0.0.1:8000')
  const host = /^mqtt:\/\/(.+?)(?::\d+)?$/.exec(hub)?.[1] ?? '127.0.0.1'
  return { url: api ?? `http://${host}:8000`, token: given, prepare: prepare === true }
}

function loginOf({ user, password, token }: Values, mistakes: string[]): OzoneArguments['login'] {
  if (user === undefined && password === undefined) return undefined
  if (user === undefined || password === undefined) mistakes.push('--user and --password: expected both')
  if (token !== undefined) mistakes.push('--token: not beside --user')
  return { username: user ?? '', password: password ?? '' }
}

function hoursOf({ open = '0-24', zone = 'Asia/Jakarta' }: Values, mistakes: string[]): OpeningHours {
  const [from = Number.NaN, to = Number.NaN] = (/^(\d{1,2})-(\d{1,2})$/.exec(open)?.slice(1) ?? []).map(Number)
  if (!(from < 24 && to <= 24 && from !== to)) mistakes.push(`--open: expected two hours, such as 8-21 (found ${open})`)
  if (!isZone(zone)) mistakes.push(`--zone: there is no time zone ${zone}`)
  return { from, to, timezone: zone }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) instanceof Intl.DateTimeFormat
  } catch {
    return false
  }
}
