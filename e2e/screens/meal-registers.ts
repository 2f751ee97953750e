/** Who takes part in the made-up meal programme, and what is planned for it. */
import type { MealBatch, MealContainer, MealMenu, MealPlace, MealStock, MealVehicle, Programme } from '@palang/protocol'
import { deliveriesOf, todayOf } from './meal-data.ts'
import { ago, id } from './made-up.ts'

const of = { programme_id: 'mbg', retired_at: null } as const

interface Registers {
  programmes: Programme[]
  places: MealPlace[]
  vehicles: MealVehicle[]
  menus: MealMenu[]
  batches: MealBatch[]
  containers: MealContainer[]
}

/** By the last part of the path each is asked for under. */
export function registersOf(nowMs: number): Registers {
  const deliveries = deliveriesOf(nowMs)
  const kitchens = [...new Map(deliveries.map(({ kitchen }) => [kitchen.id, kitchen])).values()]
  const place = { address: null, contact: null, ...of }
  return {
    programmes: [
      {
        ...{ id: 'mbg', name: 'Makan Bergizi Gratis Tebet', outlet_id: 'pusat', safe_minutes: 240, warm_dc: 600, retention_days: 365 },
        retired_at: null,
      },
      {
        ...{ id: 'posyandu', name: 'Posyandu Manggarai', outlet_id: 'pusat', safe_minutes: 180, warm_dc: null, retention_days: 90 },
        retired_at: null,
      },
    ],
    places: [
      ...kitchens.map(({ id: key, name }) => ({
        ...{ ...place, id: key, name, kind: 'kitchen' as const, portions: 2_000, route: null, stop: null, gateways: [key] },
      })),
      ...deliveries.map(({ school, route, stop, planned }, index) => ({
        ...{ ...place, ...school, kind: 'school' as const, portions: planned, route, stop },
        gateways: index === 2 ? ['sekolah-3'] : [],
      })),
    ],
    vehicles: [
      { ...of, id: 'mobil-1', name: 'Mobil 1', plate: 'B 9012 TEB' },
      { ...of, id: 'mobil-2', name: 'Mobil 2', plate: null },
    ],
    menus: [
      {
        ...{ ...of, id: 'nasi-ayam', name: 'Nasi, ayam kecap, tumis buncis, pisang', safe_minutes: null },
        recipe: [
          { item: 'Beras', unit: 'g', per_portion: 80 },
          { item: 'Ayam', unit: 'g', per_portion: 60 },
          { item: 'Pisang', unit: 'pcs', per_portion: 1 },
        ],
      },
    ],
    batches: [
      {
        ...{ id: id('ba7c', 1), programme_id: 'mbg', day: todayOf(nowMs), kitchen_id: 'dapur-tebet', menu_id: 'nasi-ayam' },
        ...{ name: 'Masak pagi', portions: 1_900, cooked_at: ago(nowMs, 160), temperature_dc: 742 },
      },
    ],
    containers: Array.from({ length: 18 }, (_, index) => ({
      ...of,
      tag_id: `NFC_TAG_${String(index + 1).padStart(4, '0')}`,
      label: `Baki ${index + 1}`,
      portions: 20,
      kitchen_id: 'dapur-tebet',
      school_id: index % 3 === 0 ? null : `sekolah-${(index % 5) + 1}`,
    })),
  }
}

/** The store of a kitchen after the batch of the morning. */
export function stockOf(kitchenId: string, nowMs: number): MealStock {
  const entry = { batch_id: null, actor: 'user:siti@palang.local', reason: null }
  return {
    kitchen_id: kitchenId,
    items: [
      { item: 'Ayam', unit: 'g', quantity: -4_000, changed_at: ago(nowMs, 160) },
      { item: 'Beras', unit: 'g', quantity: 348_500, changed_at: ago(nowMs, 160) },
      { item: 'Minyak goreng', unit: 'ml', quantity: 18_250, changed_at: ago(nowMs, 1_400) },
      { item: 'Pisang', unit: 'pcs', quantity: 2_100, changed_at: ago(nowMs, 160) },
      { item: 'Garam', unit: 'g', quantity: 800, changed_at: ago(nowMs, 2_900) },
    ],
    entries: [
      {
        ...entry,
        id: id('5e0c', 1),
        item: 'Beras',
        unit: 'g',
        kind: 'cooked',
        change: -152_000,
        batch_id: id('ba7c', 1),
        at: ago(nowMs, 160),
      },
      {
        ...entry,
        id: id('5e0c', 2),
        item: 'Beras',
        unit: 'g',
        kind: 'in',
        change: 500_000,
        reason: 'Surat jalan 118',
        at: ago(nowMs, 900),
      },
      { ...entry, id: id('5e0c', 3), item: 'Minyak goreng', unit: 'ml', kind: 'count', change: -750, at: ago(nowMs, 1_400) },
      { ...entry, id: id('5e0c', 4), item: 'Garam', unit: 'g', kind: 'out', change: -200, reason: 'Basah', at: ago(nowMs, 2_900) },
    ],
  }
}
