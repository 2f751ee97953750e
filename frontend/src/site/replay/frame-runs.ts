/** Raw serial frames among what happened: those between two other moments are one moment, which opens. Pure. */
import type { FrameEntry, IncidentView, TimelineEntry } from '@palang/protocol'
import { withoutRepeats } from './timeline-words.ts'

export interface FrameRun {
  kind: 'frames'
  /** When the first came or went. */
  at: string
  frames: FrameEntry[]
}

export type Moment = TimelineEntry | FrameRun

/** What is shown of a replay, in its order and without repeats. */
export function momentsOf(entries: IncidentView['entries']): Moment[] {
  const kept = new Set(withoutRepeats(entries.filter(entry => entry.kind !== 'frame')))
  const moments: Moment[] = []
  for (const entry of entries) {
    if (entry.kind !== 'frame') {
      if (kept.has(entry)) moments.push(entry)
      continue
    }
    const last = moments.at(-1)
    if (last?.kind === 'frames') last.frames.push(entry)
    else moments.push({ kind: 'frames', at: entry.at, frames: [entry] })
  }
  return moments
}
