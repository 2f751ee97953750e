/**
 * What the counters in a device say about events the hub has not heard: a jump is a gap, a fall is a reset. Pure; everything goes by
 * the device's own clock, because events come late and out of order.
 */
import { treatment as treatments, type Treatment } from '@palang/protocol'
import type { Counts } from '../store/treatments.ts'

/** How far the hub has heard a device count. */
export interface CounterState {
  /** By the device's clock, in milliseconds; null before anything was counted. */
  atMs: number | null
  counts: Counts
}

/** What a message shows of the counters; `counted` is the treatment it is about, and null of a status. */
export interface CounterReading {
  atMs: number
  counts: Partial<Record<Treatment, number | undefined>>
  counted: Treatment | null
}

export type CounterBreak =
  /** So many events of a treatment happened in between that nobody has told. */
  | { kind: 'gap'; treatment: Treatment; missing: number; fromMs: number; toMs: number }
  /** The counters fell: the device was reset, or is another one under the same name. */
  | { kind: 'reset'; atMs: number; before: Counts; after: Counts }

export interface CounterStep {
  state: CounterState
  breaks: CounterBreak[]
  /** It is older than what was heard already: it may belong into a gap. */
  isLate: boolean
}

export const nothingCounted: CounterState = { atMs: null, counts: { BASIC: null, STANDARD: null, PREMIUM: null } }

/** The counters after one more message that was not heard before. A message that shows no counters changes nothing. */
export function counted(state: CounterState, { atMs, counts, counted: one }: CounterReading): CounterStep {
  const shown = treatments.options.filter(name => counts[name] !== undefined)
  const still = { state, breaks: [], isLate: false }
  if (shown.length === 0) return still
  const known = state.atMs
  const merged: Record<Treatment, number | null> = { ...state.counts }
  for (const name of shown) merged[name] = counts[name] ?? null
  const after = { atMs, counts: merged }
  if (known === null) return { state: after, breaks: [], isLate: false }
  const next = overtaken(state, { atMs, counts, counted: one }, shown)
  if (next !== undefined) return { ...still, state: next }
  const fell = shown.some(name => (counts[name] ?? 0) < (state.counts[name] ?? 0))
  // Two within one second of a clock that shows no less: what counts further is the later one. An event that does not is in what was shown.
  const isShown = one !== null && (counts[one] ?? 0) <= (state.counts[one] ?? -1)
  if (atMs < known || (atMs === known && (fell || isShown))) return { ...still, isLate: true }
  if (fell) return { state: after, breaks: [{ kind: 'reset', atMs, before: state.counts, after: merged }], isLate: false }
  const breaks = shown.flatMap((name): CounterBreak[] => {
    const before = state.counts[name]
    if (before === null) return []
    const missing = (counts[name] ?? before) - before - (name === one ? 1 : 0)
    return missing > 0 ? [{ kind: 'gap', treatment: name, missing, fromMs: known, toMs: atMs }] : []
  })
  return { state: after, breaks, isLate: false }
}

/**
 * Some makes show only the counter of the treatment they tell of. An event that one of another treatment overtook then still counts its own
 * on, and nothing is missing: it is older than what was heard, but not of this counter.
 */
function overtaken(
  state: CounterState,
  { atMs, counts, counted: one }: CounterReading,
  shown: readonly Treatment[],
): CounterState | undefined {
  if (one === null || shown.length !== 1 || shown[0] !== one || state.atMs === null || atMs >= state.atMs) return undefined
  const before = state.counts[one]
  const count = counts[one] ?? 0
  return before === null || count === before + 1 ? { ...state, counts: { ...state.counts, [one]: count } } : undefined
}
