/** Who cooks, drives and eats on a simulated day, and which tray goes where. The same seed makes the same plan. */
import { seeded } from '../traffic/random.ts'
import { seedFor } from '../water/noise.ts'

/** At most as many kitchens as vehicles, and vehicles as schools; at least a portion for each school. */
export interface DaySize {
  kitchens: number
  vehicles: number
  schools: number
  portions: number
}

export interface PlannedTray {
  tag: string
  label: string
  portions: number
}

/** What one school gets; its gateway is called as the school is. */
export interface PlannedSchool {
  id: string
  name: string
  kitchen: string
  vehicle: string
  route: string
  /** From 1, in the order of its vehicle. */
  stop: number
  portions: number
  trays: PlannedTray[]
}

export interface MealDayPlan {
  /** The id of the programme; those of all others begin with it. */
  programme: string
  kitchens: { id: string; name: string; portions: number }[]
  vehicles: { id: string; name: string; plate: string }[]
  schools: PlannedSchool[]
}

const trayHolds = 40
const areas = ['Tebet', 'Matraman', 'Kemang', 'Cawang', 'Rawamangun', 'Kalibata'] as const

/** The plan of a day of this size. */
export function plannedDay(size: DaySize, seed: number): MealDayPlan {
  const programme = `sim-${seed}`
  const shares = dealt(size.portions, size.schools, seed)
  const schools = shares.map((portions, n): PlannedSchool => {
    const vehicle = n % size.vehicles
    return {
      id: `${programme}-sd-${n + 1}`,
      name: `SDN ${areas[n % areas.length]} ${String(n + 1).padStart(2, '0')}`,
      kitchen: `${programme}-dapur-${(vehicle % size.kitchens) + 1}`,
      vehicle: `${programme}-mobil-${vehicle + 1}`,
      route: `Rute ${String(vehicle + 1).padStart(2, '0')}`,
      stop: Math.floor(n / size.vehicles) + 1,
      portions,
      trays: traysOf(portions, `SIM${seed}-${n + 1}`),
    }
  })
  return {
    programme,
    schools,
    kitchens: numbered(size.kitchens).map(n => {
      const id = `${programme}-dapur-${n}`
      return { id, name: `Dapur ${n}`, portions: sumOf(schools.filter(({ kitchen }) => kitchen === id).map(one => one.portions)) }
    }),
    vehicles: numbered(size.vehicles).map(n => ({ id: `${programme}-mobil-${n}`, name: `Mobil ${n}`, plate: `B ${9000 + n} SIM` })),
  }
}

/** All added up. */
export function sumOf(some: readonly number[]): number {
  return some.reduce((sum, one) => sum + one, 0)
}

function numbered(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n + 1)
}

/** Deals `total` out to so many, none less than half of another's usual share; to the last portion. */
function dealt(total: number, count: number, seed: number): number[] {
  const random = seeded(seedFor(seed, 'portions of schools'))
  const weights = Array.from({ length: count }, () => 0.5 + random.next())
  const whole = sumOf(weights)
  const shares = weights.map(weight => 1 + Math.floor(((total - count) * weight) / whole))
  const rest = total - sumOf(shares)
  return shares.map((share, n) => share + (n < rest ? 1 : 0))
}

function traysOf(portions: number, name: string): PlannedTray[] {
  return Array.from({ length: Math.ceil(portions / trayHolds) }, (_, n) => ({
    tag: `${name}-${n + 1}`,
    label: `Baki ${name}-${n + 1}`,
    portions: Math.min(trayHolds, portions - n * trayHolds),
  }))
}
