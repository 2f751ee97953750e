/** Who takes part in a meal programme: kept lists of programmes, places, vehicles and menus. What was used is retired, never deleted. */
import { CodedError, isoNow } from '@palang/kit'
import type { MealMenu, MealPlace, MealVehicle, Programme } from '@palang/protocol'
import { recordedChange } from '../../access/audit.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { MealMenuRecord, MealPlaceRecord, MealVehicleRecord, ProgrammeRecord } from '../../store/meals.ts'
import type { Tx } from '../../store/store.ts'

export type MealParts = Pick<HubServices, 'store' | 'clock' | 'outlets'>

/** What every entry of a list has. */
interface Entry {
  id: string
  retiredAt: string | null
}

/** One of the lists: how it is read and written, and what it is called on the audit trail. */
export interface Register<R extends Entry> {
  what: string
  list(parts: MealParts): Promise<R[]>
  put(tx: Tx, record: R): Promise<void>
}

export const programmes: Register<ProgrammeRecord> = {
  what: 'meal_programme',
  list: ({ store }) => store.meals.programmes(),
  put: (tx, record) => tx.meals.putProgrammes([record]),
}
export const places: Register<MealPlaceRecord> = {
  what: 'meal_place',
  list: ({ store }) => store.meals.places(),
  put: (tx, record) => tx.meals.putPlaces([record]),
}
export const vehicles: Register<MealVehicleRecord> = {
  what: 'meal_vehicle',
  list: ({ store }) => store.meals.vehicles(),
  put: (tx, record) => tx.meals.putVehicles([record]),
}
export const menus: Register<MealMenuRecord> = {
  what: 'meal_menu',
  list: ({ store }) => store.meals.menus(),
  put: (tx, record) => tx.meals.putMenus([record]),
}

/** Enters it, or replaces what is there; `also` is written in the same transaction. */
export async function putEntry<R extends Entry>(
  parts: MealParts,
  { actor, register, record, also }: { actor: Actor; register: Register<R>; record: R; also?(tx: Tx): Promise<void> },
): Promise<R> {
  const before = (await register.list(parts)).find(({ id }) => id === record.id)
  await recordedChange(parts, actor, async (tx, note) => {
    await register.put(tx, record)
    await also?.(tx)
    note({ action: `${before === undefined ? 'add' : 'change'}_${register.what}`, subject: record.id, before, after: record })
  })
  return record
}

/** Takes it off; what was done with it keeps its name. Throws `not_found`. */
export async function retireEntry<R extends Entry>(parts: MealParts, actor: Actor, register: Register<R>, id: string): Promise<void> {
  const before = (await register.list(parts)).find(one => one.id === id && one.retiredAt === null)
  if (before === undefined) throw new CodedError('not_found', 'there is nothing under this id')
  await recordedChange(parts, actor, async (tx, note) => {
    await register.put(tx, { ...before, retiredAt: isoNow(parts.clock) })
    note({ action: `retire_${register.what}`, subject: id, before })
  })
}

/** Throws `not_found` for a programme that is not there or was retired. */
export async function mustRun(parts: MealParts, programmeId: string): Promise<ProgrammeRecord> {
  const found = (await programmes.list(parts)).find(({ id, retiredAt }) => id === programmeId && retiredAt === null)
  if (found === undefined) throw new CodedError('not_found', `there is no programme ${programmeId}`)
  return found
}

/** Throws `not_found` unless there is such a place of the programme. */
export async function mustBePlace(
  parts: MealParts,
  programmeId: string,
  id: string,
  kind: MealPlaceRecord['kind'],
): Promise<MealPlaceRecord> {
  const found = (await places.list(parts)).find(one => one.id === id && one.programmeId === programmeId && one.retiredAt === null)
  if (found?.kind !== kind) throw new CodedError('not_found', `there is no ${kind} ${id} in ${programmeId}`)
  return found
}

export function programmeView({ id, name, outletId, safeMinutes, warmDc, retentionDays, retiredAt }: ProgrammeRecord): Programme {
  return { id, name, outlet_id: outletId, safe_minutes: safeMinutes, warm_dc: warmDc, retention_days: retentionDays, retired_at: retiredAt }
}

/** `gateways`: those that scan there. */
export function placeView(place: MealPlaceRecord, gateways: readonly string[]): MealPlace {
  const { id, programmeId, kind, name, address, contact, portions, route, stop, retiredAt } = place
  return {
    id,
    programme_id: programmeId,
    kind,
    name,
    address,
    contact,
    portions,
    route,
    stop,
    gateways: [...gateways],
    retired_at: retiredAt,
  }
}

export function vehicleView({ id, programmeId, name, plate, retiredAt }: MealVehicleRecord): MealVehicle {
  return { id, programme_id: programmeId, name, plate, retired_at: retiredAt }
}

export function menuView({ id, programmeId, name, safeMinutes, recipe, retiredAt }: MealMenuRecord): MealMenu {
  return {
    id,
    programme_id: programmeId,
    name,
    safe_minutes: safeMinutes,
    recipe: recipe.map(({ item, unit, perPortion }) => ({ item, unit, per_portion: perPortion })),
    retired_at: retiredAt,
  }
}
