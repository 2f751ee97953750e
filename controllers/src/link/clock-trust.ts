/**
 * Whether the time of day is good enough to price by while the hub is away. The hub's time counts as known from a greeting on, for as
 * long as this computer stays on: after a power cut one without a clock of its own goes on from where it stopped.
 */
import { readFileSync } from 'node:fs'
import type { Clock } from '@palang/kit'
import { z } from 'zod'
import type { Journal } from '../journal/journal.ts'
import type { HubClock } from './hub-clock.ts'

export interface ClockTrust {
  /** The hub has just told its time. */
  anchor(): void
  isSure: () => boolean
}

/** The computer's clock and its time since it was switched on drift apart by less; more is a clock that was set, or another start. */
const toleranceMs = 60_000

const anchorForm = z.object({ wallMs: z.number(), uptimeMs: z.number(), bootId: z.string().nullable().default(null) })
type Anchor = z.infer<typeof anchorForm>

/** What Linux calls this start of the computer; null elsewhere, where computers have a clock of their own. */
export function readBootId(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return null
  }
}

/**
 * `uptimeMs` is the time since this computer was switched on, `bootId` tells that start from every other: a computer whose clock begins
 * each time at the same moment looks, by its clock and uptime alone, as if it had never been off.
 */
export function clockTrust(parts: {
  journal: Pick<Journal, 'meta' | 'setMeta'>
  clock: Clock
  time: Pick<HubClock, 'nowMs' | 'offsetMs'>
  uptimeMs(): number
  bootId: string | null
}): ClockTrust {
  const { journal, clock, time, uptimeMs, bootId } = parts
  const text = journal.meta('clock_anchor')
  let anchor: Anchor | undefined = text === null ? undefined : anchorForm.safeParse(JSON.parse(text)).data
  return {
    anchor() {
      anchor = { wallMs: clock.now() + time.offsetMs(), uptimeMs: uptimeMs(), bootId }
      journal.setMeta('clock_anchor', JSON.stringify(anchor))
    },
    isSure() {
      if (anchor === undefined || anchor.bootId !== bootId) return false
      const passed = uptimeMs() - anchor.uptimeMs
      return passed >= 0 && Math.abs(anchor.wallMs + passed - time.nowMs()) <= toleranceMs
    },
  }
}
