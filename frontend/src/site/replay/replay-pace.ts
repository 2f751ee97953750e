/** How fast a replay goes: pauses keep their proportion, and no one waits for hours. */

/** A replay is so much faster than it happened. */
const timesFaster = 4
/** Milliseconds. */
const shortest = 150
const longest = 2_000

/** Milliseconds from showing the entry of `fromIso` to showing that of `toIso`. */
export function pauseBetween(fromIso: string, toIso: string): number {
  return Math.min(longest, Math.max(shortest, (Date.parse(toIso) - Date.parse(fromIso)) / timesFaster))
}
