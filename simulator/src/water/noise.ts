/**
 * Chance that does not depend on who asks when: the same seed and moment always give the same. A simulator that is started again goes on
 * where it was, and a sensor that is read twice as often does not drift twice as fast.
 */

/** −1 ≤ x < 1, by an integer mix of seed and place. */
export function noiseAt(seed: number, place: number): number {
  let mixed = (Math.imul(seed | 0, 0x9e37_79b1) ^ Math.imul(place | 0, 0x85eb_ca6b)) >>> 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb_352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846c_a68b)
  return (((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32) * 2 - 1
}

/** Smooth noise, −1 to 1, that changes its mind about once in `periodMs`. */
export function driftAt(seed: number, atMs: number, periodMs: number): number {
  const place = Math.floor(atMs / periodMs)
  const share = atMs / periodMs - place
  const eased = share * share * (3 - 2 * share)
  return noiseAt(seed, place) * (1 - eased) + noiseAt(seed, place + 1) * eased
}

/** A seed of its own for each name under one seed of the whole. */
export function seedFor(seed: number, name: string): number {
  let mixed = seed >>> 0
  for (const letter of Buffer.from(name, 'utf8')) mixed = Math.imul(mixed ^ letter, 0x0100_0193) >>> 0
  return mixed
}
