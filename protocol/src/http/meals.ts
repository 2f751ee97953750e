/** The meal programme over HTTP: who cooks, who drives, who eats, what is planned, and what is in store. Names of children have no place here. */
import { z } from 'zod'
import { amount, calendarDay, cardId, isoTime, reason, slug, uuid } from '../primitives.ts'
import { pageOf, pageQuery } from './paging.ts'

const name = z.string().trim().min(1).max(120)
const portions = z.int().min(0).max(100_000)
const safeMinutes = z.int().min(1).max(1_440)
/** Tenths of a degree Celsius. */
const temperature = z.int().min(-500).max(1_500)
const contact = { address: z.string().trim().max(300).nullable(), contact: z.string().trim().max(120).nullable() }

/** `retention_days`: scans and handovers of a day are kept so long after it. */
export const programme = z
  .object({
    id: slug,
    name,
    outlet_id: slug,
    safe_minutes: safeMinutes,
    warm_dc: temperature.nullable(),
    retention_days: z.int().min(7).max(3_650),
    retired_at: isoTime.nullable(),
  })
  .meta({
    id: 'MealProgramme',
    examples: [
      {
        id: 'mbg',
        name: 'Makan Bergizi Gratis Tebet',
        outlet_id: 'pusat',
        safe_minutes: 240,
        warm_dc: 600,
        retention_days: 365,
        retired_at: null,
      },
    ],
  })
export type Programme = z.infer<typeof programme>

/** A kitchen or a school. `gateways` scan there. `portions`: of a usual day. `stop`: its place on the route, from 1. */
export const mealPlace = z
  .object({
    id: slug,
    programme_id: slug,
    kind: z.enum(['kitchen', 'school']),
    name,
    ...contact,
    portions,
    route: z.string().trim().max(60).nullable(),
    stop: z.int().min(1).max(500).nullable(),
    gateways: z.array(z.string().max(64)).max(20),
    retired_at: isoTime.nullable(),
  })
  .meta({
    id: 'MealPlace',
    examples: [
      {
        id: 'sdn-tebet-01',
        programme_id: 'mbg',
        kind: 'school',
        name: 'SDN Tebet Barat 01',
        address: 'Jl. Tebet Barat Raya 1',
        contact: 'kantor sekolah, 021-8290000',
        portions: 210,
        route: 'Rute 3',
        stop: 2,
        gateways: ['sdn-tebet-01'],
        retired_at: null,
      },
    ],
  })
export type MealPlace = z.infer<typeof mealPlace>

export const mealVehicle = z
  .object({ id: slug, programme_id: slug, name, plate: z.string().trim().max(16).nullable(), retired_at: isoTime.nullable() })
  .meta({
    id: 'MealVehicle',
    examples: [{ id: 'mobil-1', programme_id: 'mbg', name: 'Mobil 1', plate: 'B 9012 TEB', retired_at: null }],
  })
export type MealVehicle = z.infer<typeof mealVehicle>

export const stockUnit = z.enum(['g', 'ml', 'pcs'])

/** `recipe`: what one portion takes out of store. */
export const mealMenu = z
  .object({
    id: slug,
    programme_id: slug,
    name,
    safe_minutes: safeMinutes.nullable(),
    recipe: z.array(z.object({ item: name, unit: stockUnit, per_portion: z.int().min(1).max(10_000) })).max(60),
    retired_at: isoTime.nullable(),
  })
  .meta({
    id: 'MealMenu',
    examples: [
      {
        id: 'nasi-ayam',
        programme_id: 'mbg',
        name: 'Nasi, ayam kecap, tumis buncis, pisang',
        safe_minutes: null,
        recipe: [{ item: 'Beras', unit: 'g', per_portion: 80 }],
        retired_at: null,
      },
    ],
  })
export type MealMenu = z.infer<typeof mealMenu>

/** A tray, box or bag with a tag. Its tag says nothing about anybody. */
export const mealContainer = z
  .object({
    tag_id: cardId,
    programme_id: slug,
    label: z.string().trim().min(1).max(80),
    portions: portions.min(1),
    kitchen_id: slug,
    /** Where it usually goes. */
    school_id: slug.nullable(),
    retired_at: isoTime.nullable(),
  })
  .meta({
    id: 'MealContainer',
    examples: [
      {
        tag_id: 'NFC_TAG_ALPHA',
        programme_id: 'mbg',
        label: 'Baki 12',
        portions: 20,
        kitchen_id: 'dapur-1',
        school_id: 'sdn-tebet-01',
        retired_at: null,
      },
    ],
  })
export type MealContainer = z.infer<typeof mealContainer>

/** What was cooked together. */
export const mealBatch = z
  .object({
    id: uuid,
    programme_id: slug,
    day: calendarDay,
    kitchen_id: slug,
    menu_id: slug.nullable(),
    name,
    portions,
    cooked_at: isoTime.nullable(),
    temperature_dc: temperature.nullable(),
  })
  .meta({
    id: 'MealBatch',
    examples: [
      {
        id: '019bda5e-9a40-7000-8000-000000000001',
        programme_id: 'mbg',
        day: '2026-01-20',
        kitchen_id: 'dapur-1',
        menu_id: 'nasi-ayam',
        name: 'Pagi',
        portions: 4_000,
        cooked_at: '2026-01-19T22:30:00.000Z',
        temperature_dc: 720,
      },
    ],
  })
export type MealBatch = z.infer<typeof mealBatch>

/** The id stands in the path; when it was retired is not the caller's to say. What is there under the id is replaced, and no longer retired. */
const said = { id: true, retired_at: true } as const

export const programmeBody = programme
  .omit(said)
  .extend({
    outlet_id: slug.optional(),
    safe_minutes: safeMinutes.default(240),
    warm_dc: temperature.nullable().default(null),
    retention_days: z.int().min(7).max(3_650).default(365),
  })
  .meta({ id: 'NewMealProgramme', examples: [{ name: 'Makan Bergizi Gratis Tebet' }] })
export const mealPlaceBody = mealPlace
  .omit(said)
  .extend({
    address: contact.address.default(null),
    contact: contact.contact.default(null),
    portions: portions.default(0),
    route: z.string().trim().max(60).nullable().default(null),
    stop: z.int().min(1).max(500).nullable().default(null),
    gateways: z.array(z.string().min(1).max(64)).max(20).default([]),
  })
  .meta({
    id: 'NewMealPlace',
    examples: [{ programme_id: 'mbg', kind: 'school', name: 'SDN Tebet Barat 01', portions: 210 }],
  })
export const mealVehicleBody = mealVehicle
  .omit(said)
  .extend({ plate: z.string().trim().max(16).nullable().default(null) })
  .meta({ id: 'NewMealVehicle', examples: [{ programme_id: 'mbg', name: 'Mobil 1' }] })
export const mealMenuBody = mealMenu
  .omit(said)
  .extend({ safe_minutes: safeMinutes.nullable().default(null), recipe: mealMenu.shape.recipe.default([]) })
  .meta({ id: 'NewMealMenu', examples: [{ programme_id: 'mbg', name: 'Nasi, ayam kecap' }] })

/** Many at a time: a programme has thousands. Those that are there already are changed. */
export const mealContainersBody = z
  .object({
    items: z
      .array(mealContainer.omit({ retired_at: true }).extend({ school_id: slug.nullable().default(null) }))
      .min(1)
      .max(5_000),
  })
  .meta({
    id: 'MealContainers',
    examples: [{ items: [{ tag_id: 'NFC_TAG_ALPHA', programme_id: 'mbg', label: 'Baki 12', portions: 20, kitchen_id: 'dapur-1' }] }],
  })

/** Takes what its recipe says out of the kitchen's store. */
export const mealBatchBody = mealBatch
  .omit({ id: true })
  .extend({
    menu_id: slug.nullable().default(null),
    cooked_at: isoTime.nullable().default(null),
    temperature_dc: temperature.nullable().default(null),
  })
  .meta({
    id: 'NewMealBatch',
    examples: [{ programme_id: 'mbg', day: '2026-01-20', kitchen_id: 'dapur-1', name: 'Pagi', portions: 4_000 }],
  })
export const mealBatchChangeBody = mealBatch
  .pick({ cooked_at: true, temperature_dc: true, name: true })
  .partial()
  .meta({ id: 'MealBatchChange', examples: [{ cooked_at: '2026-01-19T22:30:00.000Z', temperature_dc: 720 }] })

/** What is to go where. `tags`: which containers, where that is known before. */
export const deliveryPlan = z.object({
  kitchen_id: slug,
  school_id: slug,
  vehicle_id: slug.nullable().default(null),
  batch_id: uuid.nullable().default(null),
  portions,
  tags: z.array(cardId).max(2_000).default([]),
})

/** Of one day; what was planned of it before between the same places is changed. */
export const mealPlanBody = z.object({ programme_id: slug, day: calendarDay, items: z.array(deliveryPlan).min(1).max(2_000) }).meta({
  id: 'MealPlan',
  examples: [{ programme_id: 'mbg', day: '2026-01-20', items: [{ kitchen_id: 'dapur-1', school_id: 'sdn-tebet-01', portions: 210 }] }],
})
export const mealPlanAnswer = z
  .object({ deliveries: z.array(z.string()) })
  .meta({ id: 'MealPlanAnswer', examples: [{ deliveries: ['019bda5e-9a40-7000-8000-000000000001'] }] })

/** A correction: nothing that was scanned is changed, this is added to it. */
export const mealCorrectionBody = z
  .object({
    step: z.enum(['planned', 'dispatched', 'received', 'served', 'returned']),
    /** Added to the sum of the step; of `returned`, containers. */
    change: z
      .int()
      .min(-100_000)
      .max(100_000)
      .refine(change => change !== 0, 'not 0'),
    reason,
  })
  .meta({ id: 'MealCorrection', examples: [{ step: 'received', change: -20, reason: 'one tray was counted at the wrong school' }] })

/** In and out of a kitchen's store. `out` takes away, `count` says what is there now. */
export const mealStockBody = z
  .object({
    kitchen_id: slug,
    item: name,
    unit: stockUnit,
    kind: z.enum(['in', 'out', 'count']),
    quantity: z.int().min(0).max(1_000_000_000),
    cost: amount.optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'MealStockEntry', examples: [{ kitchen_id: 'dapur-1', item: 'Beras', unit: 'g', kind: 'in', quantity: 50_000 }] })

export const mealStockView = z
  .object({
    kitchen_id: z.string(),
    items: z.array(z.object({ item: z.string(), unit: stockUnit, quantity: z.int(), changed_at: isoTime })),
    entries: z.array(
      z.object({
        id: z.string(),
        item: z.string(),
        unit: stockUnit,
        kind: z.enum(['in', 'out', 'count', 'cooked']),
        change: z.int(),
        batch_id: z.string().nullable(),
        actor: z.string(),
        reason: z.string().nullable(),
        at: isoTime,
      }),
    ),
  })
  .meta({
    id: 'MealStock',
    examples: [
      {
        kitchen_id: 'dapur-1',
        items: [{ item: 'Beras', unit: 'g', quantity: 50_000, changed_at: '2026-01-20T02:00:00.000Z' }],
        entries: [
          {
            id: '019bda5e-9a40-7000-8000-000000000001',
            item: 'Beras',
            unit: 'g',
            kind: 'in',
            change: 50_000,
            batch_id: null,
            actor: 'user:siti',
            reason: 'delivery note 12',
            at: '2026-01-20T02:00:00.000Z',
          },
        ],
      },
    ],
  })
export type MealStock = z.infer<typeof mealStockView>

/** All there are, with the example of one. */
function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item) }).meta({ examples: [{ items: item.meta()?.examples ?? [] }] })
}

export const programmeList = listOf(programme)
export const mealPlaceList = listOf(mealPlace)
export const mealVehicleList = listOf(mealVehicle)
export const mealMenuList = listOf(mealMenu)
export const mealBatchList = listOf(mealBatch)
export const mealContainerList = pageOf(mealContainer).meta({
  examples: [{ items: mealContainer.meta()?.examples ?? [], next_cursor: null }],
})
export const mealContainerQuery = pageQuery.extend({ programme_id: slug.optional(), school_id: slug.optional() })
export const mealProgrammeQuery = z.object({ programme_id: slug.optional() })
export const mealDayQuery = z.object({ programme_id: slug.optional(), day: calendarDay.optional() })
export const mealStockQuery = z.object({ kitchen_id: slug })
/** The data of a programme that was ended, for good. */
export const eraseProgrammeBody = z.object({ reason }).meta({ id: 'EraseMealProgramme', examples: [{ reason: 'the contract has ended' }] })
