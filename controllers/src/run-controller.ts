/** The process of one machine: arguments, signals and exit codes. */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { hubTrust, loadSite, type MachineConfig, type Site } from '@palang/config'
import { ConfigError, exitCode, isCoded, messageOf, openLog, siteProcess, systemClock } from '@palang/kit'
import { type Controller, type ControllerOptions, createController } from './controller.ts'
import { endOnUnexpected, readyWithoutHubMs, runAsProcess, startFailed } from './controller-process.ts'
import { loadDrivers } from './devices/registry.ts'
import { type MachineClaim, claimMachine } from './journal/machine-claim.ts'
import { enroll } from './link/enroll.ts'
import { machineToken, machineTokenFile, mustHaveToken, noteUsed, panelToken, wasUsed, type MachineToken } from './tokens.ts'

const software = 'palang 0.1.0'

/** What one machine's controller is made from, checked. */
export interface Setup {
  site: Site
  machine: MachineConfig
  token: MachineToken
  panelToken: string
}

function wrong(message: string): ConfigError {
  return new ConfigError([{ file: 'command line', path: '', message }])
}

/** Everything that can be wrong before anything opens; the machine is enrolled here if it has to be. Throws `ConfigError`. */
async function readSetup(root: string): Promise<Setup> {
  let given: { machine?: string | undefined; site?: string | undefined; data?: string | undefined; activate?: string | undefined }
  try {
    given = parseArgs({ options: { machine: text, site: text, data: text, activate: text } }).values
  } catch (error) {
    throw wrong(messageOf(error))
  }
  const site = loadSite({ root, file: given.site, dataDir: given.data, environment: process.env })
  const id = given.machine ?? process.env['GATE_ID']
  const known = site.machines.map(machine => machine.id).join(', ')
  if (id === undefined || id === '') throw wrong(`say which machine: --machine <id>, one of ${known}`)
  const machine = site.machines.find(one => one.id === id)
  if (machine === undefined) throw wrong(`--machine ${id} is not in ${site.file}; there are ${known}`)
  return { site, machine, token: await ownToken(site, machine, given.activate), panelToken: panelToken(site.dataDir, id) }
}

const text = { type: 'string' } as const

/** The token this machine has, or is given for its activation code: the one on the command line, else that of the site file. */
async function ownToken(site: Site, { id, activation_code: listed }: MachineConfig, given: string | undefined): Promise<MachineToken> {
  const file = machineTokenFile(site.dataDir, id)
  const fromEnvironment = process.env['PALANG_MACHINE_TOKEN'] ?? ''
  const token = machineToken(file, fromEnvironment)
  const code = given ?? (token.current() === '' ? listed : undefined)
  const isEnrolled = code !== undefined && token.current() !== '' && wasUsed(file, code)
  // The exchange would use the code up and void the very token that is given.
  if (given !== undefined && fromEnvironment !== '')
    throw wrong('--activate is of no use while PALANG_MACHINE_TOKEN is set; take one of them away')
  if (code !== undefined && !isEnrolled) {
    try {
      token.keep(await enroll({ hubHttpUrl: site.hub.url.replace(/^ws/, 'http'), trust: hubTrust(site.hub), machineId: id, code }))
      noteUsed(file, code)
      process.stdout.write(`${id} is enrolled; its token is in ${file}\n`)
    } catch (error) {
      if (!isCoded(error, 'enroll_refused')) throw error
      throw new ConfigError([{ file: given === undefined ? site.file : 'command line', path: 'activation code', message: error.message }])
    }
  }
  mustHaveToken(token, file, id)
  return token
}

/** The controller of `setup` with the drivers of its devices, not started; `root` is the project folder. */
export async function controllerOf(
  root: string,
  setup: Setup,
  { log, onFatal }: Pick<ControllerOptions, 'log' | 'onFatal'>,
): Promise<Controller> {
  const { outlet } = setup.site
  const open = await loadDrivers(setup.machine)
  return createController({
    ...setup,
    kioskFolder: path.join(root, 'frontend', 'dist', 'kiosk'),
    software,
    clock: systemClock,
    log,
    openDevices: kept => open({ ...kept, clock: systemClock, log, timeZone: outlet.timezone, language: outlet.language }),
    onFatal,
  })
}

async function run(root: string): Promise<void> {
  // Journal, pictures and logs are nobody else's on this computer.
  process.umask(0o077)
  const setup = await readSetup(root)
  const { site, machine } = setup
  const log = openLog({
    name: machine.id,
    level: site.logLevel,
    directory: path.join(site.dataDir, 'logs'),
    terminal: process.stdout.isTTY,
  })
  const controller = await controllerOf(root, setup, { log, onFatal: () => program.end(exitCode.failed) })
  let claim: MachineClaim | undefined
  const program = siteProcess({ log, stop: () => controller.stop().finally(() => claim?.release()) })
  endOnUnexpected(log, program)
  try {
    claim = claimMachine(path.join(site.dataDir, 'machines', machine.id), log)
    await controller.start()
  } catch (error) {
    return program.end(startFailed(log, machine.id, error))
  }
  // Whoever is told that the machine is ready may give it a command at once.
  await controller.linked(readyWithoutHubMs)
  program.ready({ url: controller.panelUrl() }, `${machine.id} ${controller.panelUrl()}`)
}

/** Runs until stopped; sets the exit code of the process. `root` is the project folder. */
export function runController(root: string): Promise<void> {
  return runAsProcess(() => run(root))
}
