/** `npm run simulator`: plays the boards, readers and vehicles of a simulated site. */
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSite, simulatorPortFolder, simulatorWatches, type Site } from '@palang/config'
import { ConfigError, exitCode, messageOf, openLog, siteProcess, systemClock } from '@palang/kit'
import { type Arguments, readArguments, usage } from './arguments.ts'
import { runBench } from './bench/run-bench.ts'
import { runFleet } from './fleet/run-fleet.ts'
import { writtenSite } from './fleet/written-site.ts'
import { mealUsage, readMealArguments } from './meals/meal-arguments.ts'
import { runMeals } from './meals/run-meals.ts'
import { ozoneUsage, readOzoneArguments } from './ozone/ozone-arguments.ts'
import { runOzone } from './ozone/run-ozone.ts'
import { loadScript, type Script } from './script/script.ts'
import { createSimulator, playedGates, playedWaters } from './simulator.ts'
import { defaultTransport, type TransportKind } from './transport/choose.ts'
import type { WordArguments } from './word-arguments.ts'

const root = path.resolve(fileURLToPath(import.meta.url), '..', '..', '..')

/** Started again, the same machines have the same water. */
const usualFleetSeed = 1

async function main(): Promise<void> {
  const [word, ...more] = process.argv.slice(2)
  if (word === 'ozone') return playWord(readOzoneArguments(more, process.env), ozoneUsage, runOzone)
  if (word === 'meals') return playWord(readMealArguments(more, process.env), mealUsage, given => runMeals(given, say, untilTold()))
  const given = readArguments(process.argv.slice(2), process.env)
  if (!given.ok) return refuse([...given.mistakes, usage])
  if (given.value.help) {
    say(usage)
    return
  }
  const { device, transport, fleet, writeSite } = given.value
  if (writeSite !== undefined) {
    process.stdout.write(writtenSite(writeSite))
    return
  }
  if (fleet !== undefined) {
    const isHeard = await runFleet({ ...fleet, seed: given.value.seed ?? usualFleetSeed })
    process.exitCode = isHeard ? exitCode.stopped : exitCode.failed
    return
  }
  if (device !== undefined) return playAlone(device, transport)
  const read = readSite(given.value)
  if ('mistakes' in read) return refuse(read.mistakes)
  await run(given.value, read.site, read.script)
}

/** What is simulated under a word of its own; `play` resolves to whether it went well. */
async function playWord<Given extends object>(
  read: WordArguments<Given>,
  words: string,
  play: (given: Given) => Promise<boolean>,
): Promise<void> {
  if (!read.ok) return refuse([...read.mistakes, words])
  if (read.value === 'help') return say(words)
  try {
    process.exitCode = (await play(read.value)) ? exitCode.stopped : exitCode.failed
  } catch (error) {
    process.stderr.write(`simulator: ${messageOf(error)}\n`)
    process.exitCode = exitCode.failed
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Aborts when somebody ends the program. */
function untilTold(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(new Error('ended before the day was over')))
  return stop.signal
}

async function playAlone(file: string, transport: TransportKind | undefined): Promise<void> {
  try {
    await runBench({ file, transport })
  } catch (error) {
    refuse(messageOf(error).split('\n'))
  }
}

function readSite(given: Arguments): { site: Site; script: Script | undefined } | { mistakes: string[] } {
  try {
    const site = loadSite({ root, file: given.site, dataDir: given.data, environment: process.env })
    if (!site.simulation) return { mistakes: [`${site.file}: this site is not simulated; set simulation: true or SIMULATION_MODE=true`] }
    const gateIds = playedGates(site).map(gate => gate.id)
    if (gateIds.length + playedWaters(site).length === 0) return { mistakes: [`${site.file}: there is no machine with a simulated board`] }
    return { site, script: given.script === undefined ? undefined : loadScript(given.script, gateIds) }
  } catch (error) {
    if (error instanceof ConfigError) return { mistakes: error.message.split('\n') }
    throw error
  }
}

async function run(given: Arguments, site: Site, script: Script | undefined): Promise<void> {
  const log = openLog({
    name: 'simulator',
    level: site.logLevel,
    directory: path.join(site.dataDir, 'logs'),
    terminal: process.send === undefined,
  })
  const folder = path.join(site.dataDir, simulatorPortFolder)
  const simulator = createSimulator({
    site,
    clock: systemClock,
    log,
    seed: given.seed ?? randomInt(2 ** 32),
    isSeedOfChance: given.seed === undefined,
    speed: given.speed,
    traffic: given.traffic,
    script,
    transport: given.transport ?? defaultTransport({ platform: process.platform, searchPath: process.env['PATH'] ?? '', folder }),
    tcpPorts: 'fixed',
    controlPort: given.controlPort,
    watching: () => program.tell({ kind: simulatorWatches }),
  })
  process.once('exit', () => simulator.abandon())
  const program = siteProcess({ log, stop: () => simulator.stop() })
  try {
    const ready = await simulator.start()
    program.ready(ready, JSON.stringify(ready, null, 2))
  } catch (error) {
    log.error({ error: messageOf(error) }, 'could not start')
    process.stderr.write(`simulator: ${messageOf(error)}\n`)
    program.end(isPortTaken(error) ? exitCode.portTaken : exitCode.failed)
  }
}

function refuse(lines: readonly string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exitCode = exitCode.configuration
  if (process.connected) process.disconnect()
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

await main()
