/** What a driver is told when a gate says no: every code becomes one of a few situations a person can act upon. */
import type { ErrorCode } from '@palang/protocol'

/** The situations the screens have words for. */
export const refusals = [
  'already_inside',
  'already_outside',
  'plate_mismatch',
  'member_full',
  'card_blocked',
  'card_expired',
  'card_unknown',
  'lot_full',
  'no_open_session',
  'unpaid',
  'wrong_direction',
  'offline',
  'no_vehicle',
  'barrier_blocked',
  'barrier_fault',
  'emergency_stop',
  'device',
  'call_attendant',
  'payment_timeout',
  'pay_at_exit',
  'busy',
  'trouble',
] as const
export type Refusal = (typeof refusals)[number]

/** Refused for good is said in red; what another try or a little patience may mend, in amber. */
export const refusalTone = {
  already_inside: 'stop',
  already_outside: 'stop',
  plate_mismatch: 'stop',
  member_full: 'stop',
  card_blocked: 'stop',
  card_expired: 'stop',
  card_unknown: 'stop',
  lot_full: 'stop',
  no_open_session: 'stop',
  unpaid: 'stop',
  wrong_direction: 'stop',
  offline: 'attend',
  no_vehicle: 'attend',
  barrier_blocked: 'attend',
  barrier_fault: 'attend',
  emergency_stop: 'attend',
  device: 'attend',
  call_attendant: 'attend',
  payment_timeout: 'attend',
  pay_at_exit: 'attend',
  busy: 'attend',
  trouble: 'attend',
} as const satisfies Record<Refusal, 'stop' | 'attend'>

/** Complete by type: a code added to the wire's catalogue does not compile until it has its words here. */
export const refusalOfCode = {
  invalid_message: 'trouble',
  validation_unknown: 'trouble',
  validation_given: 'trouble',
  invalid_json: 'trouble',
  invalid_request: 'trouble',
  unauthenticated: 'trouble',
  unpaid: 'unpaid',
  forbidden: 'trouble',
  not_found: 'trouble',
  unknown_machine: 'trouble',
  no_open_session: 'no_open_session',
  method_not_allowed: 'trouble',
  already_inside: 'already_inside',
  already_outside: 'already_outside',
  plate_mismatch: 'plate_mismatch',
  plate_unknown: 'card_unknown',
  member_full: 'member_full',
  already_exists: 'trouble',
  conflict: 'trouble',
  machine_offline: 'offline',
  machine_busy: 'busy',
  machine_disabled: 'trouble',
  pour_blocked: 'trouble',
  water_not_good: 'trouble',
  pour_incomplete: 'trouble',
  sale_closed: 'trouble',
  payment_not_offered: 'trouble',
  nothing_under_way: 'trouble',
  calibration_implausible: 'trouble',
  device_missing: 'device',
  device_unavailable: 'device',
  barrier_blocked: 'barrier_blocked',
  barrier_fault: 'barrier_fault',
  emergency_stop: 'emergency_stop',
  held_open: 'trouble',
  card_blocked: 'card_blocked',
  card_expired: 'card_expired',
  card_unknown: 'card_unknown',
  lot_full: 'lot_full',
  no_vehicle: 'no_vehicle',
  wrong_direction: 'wrong_direction',
  no_barrier: 'trouble',
  expired: 'trouble',
  stale_epoch: 'trouble',
  payload_too_large: 'trouble',
  unsupported_media_type: 'trouble',
  rate_limited: 'busy',
  refund_refused: 'trouble',
  refund_pending: 'trouble',
  not_supported: 'trouble',
  internal: 'trouble',
  database_unavailable: 'offline',
  broker_unavailable: 'trouble',
  storage_full: 'offline',
  events_dropped: 'trouble',
  unsupported_protocol: 'trouble',
  outcome_unknown: 'trouble',
  password_change_needed: 'trouble',
  wrong_code: 'trouble',
} as const satisfies Record<ErrorCode, Refusal>

/** Reasons a machine gives when it decides without the hub; they never cross the wire as errors. */
const refusalOfMachine = {
  offline: 'offline',
  call_attendant: 'call_attendant',
  payment_timeout: 'payment_timeout',
  pay_at_exit: 'pay_at_exit',
  refused: 'trouble',
} as const satisfies Record<string, Refusal>

const known: ReadonlyMap<string, Refusal> = new Map<string, Refusal>(Object.entries({ ...refusalOfCode, ...refusalOfMachine }))

/** The situation behind a lane's reason; a code this build does not know is plain trouble, never a blank screen. */
export function refusalOf(reason: string | undefined): Refusal {
  return (reason === undefined ? undefined : known.get(reason)) ?? 'trouble'
}
