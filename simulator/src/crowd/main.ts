/**
 * `simulator/src/crowd/main.ts --machines vending-1,vending-2 --site FILE --data DIR`: the controllers of many simulated machines in one
 * process. Each is the controller of a real site, with its own journal, link and kiosk; what they share is the program that is read in once
 * instead of once for each. A real machine has a process of its own, because one that fails must not take others along.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { loadSite, type MachineConfig, type Site } from '@palang/config'
import { ConfigError, exitCode, openLog, siteProcess } from '@palang/kit'
import { endOnUnexpected, readyWithoutHubMs, runAsProcess, startFailed } from '../../../controllers/src/controller-process.ts'
import type { Controller } from '../../../controllers/src/controller.ts'
import { type MachineClaim, claimMachine } from '../../../controllers/src/journal/machine-claim.ts'
import { controllerOf } from '../../../controllers/src/run-controller.ts'
import { machineToken, machineTokenFile, mustHaveToken, panelToken } from '../../../controllers/src/tokens.ts'

const root = path.resolve(import.meta.dirname, '..', '..', '..')

interface Running {
  id: string
  controller: Controller
  claim: MachineClaim
}

function readSetup(): { site: Site; machines: MachineConfig[] } {
  const text = { type: 'string' } as const
  const given = parseArgs({ options: { machines: text, site: text, data: text } }).values
  const site = loadSite({ root, file: given.site, dataDir: given.data, environment: process.env })
  const ids = new Set((given.machines ?? '').split(','))
  const machines = site.machines.filter(({ id }) => ids.has(id))
  if (!site.simulation || machines.length < ids.size)
    throw new ConfigError([
      { file: site.file, path: 'machines', message: `not all of ${given.machines} are simulated machines of this site` },
    ])
  return { site, machines }
}

async function begin(site: Site, machine: MachineConfig, onFatal: () => void): Promise<Running> {
  const { id } = machine
  const log = openLog({ name: id, level: site.logLevel, directory: path.join(site.dataDir, 'logs'), terminal: false })
  const file = machineTokenFile(site.dataDir, id)
  const token = machineToken(file, undefined)
  mustHaveToken(token, file, id)
  const claim = claimMachine(path.join(site.dataDir, 'machines', id), log)
  const setup = { site, machine, token, panelToken: panelToken(site.dataDir, id) }
  const controller = await controllerOf(root, setup, { log, onFatal })
  await controller.start()
  return { id, controller, claim }
}

async function main(): Promise<void> {
  process.umask(0o077)
  const { site, machines } = readSetup()
  const name = `${machines[0]?.id ?? 'nobody'}-and-${machines.length - 1}-more`
  const log = openLog({ name, level: site.logLevel, directory: path.join(site.dataDir, 'logs'), terminal: process.stdout.isTTY })
  const running: Running[] = []
  const program = siteProcess({
    log,
    async stop() {
      await Promise.all(running.map(({ controller }) => controller.stop()))
      for (const { claim } of running) claim.release()
    },
  })
  endOnUnexpected(log, program)
  try {
    for (const machine of machines) running.push(await begin(site, machine, () => program.end(exitCode.failed)))
  } catch (error) {
    return program.end(startFailed(log, name, error))
  }
  await Promise.all(running.map(({ controller }) => controller.linked(readyWithoutHubMs)))
  const urls = Object.fromEntries(running.map(({ id, controller }) => [id, controller.panelUrl()]))
  program.ready({ urls }, JSON.stringify(urls, null, 2))
}

await runAsProcess(main)
