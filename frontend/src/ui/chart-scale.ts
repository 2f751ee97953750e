/** What scales of charts have in common. Pure. */

/** The largest of 1, 2, 5 · 10ⁿ of which `largest` takes two at least. */
export function roundStep(largest: number): number {
  const power = 10 ** Math.floor(Math.log10(largest))
  const step = [5, 2, 1, 0.5].find(factor => factor * power * 2 <= largest) ?? 0.5
  return Math.max(1, step * power)
}

/** Every how many days one is named, so that not more than `most` are. */
export function namedEvery(days: number, most: number): number {
  return Math.max(1, Math.ceil(days / most))
}
