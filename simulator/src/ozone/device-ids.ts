/** Names of units. */
import { seedFor } from '../water/noise.ts'

/** Of the maker of the ozone document's example; the rest is the unit's own. */
const maker = '3C:8A:1F'

/** As many different MAC addresses; the same seed gives the same, and more of them begin with those of fewer. */
export function macAddresses(seed: number, count: number): string[] {
  const start = seedFor(seed, 'addresses') & 0xff_ff_ff
  return Array.from({ length: count }, (_, n) => {
    // An odd factor visits every one of the 2^24 before it comes back to the first.
    const own = (start + Math.imul(n, 0x9e_37_79)) & 0xff_ff_ff
    const digits = own.toString(16).toUpperCase().padStart(6, '0')
    return `${maker}:${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`
  })
}

/** `ozon-1` to `ozon-N`. */
export function plainIds(count: number): string[] {
  return Array.from({ length: count }, (_, n) => `ozon-${n + 1}`)
}
