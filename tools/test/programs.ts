/** Programs beside npm packages that some suites need: which are there, and installing the missing ones on Debian. */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'
import { missingPackages, parts } from '../../firmware/toolchain.ts'

export interface NeededProgram {
  /** Debian package. */
  package: string
  /** Further Debian packages for the same suites. */
  besides?: readonly string[]
  /** Any one of these on the PATH will do. */
  executables: readonly string[]
  /** Whether something that is not on the PATH is missing: headers, libraries. */
  lacksMore?: () => boolean
  /** What is skipped without it. */
  suites: string
}

export const neededPrograms: readonly NeededProgram[] = [
  { package: 'chromium', executables: ['chromium', 'chromium-browser', 'google-chrome', 'chrome.exe'], suites: 'screens in a browser' },
  { package: 'mariadb-server', executables: ['mariadbd', 'mysqld'], suites: 'the store on MariaDB' },
  { package: 'fswebcam', executables: ['fswebcam'], suites: 'pictures from USB cameras' },
  { package: 'ffmpeg', executables: ['ffmpeg', 'ffmpeg.exe'], suites: 'pictures from cameras over RTSP' },
  { package: 'mosquitto-clients', executables: ['mosquitto_pub'], suites: 'devices that speak MQTT' },
  { package: 'mosquitto', executables: ['mosquitto'], suites: 'devices on an MQTT broker elsewhere' },
  { package: 'openssl', executables: ['openssl', 'openssl.exe'], suites: 'the hub over TLS' },
  { package: 'socat', executables: ['socat'], suites: 'serial lines over real ptys' },
  {
    package: 'pcscd',
    besides: ['vsmartcard-vpcd'],
    executables: ['pcscd'],
    lacksMore: () => !existsSync('/usr/lib/pcsc/drivers/serial/libifdvpcd.so'),
    suites: 'NFC readers at a real PC/SC service',
  },
  {
    package: 'gcc-avr',
    besides: parts.map(part => part.package),
    executables: ['avr-gcc'],
    lacksMore: () => missingPackages().length > 0,
    suites: 'the board firmware in an emulator',
  },
  { package: 'g++', executables: ['g++'], suites: 'the ESP32 firmware compiled for this computer' },
]

/** Debian puts servers where only root's PATH looks. */
const extraFolders = process.platform === 'win32' ? [] : ['/usr/sbin', '/usr/local/sbin', '/sbin', '/usr/libexec']

/** Where the first of `executables` lies, or `undefined`. */
export function findProgram(executables: readonly string[], searchPath: string = process.env['PATH'] ?? ''): string | undefined {
  const folders = [...searchPath.split(path.delimiter), ...extraFolders].filter(folder => folder !== '')
  return executables.flatMap(name => folders.map(folder => path.join(folder, name))).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The needed programs this computer does not have. */
export function missingPrograms(find: typeof findProgram = findProgram): NeededProgram[] {
  return neededPrograms.filter(({ executables, lacksMore }) => find(executables) === undefined || lacksMore?.() === true)
}

/** Why nothing can be installed here; `undefined` when it can. */
export function whyNotInstallable(
  uid: number | undefined = process.getuid?.(),
  find: typeof findProgram = findProgram,
): string | undefined {
  if (find(['apt-get']) === undefined) return 'this computer has no apt-get'
  return uid === 0 ? undefined : 'only root may install packages'
}

/** Runs one command; resolves with the reason it failed, or `undefined`. Never throws. */
export type RunCommand = (command: string, parameters: readonly string[], timeoutMs: number) => Promise<string | undefined>

/** Installs `programs` with apt-get, bounded in time. Resolves with the reason it failed, or `undefined`. */
export async function installPrograms(programs: readonly NeededProgram[], run: RunCommand = runApt): Promise<string | undefined> {
  const updated = await run('apt-get', ['update', '-qq'], 120_000)
  if (updated !== undefined) return `apt-get update: ${updated}`
  const installed = await run(
    'apt-get',
    ['install', '-qq', '-y', '--no-install-recommends', ...programs.flatMap(program => [program.package, ...(program.besides ?? [])])],
    300_000,
  )
  return installed === undefined ? undefined : `apt-get install: ${installed}`
}

const runApt: RunCommand = (command, parameters, timeoutMs) =>
  new Promise(resolve => {
    const child = spawn(command, parameters, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
    child.once('error', error => resolve(error.message))
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined)
      else resolve(signal === null ? (said.trim().split('\n').at(-1) ?? `exit code ${code}`) : `took longer than ${timeoutMs / 1000} s`)
    })
  })
