/** The channels of screens and who may listen to them. */
import { isHidden, type Reach } from '../../access/reach.ts'
import type { Actor, HubServices } from '../../services.ts'
import { isGateOf, machineOf } from '../../site-machines.ts'

export interface Channel {
  name: string
  shows(machineId: string): boolean
}

/** The channel called `name`, as far as it lies within `reach`; nothing when the site has none. */
export function channelNamed(
  { site, announced }: Pick<HubServices, 'site' | 'announced'>,
  name: string,
  reach: Reach,
): Channel | undefined {
  // Machines may announce themselves while the screen is open.
  const isNewHere = (id: string) => {
    const place = announced.placeOf(id)
    return place !== undefined && reach.only?.outletIds.includes(place.outletId) === true
  }
  const within = (shows: (machineId: string) => boolean): Channel => ({
    name,
    shows: id => shows(id) && (!isHidden(reach, id) || isNewHere(id)),
  })
  if (name === 'admin' || name === 'all') return within(() => true)
  if (name === 'gate_all') return within(isGateOf(site))
  if (machineOf(site, name) !== undefined || announced.has(name)) return within(id => id === name)
  return undefined
}

const groups: ReadonlySet<string> = new Set(['admin', 'all', 'gate_all'])

/** `admin` is for those who may act; a machine's token opens only its own channel, and nobody hears of machines not his. */
export function mayListen(actor: Actor, channel: Channel): boolean {
  if (actor.role === 'program') return false
  if (actor.role === 'machine') return channel.name === actor.machineId
  if (!groups.has(channel.name)) return channel.shows(channel.name)
  return channel.name !== 'admin' || actor.role !== 'viewer'
}

/** Whether this actor may operate this machine over this channel. */
export function mayAct(actor: Actor, channel: Channel, machineId: string): boolean {
  return (actor.role === 'operator' || actor.role === 'admin') && channel.shows(machineId)
}
