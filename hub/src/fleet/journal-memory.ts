/** How long the outcome of a command may still be found out. */
import type { Clock } from '@palang/kit'
import { journalRemembersDays } from '@palang/protocol'

/** The clocks of hub and machine may differ by this much. */
const marginDays = 1

/**
 * Commands given before this time no journal is asked about: a machine that has forgotten one says that it never came,
 * and that answer would stand for good although the barrier may have moved.
 */
export function askedAboutSince(clock: Clock): string {
  return new Date(clock.now() - (journalRemembersDays - marginDays) * 24 * 60 * 60_000).toISOString()
}
