/** The command line. */
import { parseArgs } from 'node:util'
import { numberArguments } from './number-arguments.ts'
import type { TransportKind } from './transport/choose.ts'

export const usage = `usage: npm run simulator -- [--site FILE] [--data DIR] [--seed N] [--script FILE] [--speed X] [--no-traffic]
                            [--transport pty|tcp] [--control-port N]
       npm run simulator -- --device BRINGUP_FILE [--transport pty|tcp]      one device alone, for npm run bringup
       npm run simulator -- --water N --hub URL [--token TOKEN] [--first N] [--every SECONDS] [--for SECONDS] [--seed N]
                            N (1 to 10000) water machines without controller that announce themselves to a hub;
                            the token may stand in PALANG_TOKEN, too
       npm run simulator -- ozone --units N --hub mqtt://HOST:PORT …      ozone units on MQTT; more with npm run simulator -- ozone --help
       npm run simulator -- meals --hub URL …      a day of a meal programme; more with npm run simulator -- meals --help
       npm run simulator -- --write-site N      a site file with N (1 to 200) water machines and their controllers

A hub and N whole water machines at once: ./start-all.sh --water N`

export interface Arguments {
  site: string | undefined
  data: string | undefined
  seed: number | undefined
  script: string | undefined
  /** Bring-up file of the one device to play. */
  device: string | undefined
  speed: number
  traffic: boolean
  transport: TransportKind | undefined
  controlPort: number
  fleet: FleetArguments | undefined
  /** So many water machines in a site file that is written out. */
  writeSite: number | undefined
  help: boolean
}

export interface FleetArguments {
  count: number
  /** The number of the first machine. */
  first: number
  hub: string
  token: string
  everyS: number
  /** Ends by itself after so long; without, a signal ends it. */
  seconds: number | undefined
}

const mostMachines = 10_000
const mostControllers = 200
const usualEveryS = 10

const options = {
  site: { type: 'string' },
  data: { type: 'string' },
  seed: { type: 'string' },
  script: { type: 'string' },
  device: { type: 'string' },
  speed: { type: 'string' },
  'no-traffic': { type: 'boolean' },
  transport: { type: 'string' },
  'control-port': { type: 'string' },
  water: { type: 'string' },
  hub: { type: 'string' },
  token: { type: 'string' },
  first: { type: 'string' },
  every: { type: 'string' },
  for: { type: 'string' },
  'write-site': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Reads the command line; mistakes come back as text, all of them. */
export function readArguments(
  given: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): { ok: true; value: Arguments } | { ok: false; mistakes: string[] } {
  let values
  try {
    values = parseArgs({
      args: [...given],
      strict: true,
      options,
    }).values
  } catch (error) {
    return { ok: false, mistakes: [error instanceof Error ? error.message : String(error)] }
  }
  const mistakes: string[] = []
  type Numbered = 'seed' | 'speed' | 'control-port' | 'water' | 'first' | 'every' | 'for' | 'write-site'
  const { number, whole, seconds } = numberArguments<Numbered>(values, mistakes)
  const { transport } = values
  if (transport !== undefined && transport !== 'pty' && transport !== 'tcp')
    mistakes.push(`--transport: expected pty or tcp (found ${JSON.stringify(transport)})`)
  const count = whole('water', mostMachines)
  const fleet = {
    first: whole('first', mostMachines) ?? 1,
    everyS: seconds('every') ?? usualEveryS,
    seconds: seconds('for'),
    hub: values.hub ?? '',
    token: values.token ?? environment['PALANG_TOKEN'] ?? '',
  }
  if (count !== undefined) mistakes.push(...fleetMistakes(fleet))
  const value: Arguments = {
    fleet: count === undefined ? undefined : { count, ...fleet },
    writeSite: whole('write-site', mostControllers),
    site: values.site,
    data: values.data,
    seed: number('seed', one => Number.isInteger(one) && one >= 0 && one <= 0xffff_ffff, 'a whole number from 0 to 4294967295'),
    script: values.script,
    device: values.device,
    speed: number('speed', one => one >= 0.01 && one <= 1_000, 'a number from 0.01 to 1000') ?? 1,
    traffic: values['no-traffic'] !== true,
    help: values.help === true,
    transport: transport === 'pty' || transport === 'tcp' ? transport : undefined,
    controlPort:
      number('control-port', one => Number.isInteger(one) && one >= 0 && one <= 65_535, 'a port number, or 0 for a free one') ?? 0,
  }
  return mistakes.length > 0 ? { ok: false, mistakes } : { ok: true, value }
}

function fleetMistakes({ hub, token }: Pick<FleetArguments, 'hub' | 'token'>): string[] {
  return [
    ...(/^https?:\/\/./.test(hub) ? [] : ['--hub: expected the address of the hub, such as http://127.0.0.1:8000']),
    ...(token === '' ? ['--token: expected a token with the scope machines:announce'] : []),
  ]
}
