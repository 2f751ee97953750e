/** `npm run ports [-- --identify] [--json] [--site FILE]`: what is plugged in, under which name, whose it is, and who may not open it. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { loadSite, type MachineConfig } from '@palang/config'
import { exitCode, messageOf, systemClock } from '@palang/kit'
import { findPorts, type FoundPort } from './find-ports.ts'
import { holders } from './holders.ts'
import { identify } from './identify.ts'
import { describePorts, wishes, type PortReport } from './report.ts'

const usage = `usage: npm run ports [-- [--identify] [--json] [--site <file>]]
  --identify   open every free serial port and ask who is there; an Arduino restarts when its port is opened
  --json       for programs
  --site       site file to compare with; config/site.yaml where there is one`

const root = path.resolve(import.meta.dirname, '..', '..', '..')

async function main(): Promise<void> {
  const options = { identify: { type: 'boolean' }, json: { type: 'boolean' }, site: { type: 'string' }, help: { type: 'boolean' } } as const
  const { values } = parseArgs({ options })
  if (values.help === true) return say(usage)
  const machines = machinesOf(values.site)
  const found = await findPorts({ list: listSerial, root: '/', platform: process.platform })
  const held = holders(new Set(found.map(port => port.device)))
  const wanted = wishes(machines)
  const namesOf = ({ device, stableNames }: FoundPort) => [device, ...stableNames]
  const reports: PortReport[] = []
  for (const port of found) {
    const holder = held.get(port.device) ?? null
    const mayAsk = values.identify === true && port.kind === 'serial' && holder === null && port.refusal === null
    reports.push({
      ...port,
      holder,
      wantedBy: namesOf(port).flatMap(name => wanted.get(name) ?? []),
      identity: mayAsk ? await identify(port.device, systemClock) : null,
    })
  }
  const known = new Set(found.flatMap(namesOf))
  const missing = [...wanted]
    .filter(([port]) => isLocal(port) && !known.has(port))
    .map(([port, who]) => `${port}, wanted by ${who.join(', ')}`)
  say(values.json === true ? JSON.stringify({ ports: reports, missing }, null, 2) : describePorts(reports, missing))
}

async function listSerial() {
  const { SerialPort } = await import('serialport')
  return SerialPort.list()
}

/** A simulated site wants no ports; neither does a computer without a site file. */
function machinesOf(file: string | undefined): readonly MachineConfig[] {
  try {
    const site = loadSite({ root, file, environment: process.env })
    return site.simulation ? [] : site.machines
  } catch (error) {
    if (file !== undefined) throw error
    return []
  }
}

function isLocal(port: string): boolean {
  return !port.includes('://')
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n${usage}\n`)
  process.exitCode = exitCode.configuration
}
