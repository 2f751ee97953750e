/** Which part of the site somebody may see and act on: all of it, or only chosen outlets. */
import type { Site } from '@palang/config'
import { CodedError } from '@palang/kit'
import type { Announced } from '../readings/announced.ts'
import type { Actor } from './actor.ts'

export interface Reach {
  /** The outlets and machines lists are narrowed to; absent when nothing is hidden. */
  only: { outletIds: readonly string[]; machineIds: readonly string[] } | undefined
}

/** What there is to reach. */
export interface Grounds {
  site: Pick<Site, 'outlet' | 'machines'>
  announced: Pick<Announced, 'at' | 'placeOf'>
}

/** The actor's reach on this site. A machine reaches itself, and of its outlet what concerns everybody there. */
export function reachOf({ site, announced }: Grounds, { machineId, outlets }: Pick<Actor, 'machineId' | 'outlets'>): Reach {
  if (machineId !== undefined)
    return { only: { outletIds: [announced.placeOf(machineId)?.outletId ?? site.outlet.id], machineIds: [machineId] } }
  if (outlets === undefined) return { only: undefined }
  const ofSiteFile = outlets.includes(site.outlet.id) ? site.machines.map(machine => machine.id) : []
  return { only: { outletIds: outlets, machineIds: [...ofSiteFile, ...announced.at(outlets)] } }
}

/** Whether what belongs to this machine is not to be shown. A machine the site has no more is seen by those who see everything. */
export function isHidden({ only }: Reach, machineId: string): boolean {
  return only !== undefined && !only.machineIds.includes(machineId)
}

/** Throws `forbidden` unless the outlet is in reach. */
export function mustReachOutlet({ only }: Reach, outletId: string): void {
  if (only === undefined || only.outletIds.includes(outletId)) return
  throw new CodedError('forbidden', `${outletId} is not one of your outlets`)
}

/** Throws `forbidden` unless the machine is in reach. */
export function mustReachMachine(reach: Reach, machineId: string): void {
  if (isHidden(reach, machineId)) throw new CodedError('forbidden', `${machineId} is in an outlet that is not yours`)
}
