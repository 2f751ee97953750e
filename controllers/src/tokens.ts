/** The two secrets of a machine, as files next to its data that only this user may read. */
import { createHash } from 'node:crypto'
import path from 'node:path'
import { CodedError, ConfigError, randomSecret, readSecretFile, writeSecretFile } from '@palang/kit'

const folderOf = (dataDir: string) => path.join(dataDir, 'secrets', 'machines')

/** What opens the link to the hub. */
export interface MachineToken {
  /** The token of this moment; it may have been replaced since it was last asked for. Empty when there is none. */
  current(): string
  /** Keeps a new one; it is on the disk when this returns. Throws when it cannot be kept. */
  keep(token: string): void
}

/** The token file of one machine: written by the hub on its own computer, else by the enrolment. */
export function machineTokenFile(dataDir: string, machineId: string): string {
  return path.join(folderOf(dataDir), `${machineId}.token`)
}

/** `PALANG_MACHINE_TOKEN`, else the token file. */
export function machineToken(file: string, fromEnvironment: string | undefined): MachineToken {
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return {
      current: () => fromEnvironment,
      keep() {
        throw new CodedError('not_supported', 'the token is given by PALANG_MACHINE_TOKEN; it has to be changed there')
      },
    }
  }
  // Read again for every connection: the hub on this computer may have written a new one.
  return { current: () => readSecretFile(file) ?? '', keep: token => writeSecretFile(file, token) }
}

/** Throws `ConfigError` when the machine has no token yet. */
export function mustHaveToken(token: MachineToken, file: string, machineId: string): void {
  if (token.current() !== '') return
  throw new ConfigError([
    {
      file,
      path: '',
      message: `there is no token for ${machineId}; start the hub here first, or make an activation code in the hub's console and start with --activate <code>`,
    },
  ])
}

/** Whether this code was exchanged here before: whoever is started again with the same words is enrolled once. */
export function wasUsed(file: string, code: string): boolean {
  return readSecretFile(`${file}.activation`) === digestOf(code)
}

/** Remembers that the code was exchanged. */
export function noteUsed(file: string, code: string): void {
  writeSecretFile(`${file}.activation`, digestOf(code))
}

function digestOf(code: string): string {
  return createHash('sha256').update(code.trim().toLowerCase()).digest('hex')
}

/** The token that opens the panel from other computers; made on the first start. */
export function panelToken(dataDir: string, machineId: string): string {
  const file = path.join(folderOf(dataDir), `${machineId}.panel.token`)
  const known = readSecretFile(file)
  if (known !== undefined) return known
  const made = randomSecret()
  writeSecretFile(file, made)
  return made
}
