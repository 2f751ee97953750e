/** What people write into the forms of a meal programme, as the hub takes it. Pure; undefined while the hub would not take it. */
import {
  mealContainersBody,
  mealMenuBody,
  type MealPlace,
  mealPlaceBody,
  mealPlanBody,
  mealVehicleBody,
  programmeBody,
} from '@palang/protocol'
import type { z } from 'zod'

/** The fields of a form by name, as they were written. */
export type Draft = Readonly<Record<string, string>>

const textOf = (draft: Draft, name: string) => (draft[name] ?? '').trim()
const orNull = (text: string) => (text === '' ? null : text)
/** Not a number where it is none: no schema takes that. */
const numberOf = (text: string) => (text === '' ? null : Number(text.replace(',', '.')))

/** An id made of a name that nothing else has: `sdn-tebet-01`. */
export function slugOf(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 56)
  const wanted = plain === '' ? 'x' : plain
  const others = new Set(taken)
  for (let count = 1; ; count++) {
    const made = count === 1 ? wanted : `${wanted}-${count}`
    if (!others.has(made)) return made
  }
}

export function programmeOf(draft: Draft): z.infer<typeof programmeBody> | undefined {
  const warm = numberOf(textOf(draft, 'warm'))
  return programmeBody.safeParse({
    name: textOf(draft, 'name'),
    outlet_id: orNull(textOf(draft, 'outlet')) ?? undefined,
    safe_minutes: numberOf(textOf(draft, 'safe')) ?? undefined,
    warm_dc: warm === null ? null : Math.round(warm * 10),
    retention_days: numberOf(textOf(draft, 'retention')) ?? undefined,
  }).data
}

export function placeOf(programmeId: string, draft: Draft): z.infer<typeof mealPlaceBody> | undefined {
  return mealPlaceBody.safeParse({
    programme_id: programmeId,
    kind: textOf(draft, 'kind'),
    name: textOf(draft, 'name'),
    address: orNull(textOf(draft, 'address')),
    contact: orNull(textOf(draft, 'contact')),
    portions: numberOf(textOf(draft, 'portions')) ?? 0,
    route: orNull(textOf(draft, 'route')),
    stop: numberOf(textOf(draft, 'stop')),
    gateways: textOf(draft, 'gateways')
      .split(/[\s,;]+/)
      .filter(id => id !== ''),
  }).data
}

export function vehicleOf(programmeId: string, draft: Draft): z.infer<typeof mealVehicleBody> | undefined {
  return mealVehicleBody.safeParse({ programme_id: programmeId, name: textOf(draft, 'name'), plate: orNull(textOf(draft, 'plate')) }).data
}

const linesOf = (text: string) => text.split('\n').filter(line => line.trim() !== '')
const cellsOf = (line: string) => line.split(/[\t;]/).map(cell => cell.trim())

/** A recipe has a line for each thing: `Beras; 80; g`. */
export function menuOf(programmeId: string, draft: Draft): z.infer<typeof mealMenuBody> | undefined {
  return mealMenuBody.safeParse({
    programme_id: programmeId,
    name: textOf(draft, 'name'),
    safe_minutes: numberOf(textOf(draft, 'safe')),
    recipe: linesOf(draft['recipe'] ?? '').map(line => {
      const [item, quantity = '', unit] = cellsOf(line)
      return { item, unit, per_portion: numberOf(quantity) }
    }),
  }).data
}

type Container = z.infer<typeof mealContainersBody>['items'][number]

/**
 * A pasted list, a container a line: tag; label; portions; kitchen; school. Kitchen and school by name or id; a school may be left out, and
 * so may the kitchen where there is only one. `bad`: the lines that are none, from 1.
 */
export function containersOf(text: string, programmeId: string, places: readonly MealPlace[]): { items: Container[]; bad: number[] } {
  const kitchens = places.filter(({ kind }) => kind === 'kitchen')
  const find = (kind: MealPlace['kind'], word: string) =>
    places.find(place => place.kind === kind && [place.id, place.name.toLowerCase()].includes(word.toLowerCase()))?.id
  const only = kitchens.length === 1 ? kitchens[0]?.id : undefined
  const read = linesOf(text).map(line => {
    const [tag, label, portions = '', kitchen = '', school = ''] = cellsOf(line)
    const item = {
      ...{ tag_id: tag, programme_id: programmeId, label, portions: numberOf(portions) },
      kitchen_id: kitchen === '' ? only : find('kitchen', kitchen),
      school_id: school === '' ? null : find('school', school),
    }
    // A school that was named and is not known is a mistake, not no school.
    return item.school_id === undefined ? undefined : mealContainersBody.shape.items.element.safeParse(item).data
  })
  return {
    items: read.flatMap(item => item ?? []),
    bad: read.flatMap((item, index) => (item === undefined ? [index + 1] : [])),
  }
}

export interface PlanDraft {
  kitchenId: string | undefined
  vehicleId: string | undefined
  batchId: string | undefined
  /** As they were written, by school. */
  portions: Readonly<Record<string, string>>
}

/** The plan of a day from one kitchen; schools without portions are left out. */
export function planOf(programmeId: string, day: string, draft: PlanDraft): z.infer<typeof mealPlanBody> | undefined {
  const items = Object.entries(draft.portions)
    .filter(([, text]) => text.trim() !== '' && text.trim() !== '0')
    .map(([school, text]) => ({
      ...{ kitchen_id: draft.kitchenId, school_id: school, portions: numberOf(text.trim()) },
      vehicle_id: draft.vehicleId ?? null,
      batch_id: draft.batchId ?? null,
    }))
  return mealPlanBody.safeParse({ programme_id: programmeId, day, items }).data
}
