/** What people enter of a meal programme from day to day: containers, batches, the plan, corrections, and what is in store. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import type {
  mealBatchBody,
  mealBatchChangeBody,
  mealContainersBody,
  mealCorrectionBody,
  mealPlanBody,
  mealStockBody,
} from '@palang/protocol'
import type { z } from 'zod'
import { recordedChange } from '../../access/audit.ts'
import type { Actor } from '../../services.ts'
import type { BatchRecord, ContainerRecord, DeliveryRecord, StockEntryRecord } from '../../store/meals.ts'
import type { Tx } from '../../store/store.ts'
import { type MealParts, menus, mustBePlace, mustRun } from './registers.ts'

/** Enters containers, or changes those that are there; rounds they made before anybody knew them become those of their programme. */
export async function enterContainers(parts: MealParts, actor: Actor, { items }: z.output<typeof mealContainersBody>): Promise<void> {
  const programmes = [...new Set(items.map(({ programme_id: id }) => id))]
  for (const id of programmes) await mustRun(parts, id)
  const places = new Map((await parts.store.meals.places()).map(place => [place.id, place]))
  for (const { kitchen_id: kitchen, school_id: school, tag_id: tag } of items) {
    if (places.get(kitchen)?.kind !== 'kitchen') throw new CodedError('not_found', `${tag}: there is no kitchen ${kitchen}`)
    if (school !== null && places.get(school)?.kind !== 'school') throw new CodedError('not_found', `${tag}: there is no school ${school}`)
  }
  const records = items.map(
    ({ tag_id: tagId, programme_id: programmeId, kitchen_id: kitchenId, school_id: schoolId, label, portions }): ContainerRecord => ({
      ...{ tagId, programmeId, kitchenId, schoolId, label, portions },
      retiredAt: null,
    }),
  )
  await recordedChange(parts, actor, async (tx, note) => {
    await tx.meals.putContainers(records)
    await tx.meals.unplaceScans(records.map(({ tagId }) => tagId))
    note({ action: 'enter_meal_containers', subject: programmes.join(' '), after: { count: records.length, first: records[0] } })
  })
}

/** Takes a container out of use. Throws `not_found`. */
export function retireContainer(parts: MealParts, actor: Actor, tagId: string): Promise<void> {
  return recordedChange(parts, actor, async (tx, note) => {
    const [found] = await tx.meals.getContainers([tagId])
    if (found === undefined || found.retiredAt !== null) throw new CodedError('not_found', 'there is no such container')
    await tx.meals.putContainers([{ ...found, retiredAt: isoNow(parts.clock) }])
    note({ action: 'retire_meal_container', subject: tagId, before: found })
  })
}

/** Notes what was cooked; what its recipe says goes out of the kitchen's store in the same moment. */
export async function addBatch(parts: MealParts, actor: Actor, given: z.output<typeof mealBatchBody>): Promise<BatchRecord> {
  const { programme_id: programmeId, kitchen_id: kitchenId, menu_id: menuId, cooked_at, temperature_dc, day, name, portions } = given
  await mustRun(parts, programmeId)
  await mustBePlace(parts, programmeId, kitchenId, 'kitchen')
  const menu = (await menus.list(parts)).find(({ id }) => id === menuId)
  if (menuId !== null && menu?.programmeId !== programmeId) throw new CodedError('not_found', `there is no menu ${menuId}`)
  const batch = {
    ...{ id: uuidv7(parts.clock.now()), programmeId, kitchenId, menuId, day, name, portions },
    ...{ cookedAt: utc(cooked_at), temperatureDc: temperature_dc },
  }
  const at = isoNow(parts.clock)
  const taken = (menu?.recipe ?? []).map(({ item, unit, perPortion }): StockEntryRecord => ({
    ...{ id: uuidv7(parts.clock.now()), kitchenId, item, unit, kind: 'cooked', change: -perPortion * portions },
    ...{ batchId: batch.id, cost: null, actor: actor.id, reason: null, at },
  }))
  await recordedChange(parts, actor, async (tx, note) => {
    await tx.meals.putBatches([batch])
    if (taken.length > 0) await tx.meals.addStock(taken)
    note({ action: 'add_meal_batch', subject: batch.id, after: batch })
  })
  return batch
}

function utc(at: string | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}

/** Says when it was cooked, how warm it is, what it is called. Throws `not_found`. */
export async function changeBatch(
  parts: MealParts,
  actor: Actor,
  id: string,
  change: z.output<typeof mealBatchChangeBody>,
): Promise<BatchRecord> {
  const before = await parts.store.meals.batch(id)
  if (before === undefined) throw new CodedError('not_found', 'there is no such batch')
  const { name = before.name, cooked_at: cooked = before.cookedAt, temperature_dc: temperatureDc = before.temperatureDc } = change
  const after = { ...before, name, cookedAt: utc(cooked), temperatureDc }
  await recordedChange(parts, actor, async (tx, note) => {
    await tx.meals.putBatches([after])
    note({ action: 'change_meal_batch', subject: id, before, after })
  })
  return after
}

/** Plans a day: a delivery between two places is changed where there is one, also one that nobody had planned. Resolves to their ids. */
export async function planDay(
  parts: MealParts,
  actor: Actor,
  { programme_id: programmeId, day, items }: z.output<typeof mealPlanBody>,
): Promise<string[]> {
  await mustRun(parts, programmeId)
  await mustKnow(parts, programmeId, items)
  return recordedChange(parts, actor, async (tx, note) => {
    const there = (await tx.meals.deliveriesOf([day])).filter(delivery => delivery.programmeId === programmeId)
    const planned = items.map((item): DeliveryRecord => {
      const { kitchen_id: kitchenId, school_id: schoolId, vehicle_id: vehicleId, batch_id: batchId, portions, tags } = item
      const id = there.find(one => one.kitchenId === kitchenId && one.schoolId === schoolId)?.id ?? uuidv7(parts.clock.now())
      return { id, programmeId, day, kitchenId, schoolId, vehicleId, batchId, portions, tags }
    })
    await tx.meals.putDeliveries(planned)
    await tx.meals.unplaceScans(planned.flatMap(({ tags }) => tags))
    const portions = planned.reduce((sum, one) => sum + (one.portions ?? 0), 0)
    note({ action: 'plan_meals', subject: programmeId, after: { day, deliveries: planned.length, portions } })
    return planned.map(({ id }) => id)
  })
}

async function mustKnow(parts: MealParts, programmeId: string, items: z.output<typeof mealPlanBody>['items']): Promise<void> {
  const [places, vehicles] = await Promise.all([parts.store.meals.places(), parts.store.meals.vehicles()])
  const placed = new Map(places.flatMap(place => (place.programmeId === programmeId ? [[place.id, place.kind]] : [])))
  const driving = new Set(vehicles.flatMap(({ id, programmeId: of }) => (of === programmeId ? id : [])))
  const seen = new Set<string>()
  for (const { kitchen_id: kitchen, school_id: school, vehicle_id: vehicle } of items) {
    if (placed.get(kitchen) !== 'kitchen') throw new CodedError('not_found', `there is no kitchen ${kitchen}`)
    if (placed.get(school) !== 'school') throw new CodedError('not_found', `there is no school ${school}`)
    if (vehicle !== null && !driving.has(vehicle)) throw new CodedError('not_found', `there is no vehicle ${vehicle}`)
    if (seen.has(`${kitchen} ${school}`)) throw new CodedError('conflict', `${kitchen} to ${school} stands there twice`)
    seen.add(`${kitchen} ${school}`)
  }
}

/** Adds a correction to what was scanned. Throws `not_found`. */
export async function correct(
  parts: MealParts,
  actor: Actor,
  deliveryId: string,
  given: z.output<typeof mealCorrectionBody>,
): Promise<void> {
  const delivery = await parts.store.meals.delivery(deliveryId)
  if (delivery === undefined) throw new CodedError('not_found', 'there is no such delivery')
  const record = { ...given, id: uuidv7(parts.clock.now()), deliveryId, actor: actor.id, at: isoNow(parts.clock) }
  await recordedChange(parts, actor, async (tx, note) => {
    await tx.meals.addCorrections([record])
    note({ action: 'correct_meals', subject: deliveryId, after: { step: given.step, change: given.change }, reason: given.reason })
  })
}

/** Puts something in a kitchen's store, takes it out, or says what was counted. Throws `not_found`. */
export async function moveStock(parts: MealParts, actor: Actor, given: z.output<typeof mealStockBody>): Promise<void> {
  const { kitchen_id: kitchenId, item, unit, kind, quantity, cost, reason } = given
  const kitchen = (await parts.store.meals.places()).find(({ id }) => id === kitchenId)
  if (kitchen?.kind !== 'kitchen') throw new CodedError('not_found', `there is no kitchen ${kitchenId}`)
  await recordedChange(parts, actor, async (tx, note) => {
    const change = kind === 'in' ? quantity : kind === 'out' ? -quantity : quantity - (await quantityOf(tx, { kitchenId, item, unit }))
    const about = { id: uuidv7(parts.clock.now()), batchId: null, cost: cost ?? null, actor: actor.id, reason: reason ?? null }
    await tx.meals.addStock([{ ...about, kitchenId, item, unit, kind, change, at: isoNow(parts.clock) }])
    note({ action: 'move_meal_stock', subject: kitchenId, after: { item, unit, kind, quantity, change }, reason })
  })
}

async function quantityOf(tx: Tx, { kitchenId, item, unit }: { kitchenId: string; item: string; unit: string }): Promise<number> {
  const there = await tx.meals.stockOf(kitchenId)
  return there.find(one => one.item === item && one.unit === unit)?.quantity ?? 0
}
