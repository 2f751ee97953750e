/** Why a wish of a customer was not taken, in any family that sells: every code becomes one of a few situations a person can act upon. */

/** Why the panel did not take a wish of the customer. */
export type WishRefused = 'busy' | 'changed' | 'away' | 'out_of_service' | 'not_offered' | 'trouble'

const wishesRefused: ReadonlyMap<string, WishRefused> = new Map([
  ['machine_busy', 'busy'],
  ['rate_limited', 'busy'],
  ['conflict', 'changed'],
  ['not_found', 'changed'],
  ['nothing_under_way', 'changed'],
  ['payment_not_offered', 'not_offered'],
  ['machine_offline', 'away'],
  ['unreachable', 'away'],
  ['machine_disabled', 'out_of_service'],
  ['sale_closed', 'out_of_service'],
  ['device_unavailable', 'out_of_service'],
  ['device_missing', 'out_of_service'],
  ['emergency_stop', 'out_of_service'],
])

/** A code this build does not know is plain trouble. */
export function wishRefusedOf(code: string): WishRefused {
  return wishesRefused.get(code) ?? 'trouble'
}

/** Why a prepaid card did not pay. */
export type PrepaidRefused = 'unknown' | 'blocked' | 'balance' | 'away' | 'trouble'

const prepaidRefused: ReadonlyMap<string, PrepaidRefused> = new Map([
  ['card_unknown', 'unknown'],
  ['card_blocked', 'blocked'],
  ['balance_too_low', 'balance'],
  ['offline', 'away'],
])

/** As {@link wishRefusedOf}, for a prepaid card. */
export function prepaidRefusedOf(reason: string): PrepaidRefused {
  return prepaidRefused.get(reason) ?? 'trouble'
}
