/** Why nothing is sold: at the moment, or because of the prices. */
import type { ClosedReason } from '@palang/protocol'
import { isWaterHeld } from './quality-state.ts'
import { arePricesOld, priceListOf } from './settings.ts'
import type { WaterConfig, WaterState } from './state.ts'

/** Pours in a row to which no water came; then somebody has to look. */
const mostNoFlows = 2

/** Why no water may be sold now, as the kiosk has words for it; null while nothing forbids it. A price is no matter of it. */
export function blockedBy(state: WaterState): ClosedReason | null {
  const { mode, board, switches, shop, alarms } = state
  if (mode !== 'active') return mode
  if (board !== true) return 'device_unavailable'
  if (switches.emergency_stop === true) return 'emergency_stop'
  if (switches.leak === true) return 'water_leak'
  if (switches.door === true) return 'door_open'
  if (switches.tamper === true) return 'tampered'
  if (shop.locked !== null) return 'locked'
  if (isWaterHeld(state)) return 'quality'
  if (shop.noFlows >= mostNoFlows) return 'no_water'
  // The valve may not close.
  return alarms.includes('water_over_run') ? 'water_over_run' : null
}

/** Why nobody is served now; null when somebody may choose. */
export function closedBy(state: WaterState, config: WaterConfig, nowMs: number): ClosedReason | null {
  const blocked = blockedBy(state)
  if (blocked !== null) return blocked
  if (priceListOf(state, config).products.length === 0) return 'no_prices'
  return arePricesOld(state, config, nowMs) ? 'prices_too_old' : null
}
