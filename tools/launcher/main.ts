/** Entry point of `./start-all.sh` and `npm start`, on the pinned Node: arguments, site file, signals, exit code. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { loadSite, type Site } from '@palang/config'
import { ConfigError, describeMistake, exitCode, systemClock } from '@palang/kit'
import { writtenSite } from '../../simulator/src/fleet/written-site.ts'
import { buildFrontend } from '../build-frontend.ts'
import { generate } from '../generate.ts'
import { parseArguments, usage, type LaunchOptions } from './arguments.ts'
import { spawnChild } from './child.ts'
import { launch } from './launch.ts'
import { machinesHere } from './programs.ts'
import { stopOrders } from './stop-orders.ts'

const root = path.resolve(import.meta.dirname, '..', '..')
/** More in one process would answer their customers late, fewer would take more memory. */
const waterMachinesPerProcess = 25

const say = (text: string) => console.log(text)

async function main(): Promise<number> {
  const { options, mistakes } = parseArguments(process.argv.slice(2))
  if (mistakes.length > 0) {
    console.error([...mistakes, '', usage].join('\n'))
    return exitCode.configuration
  }
  if (options.help) {
    say(usage)
    return exitCode.stopped
  }
  const site = readSite(options)
  if (site === undefined) return exitCode.configuration
  if (options.activate !== undefined && machinesHere(site).length !== 1) {
    console.error(
      '--activate needs a site file with one machine for this computer; else: npm run controller -- --machine ID --activate CODE',
    )
    return exitCode.configuration
  }
  const { stop, force } = stopOrders(process, () => say('\nStopping now.'))
  return launch({
    root,
    site,
    environment: process.env,
    activate: options.activate,
    simulator: options.simulator,
    traffic: options.traffic,
    dev: options.dev,
    perProcess: options.water === undefined ? undefined : waterMachinesPerProcess,
    clock: systemClock,
    random: Math.random,
    say,
    prepare: async signal => {
      await generate()
      if (!signal.aborted) await buildFrontend(root, { say, signal })
    },
    spawn: (plan, environment) => spawnChild({ ...plan, environment, onLine: line => say(`${plan.name} | ${line}`) }),
    stop,
    force,
  })
}

/** The site, or `undefined` after telling every mistake. */
function readSite({ site, data, water }: LaunchOptions): Site | undefined {
  try {
    const own = water === undefined ? undefined : waterSite(water, data)
    return loadSite({
      root,
      ...(site === undefined ? {} : { file: existsSync(site) ? path.resolve(site) : path.resolve(root, site) }),
      ...(data === undefined ? {} : { dataDir: path.resolve(data) }),
      ...own,
      environment: process.env,
    })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const count = error.mistakes.length
    console.error(
      [
        `The configuration has ${count} mistake${count === 1 ? '' : 's'}; nothing was started:`,
        ...error.mistakes.map(describeMistake),
      ].join('\n'),
    )
    return undefined
  }
}

/** Writes the site file of so many water machines into their data folder, which is not that of another site. */
function waterSite(count: number, data: string | undefined): { file: string; dataDir: string } {
  const dataDir = data === undefined ? path.resolve(root, process.env['PALANG_DATA'] ?? 'data', 'water') : path.resolve(data)
  const file = path.join(dataDir, 'site.yaml')
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(file, writtenSite(count))
  return { file, dataDir }
}

// A closed terminal must not stop the launcher halfway through stopping the others.
process.stdout.on('error', () => undefined)
process.exitCode = await main()
if (process.connected) process.disconnect()
