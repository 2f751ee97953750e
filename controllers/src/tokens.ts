/** The two secrets of a machine, as files next to its data. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ConfigError, randomSecret } from '@palang/kit'

const folderOf = (dataDir: string) => path.join(dataDir, 'secrets', 'machines')

/** The token that opens the link to the hub: `PALANG_MACHINE_TOKEN`, else the file the hub wrote. Throws `ConfigError`. */
export function machineToken(dataDir: string, machineId: string, fromEnvironment: string | undefined): string {
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment
  const file = path.join(folderOf(dataDir), `${machineId}.token`)
  const token = read(file)
  if (token !== null) return token
  throw new ConfigError([
    {
      file,
      path: '',
      message: 'has no token for this machine; start the hub here first, or set PALANG_MACHINE_TOKEN to the token of its enrolment',
    },
  ])
}

/** The token that opens the panel from other computers; made on the first start. */
export function panelToken(dataDir: string, machineId: string): string {
  const file = path.join(folderOf(dataDir), `${machineId}.panel.token`)
  const known = read(file)
  if (known !== null) return known
  const made = randomSecret()
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `${made}\n`, { mode: 0o600 })
  return made
}

function read(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return text === '' ? null : text
  } catch {
    return null
  }
}
