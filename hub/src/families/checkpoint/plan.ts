/** What a checkpoint is told to go by for days without its hub: which containers it will see, where they go, and until when their food is safe. */
import type { Site } from '@palang/config'
import { digestOf } from '@palang/kit'
import { type CheckpointSettings, type PlannedTag, scanStatusesWith } from '@palang/protocol'
import { dateAt } from '../../edges/http/business-day.ts'
import type {
  BatchRecord,
  ContainerRecord,
  DeliveryRecord,
  MealMenuRecord,
  MealPlaceRecord,
  MealStore,
  TripRecord,
} from '../../store/meals.ts'
import type { FamilySettings, MarkSource } from '../registry.ts'

/** So many containers of one place. */
const mostTags = 5_000

/** Each checkpoint of the site by the place at which it scans. */
export async function checkpointPlan({ store, site }: MarkSource & { site: Site }, at: string): Promise<FamilySettings> {
  const { meals } = store
  const day = dateAt(Date.parse(at), site.outlet.timezone)
  const [places, gateways, programmes] = await Promise.all([meals.places(), meals.gateways(), meals.programmes()])
  const placeOf = new Map(gateways.map(({ id, placeId }) => [id, places.find(place => place.id === placeId)]))
  const plans = new Map<string, CheckpointSettings>()
  const days = await knownOfDay(meals, day)
  for (const place of new Set(placeOf.values())) {
    if (place === undefined) continue
    const programme = programmes.find(({ id }) => id === place.programmeId)
    const containers = await containersAt(meals, place, days.deliveries)
    plans.set(place.id, {
      day,
      statuses: scanStatusesWith(site.meals.statuses),
      place: { id: place.id, name: place.name, kind: place.kind },
      safe_minutes: programme?.safeMinutes ?? 240,
      warm_dc: programme?.warmDc ?? null,
      tags: containers.map(container => plannedTag(container, places, { ...days, safeMinutes: programme?.safeMinutes ?? 240 })),
      expected: expectedAt(place, days.deliveries),
    })
  }
  return machineId => {
    const config = plans.get(placeOf.get(machineId)?.id ?? '')
    // Where nobody said which place it is at, it has no plan, and nothing is strange to it.
    if (config === undefined) return { version: 'none', config: {} }
    return { version: digestOf(JSON.stringify(config)).slice(0, 16), config }
  }
}

/** Another text with every change of the plan of the day, of places and of what was cooked; scans alone change nothing. */
export async function checkpointMark({ store: { meals } }: MarkSource, at: string): Promise<string> {
  // Wherever the outlet is, its day is one of these.
  const [from = '', to = ''] = [-1, 1].map(days => new Date(Date.parse(at) + days * 86_400_000).toISOString().slice(0, 10))
  const within = { from, to }
  const [deliveries, batches, places, gateways] = await Promise.all([
    meals.deliveries(within),
    meals.batches(within),
    meals.places(),
    meals.gateways(),
  ])
  return digestOf(JSON.stringify([deliveries, batches, places, gateways.map(({ id, placeId }) => [id, placeId])]))
}

async function knownOfDay(meals: MealStore, day: string) {
  const within = { from: day, to: day }
  const [deliveries, batches, trips, menus] = await Promise.all([
    meals.deliveries(within),
    meals.batches(within),
    meals.trips(within),
    meals.menus(),
  ])
  return {
    deliveries,
    menus: new Map(menus.map(menu => [menu.id, menu])),
    batches: new Map(batches.map(batch => [batch.id, batch])),
    trips: new Map(trips.map(trip => [trip.tagId, trip])),
  }
}

async function containersAt(meals: MealStore, place: MealPlaceRecord, deliveries: readonly DeliveryRecord[]): Promise<ContainerRecord[]> {
  const usual = place.kind === 'kitchen' ? { kitchenId: place.id } : { schoolId: place.id }
  const planned = deliveries.flatMap(({ schoolId, kitchenId, tags }) => (schoolId === place.id || kitchenId === place.id ? tags : []))
  const [own, others] = await Promise.all([
    meals.containers(usual, { limit: mostTags }),
    planned.length === 0 ? { items: [] } : meals.containers({ tagIds: planned }, { limit: mostTags }),
  ])
  const found = new Map([...own.items, ...others.items].map(container => [container.tagId, container]))
  return [...found.values()].filter(({ retiredAt }) => retiredAt === null)
}

interface Day {
  deliveries: readonly DeliveryRecord[]
  batches: ReadonlyMap<string, BatchRecord>
  menus: ReadonlyMap<string, MealMenuRecord>
  trips: ReadonlyMap<string, TripRecord>
  safeMinutes: number
}

function plannedTag(container: ContainerRecord, places: readonly MealPlaceRecord[], day: Day): PlannedTag {
  const { tagId, label, portions, schoolId: usualSchool, kitchenId } = container
  const delivery =
    day.deliveries.find(({ tags }) => tags.includes(tagId)) ??
    day.deliveries.find(one => one.schoolId === usualSchool && one.kitchenId === kitchenId)
  const school = places.find(({ id }) => id === (delivery?.schoolId ?? usualSchool))
  const batch = day.batches.get(delivery?.batchId ?? '')
  const safeMinutes = day.menus.get(batch?.menuId ?? '')?.safeMinutes ?? day.safeMinutes
  const steps = Object.entries(day.trips.get(tagId)?.steps ?? {}).map(([step, { at }]) => [step, at])
  return {
    tag: tagId,
    label,
    portions,
    school: school === undefined ? null : { id: school.id, name: school.name },
    batch: batch === undefined ? null : { id: batch.id, name: batch.name, cooked_at: batch.cookedAt, safe_minutes: safeMinutes },
    steps: Object.fromEntries(steps),
  }
}

function expectedAt(place: MealPlaceRecord, deliveries: readonly DeliveryRecord[]): CheckpointSettings['expected'] {
  const own = deliveries.filter(({ schoolId, kitchenId }) => schoolId === place.id || kitchenId === place.id)
  if (own.length === 0) return null
  return {
    containers: own.reduce((sum, { tags }) => sum + tags.length, 0),
    portions: own.reduce((sum, { portions }) => sum + (portions ?? 0), 0),
  }
}
