/** What a customer is told when a water machine cannot: every code becomes one of a few situations a person can act upon. */
import type { ClosedReason, SaleEndReason } from '@palang/protocol'
import type { Tone } from '../../kiosk/tone.ts'

/** Why nobody is served, as the screens have words for it. */
export type ClosedWhy =
  | 'quality'
  | 'prices'
  | 'door'
  | 'leak'
  | 'over_run'
  | 'emergency'
  | 'no_water'
  | 'machine'
  | 'maintenance'
  | 'disabled'
  | 'locked'
  | 'tampered'

const closedWhys = {
  quality: 'quality',
  prices_too_old: 'prices',
  no_prices: 'prices',
  door_open: 'door',
  water_leak: 'leak',
  water_over_run: 'over_run',
  emergency_stop: 'emergency',
  no_water: 'no_water',
  device_unavailable: 'machine',
  maintenance: 'maintenance',
  disabled: 'disabled',
  locked: 'locked',
  tampered: 'tampered',
} as const satisfies Record<ClosedReason, ClosedWhy>

const knownClosed: ReadonlyMap<string, ClosedWhy> = new Map<string, ClosedWhy>(Object.entries(closedWhys))

/** A reason this build does not know is a machine that cannot, never a blank screen. */
export function closedWhyOf(reason: string | undefined): ClosedWhy {
  return knownClosed.get(reason ?? '') ?? 'machine'
}

/** Red is for what a customer keeps away from; the rest is somebody's to mend. */
export function closedTone(why: ClosedWhy): Tone {
  return why === 'emergency' || why === 'leak' ? 'stop' : 'attend'
}

/** Why less water came than was chosen, as the screens have words for it. */
export type FailedWhy = 'no_flow' | 'slow' | 'door' | 'leak' | 'over_run' | 'emergency' | 'power' | 'quality' | 'closed' | 'machine'

const failedWhys = {
  done: 'machine',
  timeout: 'slow',
  no_flow: 'no_flow',
  stopped: 'machine',
  silence: 'machine',
  estop: 'emergency',
  door: 'door',
  leak: 'leak',
  over_run: 'over_run',
  reset: 'power',
  not_begun: 'machine',
  power: 'power',
  unknown: 'power',
  quality: 'quality',
  prices_too_old: 'closed',
  no_prices: 'closed',
  door_open: 'door',
  water_leak: 'leak',
  water_over_run: 'over_run',
  emergency_stop: 'emergency',
  no_water: 'no_flow',
  device_unavailable: 'machine',
  maintenance: 'closed',
  disabled: 'closed',
  locked: 'closed',
  tampered: 'closed',
  cancelled: 'closed',
  payment_timeout: 'closed',
  stopped_by_operator: 'closed',
  restarted: 'power',
} as const satisfies Record<SaleEndReason, FailedWhy>

const knownFailures: ReadonlyMap<string, FailedWhy> = new Map<string, FailedWhy>(Object.entries(failedWhys))

/** As {@link closedWhyOf}, for how a sale ended. */
export function failedWhyOf(reason: string): FailedWhy {
  return knownFailures.get(reason) ?? 'machine'
}
