/** The relays of a board that `OUT` switches: each goes off by itself. */
import { readCount } from './board-config.ts'

const relayCount = 8
const longestOnMs = 600_000

/** When each relay that is on goes off. */
export type Relays = readonly (number | undefined)[]

export const relaysOff: Relays = Array.from({ length: relayCount }, () => undefined)

/** The relays after `OUT,<relay>,<0 or 1>,<max ms>` at `nowMs`, and which one it is; undefined where the board answers `RANGE`. */
export function orderRelay(
  relays: Relays,
  [relayText, value, maxText]: readonly string[],
  nowMs: number,
): { relay: number; isOn: boolean; relays: Relays } | undefined {
  const relay = readCount(relayText)
  const maxMs = readCount(maxText)
  const isOn = value === '1'
  if (relay === undefined || relay >= relayCount || (!isOn && value !== '0')) return undefined
  if (maxMs === undefined || maxMs > longestOnMs || (isOn && maxMs === 0)) return undefined
  return { relay, isOn, relays: relays.with(relay, isOn ? nowMs + maxMs : undefined) }
}

/** Without those whose time is over; the same list when there are none. */
export function releaseDue(relays: Relays, nowMs: number): Relays {
  const isDue = (offAtMs: number | undefined) => offAtMs !== undefined && offAtMs <= nowMs
  return relays.some(isDue) ? relays.map(offAtMs => (isDue(offAtMs) ? undefined : offAtMs)) : relays
}

/** A bit each, as `STAT` tells them. */
export function relayBits(relays: Relays): number {
  return relays.reduce<number>((bits, offAtMs, index) => (offAtMs === undefined ? bits : bits | (1 << index)), 0)
}

/** Two upper-case hexadecimal digits. */
export function relayText(bits: number): string {
  return bits.toString(16).toUpperCase().padStart(2, '0')
}
