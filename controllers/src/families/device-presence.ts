/** What is told of a device's connection, whatever the device: to the hub and its screens, and to the log. */
import type { MachineConfig } from '@palang/config'
import type { Log } from '@palang/kit'
import type { HardwareStatus } from '@palang/protocol'
import type { DeviceStatus } from '../devices/status.ts'

type Written = MachineConfig['devices'][keyof MachineConfig['devices']]

/** One port of `hardware_status`: how the device stands, and how the site file names it. */
export function devicePresence(now: DeviceStatus, written: Written): NonNullable<HardwareStatus['printer']> {
  const port = written !== undefined && 'port' in written ? written.port : undefined
  return {
    connected: now.state === 'ready',
    status: now.state,
    ...('reason' in now ? { detail: now.reason } : {}),
    ...(now.state === 'ready' ? { model: now.model, ...(now.serial === null ? {} : { serial: now.serial }) } : {}),
    ...(port === undefined ? {} : { port }),
    ...(written === undefined ? {} : { driver: written.driver }),
  }
}

/** The system's own words are for the log; a device that stays away is told once for each of them. */
export function outages<Name extends string>(log: Log): (device: Name, now: DeviceStatus) => void {
  const why = new Map<Name, string>()
  return (device, now) => {
    if (now.state === 'ready') why.delete(device)
    if (!('reason' in now) || why.get(device) === now.reason) return
    why.set(device, now.reason)
    log.warn({ device, reason: now.reason }, 'the device does not answer')
  }
}

/** A device came or went, as an input of its machine. */
export interface Connection<Name> {
  kind: 'device'
  device: Name
  connected: boolean
  reason: string
}

/** Still connecting is no news; whoever was connected and is not any more has left. */
export function connectionOf<Name>(device: Name, status: DeviceStatus): Connection<Name> | null {
  switch (status.state) {
    case 'ready':
      return { kind: 'device', device, connected: true, reason: '' }
    case 'connecting':
      return null
    case 'disconnected':
    case 'fault':
      return { kind: 'device', device, connected: false, reason: status.reason }
  }
}
