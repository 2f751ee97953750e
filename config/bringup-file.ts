/** A bring-up file: devices as they would stand in a site file, tried by themselves on the bench. */
import { ConfigError, loadYaml } from '@palang/kit'
import { family } from '@palang/protocol'
import { z } from 'zod'
import { devices, type MachineConfig, machineConfig } from './site-schema.ts'

export const bringup = z.strictObject({
  /** What the board is used for. */
  family: family.default('gate'),
  devices: devices.refine(given => Object.values(given).some(device => device !== undefined), 'expected at least one device'),
})

export interface BringupRequest {
  file: string
  /** In place of the port the file names, for its only device that has one. */
  port?: string | undefined
}

/** The machine a bring-up file describes; it has no site. Throws `ConfigError` with every mistake of the file. */
export function loadBringup({ file, port }: BringupRequest): MachineConfig {
  const written = loadYaml(file, bringup)
  const changed = port === undefined ? written.devices : withPort(written.devices, port)
  return {
    ...machineConfig.parse({
      id: 'bench',
      family: written.family,
      panel: { port: 1 },
      ...(written.family === 'gate' ? { direction: 'in' } : {}),
    }),
    devices: changed,
  }
}

/** The key that says where a device is. */
function reachedBy(device: object): 'port' | 'url' | 'source' | undefined {
  return (['port', 'url', 'source'] as const).find(one => one in device)
}

function withPort(given: MachineConfig['devices'], port: string): MachineConfig['devices'] {
  const isReachable = Object.values(given).some(device => device !== undefined && reachedBy(device) !== undefined)
  if (!isReachable) throw new ConfigError([{ file: 'command line', path: '--port', message: 'this device has none; leave it out' }])
  const entries = Object.entries(given).map(([name, device]) => {
    const key = device === undefined ? undefined : reachedBy(device)
    return [name, key === undefined ? device : { ...device, [key]: port }]
  })
  const read = devices.safeParse(Object.fromEntries(entries))
  if (read.success) return read.data
  const [mistake] = read.error.issues
  throw new ConfigError([{ file: 'command line', path: '--port', message: `${mistake?.message} (found ${JSON.stringify(port)})` }])
}
