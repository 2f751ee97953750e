/** Channels of contract section 3 and who may listen to them. */
import type { Site } from '@palang/config'
import type { Actor } from '../../services.ts'

export interface Channel {
  name: string
  shows(machineId: string): boolean
}

/** The channel called `name`, or nothing when the site has none. */
export function channelNamed(site: Site, name: string): Channel | undefined {
  const gates = new Set(site.machines.filter(machine => machine.family === 'gate').map(machine => machine.id))
  if (name === 'admin' || name === 'all') return { name, shows: () => true }
  if (name === 'gate_all') return { name, shows: id => gates.has(id) }
  if (site.machines.some(machine => machine.id === name)) return { name, shows: id => id === name }
  return undefined
}

/** `admin` is for those who may act; a machine's token opens only its own channel. */
export function mayListen(actor: Actor, channel: Channel): boolean {
  if (actor.role === 'machine') return channel.name === actor.machineId
  return channel.name !== 'admin' || actor.role !== 'viewer'
}

/** Whether this actor may operate this machine over this channel. */
export function mayAct(actor: Actor, channel: Channel, machineId: string): boolean {
  return (actor.role === 'operator' || actor.role === 'admin') && channel.shows(machineId)
}
