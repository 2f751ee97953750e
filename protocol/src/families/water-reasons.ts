/** Why a pour ended, why nothing is sold, and why a sale ended: one list each, so that every screen has words for all of them. */
import { z } from 'zod'

/**
 * How a pour ended. `not_begun`: the valve was never opened. `power`, `unknown`: the board cannot say how much it was, because it lost
 * its power or its memory. All others are the board's own word.
 */
export const pourEnd = z.enum([
  'done',
  'timeout',
  'no_flow',
  'stopped',
  'silence',
  'estop',
  'door',
  'leak',
  'over_run',
  'reset',
  'not_begun',
  'power',
  'unknown',
])
export type PourEnd = z.infer<typeof pourEnd>

/** Why nobody is served now. */
export const closedReason = z.enum([
  'quality',
  'prices_too_old',
  'no_prices',
  'door_open',
  'water_leak',
  'water_over_run',
  'emergency_stop',
  'no_water',
  'device_unavailable',
  'maintenance',
  'disabled',
  'locked',
  'tampered',
])
export type ClosedReason = z.infer<typeof closedReason>

/**
 * Why a sale ended: as its pour did, because the machine closed under it, or: the customer gave it up, nobody paid in time, somebody of
 * the house stopped the water, the controller restarted before the water ran.
 */
export const saleEndReason = z.enum([
  ...pourEnd.options,
  ...closedReason.options,
  'cancelled',
  'payment_timeout',
  'stopped_by_operator',
  'restarted',
])
export type SaleEndReason = z.infer<typeof saleEndReason>
