/** Which of the readers of this computer is meant, and what to tell a person when that is not clear. Pure. */
import type { DeviceStatus } from '../../../status.ts'

/** The only reader, or the only one whose name contains `wanted`; capitals do not matter. */
export function chooseReader(names: readonly string[], wanted: string | undefined): { reader: string } | { status: DeviceStatus } {
  const fitting = names.filter(name => name.toLowerCase().includes(wanted?.toLowerCase() ?? ''))
  const [first] = fitting
  if (first !== undefined && fitting.length === 1) return { reader: first }
  if (first !== undefined)
    return { status: { state: 'fault', reason: `more than one reader: write under "reader" which of ${list(fitting)}` } }
  if (names.length === 0) return { status: { state: 'disconnected', reason: 'no reader is connected' } }
  return { status: { state: 'disconnected', reason: `no reader is called "${wanted}"; there is ${list(names)}` } }
}

function list(names: readonly string[]): string {
  return names.map(name => `"${name}"`).join(', ')
}

/** What to do about a failure of the library, by its code and the system this runs on; undefined when nothing is known. */
export function advice(code: string, platform: string): string | undefined {
  const isLinux = platform === 'linux'
  switch (code) {
    case 'NoPackage':
      return `the package that speaks PC/SC is not installed, or there is none for ${platform} ${process.arch} (docs/protocols/pcsc.md)`
    case 'NoLibrary':
      return 'libpcsclite is missing: install pcscd and start it'
    case 'NoService':
    case 'ServiceStopped':
    case 'Shutdown':
      return isLinux
        ? 'the PC/SC service does not run: install pcscd and start it'
        : 'the Smart Card service does not run: no reader is connected, or it is switched off'
    case 'CommError':
    case 'UnknownError':
      return 'the PC/SC service went away'
    case 'AccessDenied':
    case 'SecurityViolation':
    case 'NoAccess':
      return 'the user of this program may not use smart card readers (docs/operations/install-linux.md)'
    default:
      return undefined
  }
}
