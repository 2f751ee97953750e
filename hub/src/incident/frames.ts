/** What was on the wire, fetched from the machines that are there: the hub keeps none of it. */
import { mostFrames, type FrameEntry, type IncidentGap } from '@palang/protocol'
import type { AnsweredFrames, Fleet } from '../services.ts'
import type { Window } from './collect.ts'

/** Windows each machine is asked for, the newest. */
const mostWindows = 8
/** Answers after which asking for earlier times is of no use now. */
const isInVain = ({ missing }: AnsweredFrames) => (['not_kept', 'away', 'no_answer', 'busy'] as const).some(why => missing.includes(why))

export interface FrameEvidence {
  entries: FrameEntry[]
  /** Of which machines frames are not here, and why. */
  missing: IncidentGap[]
}

/** The frames of the windows, at most so many of each machine; the machines are asked at the same time. */
export async function frameEvidence(fleet: Pick<Fleet, 'framesOf'>, windows: readonly Window[]): Promise<FrameEvidence> {
  const found = await Promise.all([...Map.groupBy(windows, window => window.machineId)].map(([id, own]) => framesOf(fleet, id, own)))
  return { entries: found.flatMap(({ entries }) => entries), missing: found.flatMap(({ missing }) => missing) }
}

async function framesOf(fleet: Pick<Fleet, 'framesOf'>, machineId: string, windows: readonly Window[]): Promise<FrameEvidence> {
  const entries: FrameEntry[] = []
  const why = new Set<IncidentGap['why']>(windows.length > mostWindows ? ['too_many'] : [])
  for (const { from, to } of windows.toSorted((a, b) => (a.from < b.from ? 1 : -1)).slice(0, mostWindows)) {
    const answer = await fleet.framesOf(machineId, { from, to })
    const left = answer.frames.slice(Math.max(0, answer.frames.length - (mostFrames - entries.length)))
    entries.push(...left.map(frame => ({ ...frame, kind: 'frame' as const, machine_id: machineId, text: printable(frame.hex) })))
    for (const reason of left.length < answer.frames.length ? [...answer.missing, 'too_many' as const] : answer.missing) why.add(reason)
    if (entries.length >= mostFrames) why.add('too_many')
    if (isInVain(answer) || entries.length >= mostFrames) break
  }
  return { entries, missing: [...why].map(reason => ({ what: 'frames', why: reason, id: machineId })) }
}

function printable(hex: string): string {
  return Buffer.from(hex, 'hex')
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]/g, '·')
}
