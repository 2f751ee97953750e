/** What the sums of a delivery mean to whoever watches the day. Pure. */
import type { DeliveryView, MealBoardView } from '@palang/protocol'

type Flow = MealBoardView['totals']
type Flag = DeliveryView['flags'][number]

/** From so near on, the end of the safe time wants a look. */
const soonMs = 30 * 60_000

export interface OnTheRoad {
  portions: number
  trays: number
}

/** What left and neither arrived nor was turned away. */
export function onTheRoad(flow: Flow): OnTheRoad {
  return {
    portions: Math.max(0, flow.dispatched - flow.received - flow.rejected),
    trays: Math.max(0, flow.containers.dispatched - flow.containers.received),
  }
}

/** Trays that left and are not back. */
export function traysOut({ containers }: Flow): number {
  return Math.max(0, containers.dispatched - containers.returned)
}

export interface Shortfall {
  of: 'dispatched' | 'received' | 'trays'
  count: number
}

/**
 * What is missing. While the day lasts, what has not begun to leave or to arrive is under way, not missing; once the first of it did, or
 * the day is over, the rest is.
 */
export function shortfalls(delivery: Flow, isOver: boolean): Shortfall[] {
  const { portions, trays } = onTheRoad(delivery)
  const left = isOver || delivery.containers.dispatched > 0 || delivery.dispatched > 0
  const arrived = isOver || delivery.containers.received > 0 || delivery.received > 0
  const found: Shortfall[] = [
    { of: 'dispatched', count: left ? delivery.planned - delivery.dispatched : 0 },
    { of: 'received', count: arrived ? portions : 0 },
    { of: 'trays', count: arrived ? trays : 0 },
  ]
  return found.filter(({ count }) => count > 0)
}

/** Those worth a word of their own: what is missing is told by its number, or is still on the road. */
export function toldFlags(flags: readonly Flag[]): Exclude<Flag, 'missing'>[] {
  return flags.flatMap(flag => (flag === 'missing' ? [] : [flag]))
}

export interface SafeTime {
  tone: 'flow' | 'attend' | 'stop'
  /** Milliseconds until it ends; since when, once it did. */
  leftMs: number
}

/** How long the food may still be served; undefined where that is not known, nothing left, or all of it was served. */
export function safeTime({ safe_until: until, state }: Pick<DeliveryView, 'safe_until' | 'state'>, nowMs: number): SafeTime | undefined {
  if (until === null || state === 'served' || state === 'returned') return undefined
  const leftMs = Date.parse(until) - nowMs
  return { leftMs: Math.abs(leftMs), tone: leftMs < 0 ? 'stop' : leftMs <= soonMs ? 'attend' : 'flow' }
}

/** Whether somebody should look at it: something is missing, odd, or its safe time is nearly over. */
export function wantsALook(delivery: DeliveryView, isOver: boolean, nowMs: number): boolean {
  const safe = isOver ? undefined : safeTime(delivery, nowMs)
  return shortfalls(delivery, isOver).length > 0 || toldFlags(delivery.flags).length > 0 || (safe !== undefined && safe.tone !== 'flow')
}

export interface RouteOf<T> {
  /** Null for those without one. */
  route: string | null
  deliveries: T[]
}

/** By route, in the order in which they come. */
export function byRoute<T extends Pick<DeliveryView, 'route'>>(deliveries: readonly T[]): RouteOf<T>[] {
  return [...Map.groupBy(deliveries, ({ route }) => route)].map(([route, found]) => ({ route, deliveries: found }))
}
