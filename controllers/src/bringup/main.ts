/** `npm run bringup -- config/bringup/<model>.yaml [--port X]`: one device from the bench, live status, every function by name. */
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { loadBringup } from '@palang/config'
import { exitCode, isCoded, ConfigError, messageOf, silentLog, systemClock } from '@palang/kit'
import { loadDrivers } from '../devices/registry.ts'
import { benchDevices } from './bench-device.ts'
import { benchSession } from './session.ts'

const usage = `usage: npm run bringup -- <file> [--port <port, address or source>]
  <file>   such as config/bringup/palang-line-gate.yaml: the device as it would stand in the site file
  --port   in place of the one in the file; "npm run ports" lists those there are`

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ options: { port: { type: 'string' }, help: { type: 'boolean' } }, allowPositionals: true })
  const [file] = positionals
  if (values.help === true || file === undefined) return say(usage)
  const machine = loadBringup({ file: path.resolve(file), port: values.port })
  // What a driver logs it tells as an event too.
  const open = await loadDrivers(machine)
  const devices = benchDevices(open({ clock: systemClock, log: silentLog(), timeZone: 'Asia/Jakarta' }))
  const session = benchSession({ devices, clock: systemClock, show: say })
  for (const [name, config] of Object.entries(machine.devices)) say(`${name}: ${JSON.stringify(config)}`)
  say(session.help())
  session.start()
  const lines = createInterface({ input: process.stdin })
  process.once('SIGINT', () => lines.close())
  for await (const line of lines) {
    if (!(await session.type(line))) break
  }
  await session.stop()
}

function isConfiguration(error: unknown): boolean {
  return error instanceof ConfigError || isCoded(error, 'driver_not_available') || isCoded(error, 'port_malformed')
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

try {
  await main()
  process.exit()
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(isConfiguration(error) ? exitCode.configuration : exitCode.failed)
}
