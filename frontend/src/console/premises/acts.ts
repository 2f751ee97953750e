/** What may be done about outlets and machines, so that nobody is offered what the hub refuses. Pure. */
import type { OutletView } from '@palang/protocol'
import type { ListedMachine } from './lists.ts'

export type PlaceAct = 'open' | 'edit' | 'note' | 'retire' | 'restore'

/** That of the site file stays, and so does one where machines stand. */
export function outletActs(
  { retired_at: retired, of_site_file: ofSiteFile, machines }: Pick<OutletView, 'retired_at' | 'of_site_file' | 'machines'>,
  isAdmin: boolean,
): PlaceAct[] {
  if (!isAdmin) return []
  if (retired !== null) return ['restore']
  return ofSiteFile || machines > 0 ? ['edit'] : ['edit', 'retire']
}

interface Rights {
  isAdmin: boolean
  mayOperate: boolean
  /** There is a page to open. */
  hasPage: boolean
}

/** Machines of the site file are changed and taken out there. */
export function machineActs(
  { isRetired, view }: { isRetired: boolean; view: Pick<ListedMachine['view'], 'added'> },
  { isAdmin, mayOperate, hasPage }: Rights,
): PlaceAct[] {
  if (isRetired) return isAdmin ? ['restore'] : []
  return [
    ...(hasPage ? (['open'] as const) : []),
    ...(mayOperate ? (['note'] as const) : []),
    ...(isAdmin && view.added === true ? (['edit', 'retire'] as const) : []),
  ]
}
