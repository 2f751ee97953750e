/** The command line. */
import { parseArgs } from 'node:util'
import type { TransportKind } from './transport/choose.ts'

export const usage = `usage: npm run simulator -- [--site FILE] [--data DIR] [--seed N] [--script FILE] [--speed X] [--no-traffic]
                            [--transport pty|tcp] [--control-port N]
       npm run simulator -- --device BRINGUP_FILE [--transport pty|tcp]      one device alone, for npm run bringup`

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
  help: boolean
}

/** Reads the command line; mistakes come back as text, all of them. */
export function readArguments(given: readonly string[]): { ok: true; value: Arguments } | { ok: false; mistakes: string[] } {
  let values
  try {
    values = parseArgs({
      args: [...given],
      strict: true,
      options: {
        site: { type: 'string' },
        data: { type: 'string' },
        seed: { type: 'string' },
        script: { type: 'string' },
        device: { type: 'string' },
        speed: { type: 'string' },
        'no-traffic': { type: 'boolean' },
        transport: { type: 'string' },
        'control-port': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    return { ok: false, mistakes: [error instanceof Error ? error.message : String(error)] }
  }
  const mistakes: string[] = []
  const number = (name: 'seed' | 'speed' | 'control-port', fits: (value: number) => boolean, expected: string) => {
    const text = values[name]
    if (text === undefined) return undefined
    const value = text.trim() === '' ? Number.NaN : Number(text)
    if (!fits(value)) mistakes.push(`--${name}: expected ${expected} (found ${JSON.stringify(text)})`)
    return value
  }
  const { transport } = values
  if (transport !== undefined && transport !== 'pty' && transport !== 'tcp')
    mistakes.push(`--transport: expected pty or tcp (found ${JSON.stringify(transport)})`)
  const value: Arguments = {
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
