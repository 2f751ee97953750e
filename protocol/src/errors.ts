/**
 * Every error code another program may see, with its HTTP status and whether trying the same thing again can help.
 * Codes are stable; titles are for people.
 */
interface ErrorKind {
  status: number
  retryable: boolean
  title: string
}

export const errorCatalogue = {
  invalid_message: { status: 400, retryable: false, title: 'The message is not valid' },
  invalid_json: { status: 400, retryable: false, title: 'The body is not JSON' },
  invalid_request: { status: 400, retryable: false, title: 'The request is not valid' },
  unauthenticated: { status: 401, retryable: false, title: 'Sign in or send a token' },
  unpaid: { status: 402, retryable: false, title: 'This stay is not paid yet' },
  forbidden: { status: 403, retryable: false, title: 'Not allowed' },
  password_change_needed: { status: 403, retryable: false, title: 'Change your password first' },
  wrong_code: { status: 401, retryable: false, title: 'The code is wrong or too old' },
  not_found: { status: 404, retryable: false, title: 'Not found' },
  unknown_machine: { status: 404, retryable: false, title: 'There is no such machine' },
  no_open_session: { status: 404, retryable: false, title: 'There is no open session for this card, ticket or plate' },
  method_not_allowed: { status: 405, retryable: false, title: 'That method is not offered here' },
  already_inside: { status: 409, retryable: false, title: 'This card, ticket or plate is already inside' },
  member_full: { status: 409, retryable: true, title: 'As many vehicles of this membership are inside as it allows' },
  plate_mismatch: { status: 409, retryable: false, title: 'Another plate was read at the entry' },
  plate_unknown: { status: 403, retryable: false, title: 'No membership has this plate' },
  already_outside: { status: 409, retryable: false, title: 'This card left a moment ago' },
  already_exists: { status: 409, retryable: false, title: 'It exists already' },
  conflict: { status: 409, retryable: false, title: 'It conflicts with what is stored' },
  machine_offline: { status: 409, retryable: true, title: 'The machine is not connected' },
  machine_busy: { status: 409, retryable: true, title: 'The machine is busy' },
  device_missing: { status: 409, retryable: false, title: 'The machine has no such device' },
  device_unavailable: { status: 409, retryable: true, title: 'The device does not answer' },
  barrier_blocked: { status: 409, retryable: true, title: 'Something stands under the barrier' },
  barrier_fault: { status: 409, retryable: true, title: 'The barrier did not reach its position' },
  mqtt_off: { status: 409, retryable: false, title: 'MQTT is off in the site file' },
  emergency_stop: { status: 409, retryable: true, title: 'The emergency stop is pressed' },
  held_open: { status: 409, retryable: false, title: 'The gate is held open; let go of the hold first' },
  machine_disabled: { status: 409, retryable: false, title: 'The machine is out of service' },
  pour_blocked: { status: 409, retryable: true, title: 'A door is open, water leaks or the emergency stop is pressed' },
  sale_closed: { status: 409, retryable: true, title: 'Nothing is sold at this machine just now' },
  payment_not_offered: { status: 409, retryable: true, title: 'This way of paying is not offered just now' },
  nothing_under_way: { status: 409, retryable: false, title: 'Nothing is under way that this could change' },
  pour_incomplete: { status: 409, retryable: false, title: 'Less water came than was ordered' },
  treatment_blocked: { status: 409, retryable: true, title: 'The door is open, the emergency stop is in force, or the machine rests' },
  treatment_incomplete: { status: 409, retryable: false, title: 'The treatment ended early' },
  water_not_good: { status: 409, retryable: true, title: 'The water is not known to be good' },
  calibration_implausible: { status: 409, retryable: false, title: 'No sound sensor or meter gives these figures' },
  refund_refused: { status: 409, retryable: false, title: 'The payment provider did not send the money back' },
  refund_pending: { status: 504, retryable: true, title: 'The payment provider has not answered yet' },
  card_blocked: { status: 403, retryable: false, title: 'This card is blocked' },
  card_expired: { status: 403, retryable: false, title: 'This card is no longer valid' },
  card_unknown: { status: 403, retryable: false, title: 'This card is not known here' },
  validation_unknown: { status: 409, retryable: false, title: 'The tariff of this stay has no such validation' },
  validation_given: { status: 409, retryable: false, title: 'The stay has this validation already' },
  lot_full: { status: 409, retryable: true, title: 'The car park is full' },
  no_vehicle: { status: 409, retryable: true, title: 'There is no vehicle on the entry loop' },
  wrong_direction: { status: 409, retryable: false, title: 'This gate does not serve that direction' },
  no_barrier: { status: 409, retryable: false, title: 'A pay station has no barrier' },
  expired: { status: 409, retryable: false, title: 'The deadline passed before the command could start' },
  stale_epoch: { status: 409, retryable: true, title: 'The command comes from an earlier run of the hub' },
  payload_too_large: { status: 413, retryable: false, title: 'The body is too large' },
  unsupported_media_type: { status: 415, retryable: false, title: 'That content type is not accepted here' },
  rate_limited: { status: 429, retryable: true, title: 'Too many tries; wait a little' },
  not_supported: { status: 501, retryable: false, title: 'This machine cannot do that' },
  internal: { status: 500, retryable: true, title: 'Something went wrong on our side' },
  database_unavailable: { status: 503, retryable: true, title: 'The database does not answer' },
  broker_unavailable: { status: 503, retryable: true, title: 'The MQTT broker does not listen' },
  storage_full: { status: 507, retryable: true, title: 'There is no room left on the disk' },
  events_dropped: { status: 503, retryable: true, title: 'This screen reads too slowly; some events were left out' },
  unsupported_protocol: { status: 400, retryable: false, title: 'This hub does not speak that link protocol' },
  outcome_unknown: { status: 504, retryable: false, title: 'The machine took the command but its outcome is not known yet' },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof errorCatalogue

/** True when `code` is one of ours. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCatalogue, code)
}
