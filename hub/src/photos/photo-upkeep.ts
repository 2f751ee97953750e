/**
 * Lets pictures go: those past their time, and while they take more room than they may the oldest of the rest. Pictures of an open
 * session stay, and those people may argue about go by their age only. What cannot be brought below the limit is an alarm.
 */
import { inRounds, restOn, showHubAlarm, type Rounds } from '../rounds.ts'
import type { Live } from '../services.ts'
import { photoRound, type RoundParts } from './photo-round.ts'

/** Milliseconds. */
export const photoUpkeepDelays = { first: 2 * 60_000, every: 3_600_000, again: 10 * 60_000 } as const

const crowded = 'Pictures take more room than they may, and none of the rest may go; see photos in the site file'

export interface PhotoUpkeep extends Pick<Rounds, 'start' | 'stop'> {
  /** One round now; resolves once it is done. */
  round(): Promise<void>
}

type Parts = Omit<RoundParts, 'rest' | 'isStopped'> & Partial<Pick<RoundParts, 'rest'>> & { live: Pick<Live, 'publish'> }

/** Not looking after anything yet. */
export function photoUpkeep({ live, rest, ...parts }: Parts): PhotoUpkeep {
  const { store, clock, log } = parts
  const rounds = inRounds({ clock, log, delays: photoUpkeepDelays, round, failure: 'the pictures could not be looked after' })

  async function round(): Promise<void> {
    const isCrowded = await photoRound({ ...parts, rest: rest ?? restOn(clock), isStopped: rounds.isStopped })
    await showHubAlarm({ store, clock, live }, { code: 'photos_no_room', severity: 'warning' }, isCrowded ? crowded : undefined)
  }
  return { round, ...rounds }
}
