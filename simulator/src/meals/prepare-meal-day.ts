/** What a hub knows of the day before it begins: who takes part, what is cooked, which tray goes where. */
import { mealBatch, mealBoardView } from '@palang/protocol'
import { CodedError } from '@palang/kit/errors'
import { eachOf, type HubApi } from '../hub/hub-api.ts'
import type { MealDayPlan } from './day-plan.ts'

export interface PreparedDay {
  /** Today, by the calendar of the programme's outlet. */
  day: string
  /** By kitchen. */
  batches: ReadonlyMap<string, string>
}

const atOnce = 8
/** Tenths of a degree. */
const cookedAtDc = 820
const recipe = [
  { item: 'Beras', unit: 'g', per_portion: 80 },
  { item: 'Ayam', unit: 'g', per_portion: 60 },
  { item: 'Pisang', unit: 'pcs', per_portion: 1 },
] as const

/** Enters all of it. Throws `already_played` where something of this day was scanned before: its sums would be those of both. */
export async function prepareMealDay(api: HubApi, plan: MealDayPlan): Promise<PreparedDay> {
  const { programme, kitchens, schools, vehicles } = plan
  await api.put(`/api/meals/programmes/${programme}`, { name: `Hari simulasi ${programme}` })
  const { day, totals } = mealBoardView.parse(await api.get(`/api/meals/board?programme_id=${programme}`))
  if (totals.containers.dispatched > 0)
    throw new CodedError('already_played', `${programme} was played on ${day} already: another --seed makes another day`)
  const of = { programme_id: programme }
  await eachOf(kitchens, atOnce, async ({ id, name, portions }) => {
    await api.put(`/api/meals/places/${id}`, { ...of, kind: 'kitchen', name, portions, gateways: [id] })
  })
  await eachOf(schools, atOnce, async ({ id, name, portions, route, stop }) => {
    await api.put(`/api/meals/places/${id}`, { ...of, kind: 'school', name, portions, route, stop, gateways: [id] })
  })
  await eachOf(vehicles, atOnce, async ({ id, name, plate }) => {
    await api.put(`/api/meals/vehicles/${id}`, { ...of, name, plate })
  })
  await api.put(`/api/meals/menus/${programme}-menu`, { ...of, name: 'Nasi, ayam kecap, pisang', recipe })
  await enterTrays(api, plan)
  const batches = await cook(api, plan, day)
  const items = schools.map(({ id, kitchen, vehicle, portions, trays }) => ({
    ...{ kitchen_id: kitchen, school_id: id, vehicle_id: vehicle, batch_id: batches.get(kitchen) ?? null, portions },
    tags: trays.map(({ tag }) => tag),
  }))
  await api.post('/api/meals/plan', { ...of, day, items })
  return { day, batches }
}

async function enterTrays(api: HubApi, { programme, schools }: MealDayPlan): Promise<void> {
  const items = schools.flatMap(({ id, kitchen, trays }) =>
    trays.map(({ tag, label, portions }) => ({
      ...{ tag_id: tag, programme_id: programme, label, portions },
      ...{ kitchen_id: kitchen, school_id: id },
    })),
  )
  const perRequest = 2_000
  for (let first = 0; first < items.length; first += perRequest)
    await api.post('/api/meals/containers', { items: items.slice(first, first + perRequest) })
}

/** What the recipe takes is in store before. */
async function cook(api: HubApi, { programme, kitchens }: MealDayPlan, day: string): Promise<Map<string, string>> {
  const batches = new Map<string, string>()
  for (const { id: kitchen, portions } of kitchens) {
    for (const { item, unit, per_portion: each } of recipe)
      await api.post('/api/meals/stock', { kitchen_id: kitchen, item, unit, kind: 'in', quantity: each * portions })
    const body = { programme_id: programme, day, kitchen_id: kitchen, menu_id: `${programme}-menu`, name: 'Pagi', portions }
    batches.set(kitchen, mealBatch.parse(await api.post('/api/meals/batches', body)).id)
  }
  return batches
}

/** The food of the kitchen is ready. */
export async function tellCooked(api: HubApi, batchId: string, atMs: number): Promise<void> {
  await api.patch(`/api/meals/batches/${batchId}`, { cooked_at: new Date(atMs).toISOString(), temperature_dc: cookedAtDc })
}
