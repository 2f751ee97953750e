/**
 * Runs before anything is installed, therefore plain JavaScript for any Node ≥ 20 without dependencies: brings
 * node_modules in line with package-lock.json and runs a program on the Node this project pins.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** Where the pinned Node lies once installed. */
export const pinnedNode = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

/** node:sqlite is called experimental in Node 24; saying so on every start tells the operator nothing. */
export const nodeFlags = ['--disable-warning=ExperimentalWarning']

/** Thrown when installing failed; its text is meant for the person at the terminal. */
export class InstallError extends Error {}

/** Thrown when installing was ended by Ctrl-C or a signal. */
export class InstallStopped extends InstallError {}

const windows = process.platform === 'win32'
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', ...(windows ? ['SIGBREAK'] : [])]

/**
 * Prisma's packages would fetch an engine this project does not use; pointing them at an existing file keeps an
 * installation inside closed networks possible.
 */
export function quietEnvironment(environment = process.env) {
  return {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
    ...environment,
  }
}

/** `undefined` when this Node can run the tools, else what to tell the person. */
export function nodeMistake(version = process.versions.node) {
  return Number(version.split('.')[0]) >= 20
    ? undefined
    : `Palang needs Node 20 or newer to start; this is Node ${version}. Get a newer one at https://nodejs.org/`
}

/**
 * True when every package of the lock file is installed in its version. npm's own record (node_modules/.package-lock.json)
 * is compared, so an `npm install` by hand counts and nothing is installed twice. Packages for other platforms may be absent.
 */
export function isInstalled(projectRoot = root, node = pinnedNode) {
  const wanted = readPackages(path.join(projectRoot, 'package-lock.json'))
  const installed = readPackages(path.join(projectRoot, 'node_modules', '.package-lock.json'))
  if (wanted === undefined || installed === undefined || !existsSync(node)) return false
  return Object.entries(wanted).every(([where, { version, link, optional, devOptional, peer }]) => {
    if (!where.includes('node_modules/')) return true
    const there = installed[where]
    if (there === undefined) return optional === true || devOptional === true || peer === true
    return link === true ? there.link === true : there.version === version
  })
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** Installs what is missing, telling `say` in a line each. Throws {@link InstallError} when npm fails. */
export async function ensureInstalled(say = line => console.log(line)) {
  if (isInstalled()) return
  const begin = Date.now()
  say('Installing npm packages (the first time 350 MB from the registry, a minute or more) …')
  // Not `npm ci`: it refuses a lock file that lacks packages of other platforms, which npm leaves out when the registry it
  // was written against had none of them, and it empties node_modules, which Windows refuses while its Node is running.
  await npm(['install', '--no-save', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'])
  if (!existsSync(pinnedNode)) {
    say('Installing the pinned Node …')
    await npm(['rebuild', 'node', '--foreground-scripts=false', '--loglevel=error'])
  }
  if (!existsSync(pinnedNode)) {
    throw new InstallError(`npm finished, but ${path.relative(root, pinnedNode)} is not there. Run "npm rebuild node" to see why.`)
  }
  say(`Installed in ${Math.round((Date.now() - begin) / 1000)} s.`)
}

function npm(parameters) {
  const output = []
  return new Promise((resolve, reject) => {
    let stopped = false
    const stop = () => {
      stopped = true
      // On Windows the console tells every program of the window.
      if (!windows) endGroup(child.pid)
    }
    // Before npm begins: a signal between the two would leave it without anybody.
    for (const signal of stopSignals) process.on(signal, stop)
    const child = spawn('npm', parameters, {
      cwd: root,
      env: quietEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: windows,
      // In a group of its own, to be ended with everything it started.
      detached: !windows,
    })
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => output.push(chunk))
    child.on('error', error =>
      reject(new InstallError(`npm could not be started: ${error.message}. It comes with Node; is it on the PATH?`)),
    )
    child.on('close', code => {
      for (const signal of stopSignals) process.off(signal, stop)
      if (stopped) return reject(new InstallStopped('Installing was stopped. The next start goes on with it.'))
      if (code === 0) return resolve()
      const lines = Buffer.concat(output).toString('utf8').trim().split('\n')
      const shown = lines.length <= 16 ? lines : [...lines.slice(0, 12), '…', ...lines.slice(-3)]
      reject(
        new InstallError(
          `npm ${parameters[0]} failed (exit code ${code}):\n${shown.join('\n')}\nIs the npm registry reachable from here? "npm config get registry" names it. A copy of node_modules from an equal machine works as well.`,
        ),
      )
    })
  })
}

function endGroup(pid) {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM')
  } catch {
    // It has ended by itself.
  }
}

/**
 * What a program of this project runs with. Node keeps what it compiled for the next start; set from outside, that covers
 * the main file too, and the part of Node that reads TypeScript is not even loaded: 20 MB less in every process.
 */
function programEnvironment() {
  return { NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'compiled'), ...quietEnvironment() }
}

/**
 * Runs a program on the pinned Node with this terminal, passes signals on, and ends this process as the program ended.
 * The channel lets the program notice when this process is killed.
 */
export function runPinned(parameters, { env = programEnvironment() } = {}) {
  const child = spawn(pinnedNode, [...nodeFlags, ...parameters], {
    cwd: process.cwd(),
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of stopSignals) {
    // On Windows the console tells every program of the window; kill() would end it there and then.
    process.on(signal, () => !windows && child.kill(signal))
  }
  child.on('error', error => {
    console.error(`The pinned Node could not be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

/**
 * The way every entry point begins: check Node, install, run `file` with `parameters`. `whenStopped` is the exit code when
 * the person stops the installation: a site that was told to stop has done so, tests that never ran have not passed.
 */
export async function main(file, parameters, { whenStopped = 130 } = {}) {
  const mistake = nodeMistake()
  if (mistake !== undefined) {
    console.error(mistake)
    process.exit(1)
  }
  try {
    await ensureInstalled()
  } catch (error) {
    if (!(error instanceof InstallError)) throw error
    console.error(error.message)
    process.exit(error instanceof InstallStopped ? whenStopped : 1)
  }
  runPinned([file, ...parameters])
}
