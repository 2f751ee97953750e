/**
 * What was scanned here: of each tag the last time of each step, and what was held a moment ago. It follows the journal and is read from
 * there at the start, so that no restart makes one scan two.
 */
import { checkpointFacts, type FactItem } from '@palang/protocol'
import type { Clock } from '@palang/kit'
import { mostTagsRemembered } from './delays.ts'
import type { RecentScan, ScanDetails, ScanTold, StepTimes } from './state.ts'

export interface ScanBook {
  here(tag: string): StepTimes
  /** Within the debounce time, or null. */
  recent(tag: string, status: string): RecentScan | null
  /** A scan that is on the disk, or one that was held again. */
  note(scan: ScanTold): void
}

const nothing: StepTimes = {}

/** `nowMs` is the time of day by which the facts are stamped. */
export function scanBook({
  clock,
  debounceMs,
  nowMs,
  facts,
}: {
  clock: Pick<Clock, 'monotonic'>
  debounceMs: number
  nowMs: number
  facts: Iterable<FactItem>
}): ScanBook {
  const steps = new Map<string, StepTimes>()
  const held = new Map<string, RecentScan & { seenMs: number }>()

  /** `agoMs` by the steady clock: setting the other one makes no scan older. */
  function note({ id, tag, status, step, warnings, details, atMs }: Omit<ScanTold, 'label' | 'repeated'>, agoMs: number): void {
    if (step !== null) {
      const before = steps.get(tag)
      steps.delete(tag)
      steps.set(tag, { ...before, [step]: new Date(atMs).toISOString() })
      if (steps.size > mostTagsRemembered) forgetFirst(steps)
    }
    const key = keyOf(tag, status)
    held.delete(key)
    held.set(key, { id, step, warnings, details, seenMs: clock.monotonic() - agoMs })
    forgetOld()
  }

  function forgetOld(): void {
    const sinceMs = clock.monotonic() - debounceMs
    for (const [key, { seenMs }] of held) {
      if (seenMs > sinceMs) break
      held.delete(key)
    }
  }

  for (const fact of facts) {
    const read = checkpointFacts.scan_recorded.safeParse(fact.payload)
    if (!read.success) continue
    const { tag_id: tag, status, step, warnings } = read.data
    const atMs = Date.parse(fact.occurred_at)
    // One from the future was made before the clock was set back: nobody knows when, and two scans are better than none.
    const agoMs = atMs > nowMs ? Number.POSITIVE_INFINITY : nowMs - atMs
    note({ id: fact.id, tag, status, step, warnings, details: detailsOf(read.data), atMs }, agoMs)
  }

  return {
    here: tag => steps.get(tag) ?? nothing,
    recent(tag, status) {
      const found = held.get(keyOf(tag, status))
      return found === undefined || clock.monotonic() - found.seenMs >= debounceMs ? null : found
    },
    note(scan) {
      const { repeated, tag, step } = scan
      const at = repeated && step !== null ? steps.get(tag)?.[step] : undefined
      note(at === undefined ? scan : { ...scan, atMs: Date.parse(at) }, 0)
    },
  }
}

/** A word may hold blanks, a tag may not. */
function keyOf(tag: string, status: string): string {
  return `${tag} ${status}`
}

function forgetFirst(map: Map<string, unknown>): void {
  for (const first of map.keys()) {
    map.delete(first)
    return
  }
}

/** What was said with a scan, of everything its fact or a call holds. */
export function detailsOf(from: ScanDetails): ScanDetails {
  const { portions, rejected, reject_reason, temperature_dc, batch_id, cooked_at, dispatched_at } = from
  return { portions, rejected, reject_reason, temperature_dc, batch_id, cooked_at, dispatched_at }
}
