/** What a customer is told when a treatment machine cannot: every code becomes one of a few situations a person can act upon. */
import type { TreatmentClosed, TreatmentEnd } from '@palang/protocol'
import type { Tone } from '../../kiosk/tone.ts'

/** Why nobody is served, as the screens have words for it; a rest has a screen of its own. */
export type ClosedWhy = 'emergency' | 'door' | 'not_stopping' | 'none' | 'machine' | 'maintenance' | 'disabled'

const closedWhys = {
  emergency_stop: 'emergency',
  door_open: 'door',
  not_stopping: 'not_stopping',
  cooling_down: 'machine',
  no_treatments: 'none',
  device_unavailable: 'machine',
  maintenance: 'maintenance',
  disabled: 'disabled',
} as const satisfies Record<TreatmentClosed, ClosedWhy>

const knownClosed: ReadonlyMap<string, ClosedWhy> = new Map<string, ClosedWhy>(Object.entries(closedWhys))

/** A reason this build does not know is a machine that cannot, never a blank screen. */
export function closedWhyOf(reason: string | undefined): ClosedWhy {
  return knownClosed.get(reason ?? '') ?? 'machine'
}

/** Red is for what a customer keeps away from; the rest is somebody's to mend. */
export function closedTone(why: ClosedWhy): Tone {
  return why === 'emergency' || why === 'not_stopping' ? 'stop' : 'attend'
}

/** Why it ran for less than was chosen, as the screens have words for it. */
export type FailedWhy = 'door' | 'emergency' | 'power' | 'closed' | 'machine'

const failedWhys = {
  done: 'machine',
  stopped: 'closed',
  silence: 'machine',
  estop: 'emergency',
  door: 'door',
  max_run: 'machine',
  reset: 'power',
  power: 'power',
  unknown: 'power',
  not_begun: 'machine',
  cancelled: 'closed',
  payment_timeout: 'closed',
  restarted: 'power',
} as const satisfies Record<TreatmentEnd, FailedWhy>

const knownFailures: ReadonlyMap<string, FailedWhy> = new Map<string, FailedWhy>(Object.entries(failedWhys))

/** As {@link closedWhyOf}, for how a treatment ended. */
export function failedWhyOf(reason: string): FailedWhy {
  return knownFailures.get(reason) ?? 'machine'
}
