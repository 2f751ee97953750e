/** How full the vessel on the screen is: smooth between two words of the machine, and never ahead of what it told. */

/** Going from one level to the next that was told. */
export interface Glide {
  fromMl: number
  toMl: number
  startMs: number
  durationMs: number
}

/** Words of the machine come about this far apart; a slower or faster machine is followed within these bounds. */
const shortestMs = 150
const longestMs = 1_500

/** Standing still at so much. */
export function resting(ml: number, nowMs: number): Glide {
  return { fromMl: ml, toMl: ml, startMs: nowMs, durationMs: shortestMs }
}

/** What is shown at `nowMs`: between what was shown and what was told, never beyond the latter. */
export function shownMl({ fromMl, toMl, startMs, durationMs }: Glide, nowMs: number): number {
  const share = Math.min(1, Math.max(0, (nowMs - startMs) / durationMs))
  return Math.min(toMl, fromMl + (toMl - fromMl) * share)
}

/** The machine told `toldMl`: reached when its next word is due. Told less than shown, the screen goes back at once. */
export function heardMl(glide: Glide, toldMl: number, nowMs: number): Glide {
  const fromMl = Math.min(shownMl(glide, nowMs), toldMl)
  const sinceLastMs = nowMs - glide.startMs
  return { fromMl, toMl: toldMl, startMs: nowMs, durationMs: Math.min(longestMs, Math.max(shortestMs, sinceLastMs)) }
}
