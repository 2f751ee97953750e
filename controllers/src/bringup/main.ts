/** `npm run bringup -- config/bringup/<model>.yaml [--port X]`: one device from the bench, live status, every function by name. */
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { loadBringup } from '@palang/config'
import { exitCode, isCoded, ConfigError, messageOf, pageClock, silentLog, systemClock } from '@palang/kit'
import { loadDrivers } from '../devices/registry.ts'
import { benchDevices } from './bench-device.ts'
import { type BenchSession, benchSession } from './session.ts'

const usage = `usage: npm run bringup -- <file> [--port <port, address or source>]
  <file>   such as config/bringup/palang-line-gate.yaml: the device as it would stand in the site file
  --port   in place of the one in the file; "npm run ports" lists those there are`

const awakeMs = 60_000

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
  const brokenOff = new Promise<void>(resolve => process.once('SIGINT', () => resolve()))
  // Of a pipe that is read to its end nothing but the work under way is left to stay for.
  const awake = pageClock.every(awakeMs, () => undefined)
  // A word may wait for a person for minutes, and whoever breaks off does not wait with it.
  await Promise.race([typeAll(session), brokenOff])
  await session.stop()
  awake.cancel()
}

async function typeAll(session: BenchSession): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    if (!(await session.type(line))) return
  }
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
