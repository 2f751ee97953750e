/**
 * Which cameras are watched now: all of them while they are few, else some at a time in turn. A browser keeps only a handful of
 * connections to one host, and the console needs the others.
 */

/** Cameras watched at once. */
const cameraPlaces = 4

/** The cameras whose turn it is in round `round`; everybody's turn comes, and comes again. */
export function camerasInTurn(ids: readonly string[], round: number, places: number = cameraPlaces): string[] {
  if (ids.length <= places) return [...ids]
  return Array.from({ length: places }, (_, place) => ids[(round * places + place) % ids.length]).filter(id => id !== undefined)
}
