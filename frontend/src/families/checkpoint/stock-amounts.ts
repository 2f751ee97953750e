/** Quantities of a kitchen's store as people write and read them: kilos and litres, where the hub keeps grams and millilitres. Pure. */
import { type MealStock, mealStockBody } from '@palang/protocol'
import type { z } from 'zod'
import { numberIn } from '../../ui/number-in.ts'

type StockUnit = MealStock['items'][number]['unit']

/** What may be written, and how many of the hub's units one of it is. */
const unitsOf = {
  kg: { unit: 'g', each: 1_000 },
  g: { unit: 'g', each: 1 },
  l: { unit: 'ml', each: 1_000 },
  ml: { unit: 'ml', each: 1 },
  pcs: { unit: 'pcs', each: 1 },
} as const satisfies Record<string, { unit: StockUnit; each: number }>

export type WrittenUnit = keyof typeof unitsOf
export const writtenUnits = ['kg', 'g', 'l', 'ml', 'pcs'] as const satisfies readonly WrittenUnit[]

const mostWritten = 1_000_000
const larger = { g: 'kg', ml: 'l', pcs: undefined } as const satisfies Record<StockUnit, WrittenUnit | undefined>

export interface StockDraft {
  kitchenId: string
  kind: z.infer<typeof mealStockBody>['kind']
  item: string
  quantity: string
  unit: WrittenUnit
  /** Rupiah; only of what came in. */
  cost: string
  reason: string
}

/** The entry as the hub takes it; undefined while it would not, or while it would move nothing. */
export function stockEntryOf({
  kitchenId,
  kind,
  item,
  quantity,
  unit,
  cost,
  reason,
}: StockDraft): z.infer<typeof mealStockBody> | undefined {
  const { unit: kept, each } = unitsOf[unit]
  const written = numberIn(quantity, kind === 'count' ? 0 : 0.001, mostWritten)
  const paid = kind === 'in' && cost.trim() !== '' ? cost.trim() : undefined
  if (written === undefined) return undefined
  return mealStockBody.safeParse({
    ...{ kitchen_id: kitchenId, item, kind, unit: kept },
    // 0.29 times 1,000 is not quite 290; a part of a gram is refused all the same.
    quantity: Number((written * each).toFixed(3)),
    ...(paid === undefined ? {} : { cost: /^\d{1,10}$/.test(paid) ? Number(paid) : Number.NaN }),
    ...(reason.trim() === '' ? {} : { reason }),
  }).data
}

/** From a thousand on in the larger unit. */
export function readableAmount(quantity: number, unit: StockUnit): { value: number; unit: WrittenUnit } {
  const big = larger[unit]
  return big === undefined || Math.abs(quantity) < 1_000 ? { value: quantity, unit } : { value: quantity / 1_000, unit: big }
}
