/** What a checkpoint thinks of a scan. It flags what is odd and blocks nothing: the food is there, whatever the plan says. */
import { type CheckpointSettings, type HandoverStep, handoverStep, type PlannedTag, type ScanWarning, stepStatus } from '@palang/protocol'
import { stepOddity } from './rounds.ts'
import type { CheckpointConfig, CheckpointContext, NewScan, ScanDetails } from './state.ts'

const minuteMs = 60_000

/** What is done where. A container is handed over for the way back at a school as well. */
const doneAt: Readonly<Record<'kitchen' | 'school', readonly HandoverStep[]>> = {
  kitchen: ['dispatched', 'returned'],
  school: ['received', 'served', 'returned'],
}

/** What the checkpoint's words mean: as its plan says, else as the site file does. */
export function statusesOf(config: CheckpointConfig, plan: CheckpointSettings | null): Readonly<Record<string, HandoverStep>> {
  return plan?.statuses ?? config.statuses
}

/** The step a word means; null where it means none. */
export function stepOf(word: string, statuses: Readonly<Record<string, HandoverStep>>): HandoverStep | null {
  return (Object.hasOwn(statuses, word) ? statuses[word] : undefined) ?? null
}

/** The word for a step: the usual one, unless the site gave that another meaning and has one of its own. */
export function wordFor(step: HandoverStep, statuses: Readonly<Record<string, HandoverStep>>): string {
  const usual = stepStatus[step]
  if (stepOf(usual, statuses) === step) return usual
  return Object.keys(statuses).find(word => statuses[word] === step) ?? usual
}

/** Everything odd about a scan of `step`, in the order in which the protocol names it. */
export function warningsOf(
  { tag, details }: NewScan,
  step: HandoverStep | null,
  config: CheckpointConfig,
  context: CheckpointContext,
): ScanWarning[] {
  const planned = context.planned(tag)
  const { plan } = context
  return [
    ...(step === null ? (['unknown_status'] as const) : []),
    ...(plan !== null && planned === null ? (['unknown_tag'] as const) : []),
    ...(step !== null && isElsewhere(step, planned, config, plan) ? (['not_expected'] as const) : []),
    ...orderWarnings(tag, step, planned, config, context),
    // What comes back is empty.
    ...(step === null || step === 'returned' ? [] : foodWarnings(details, planned, context)),
  ]
}

function isElsewhere(
  step: HandoverStep,
  planned: PlannedTag | null,
  { steps }: CheckpointConfig,
  plan: CheckpointSettings | null,
): boolean {
  const place = plan?.place ?? null
  if (!steps.includes(step)) return true
  if (place === null) return false
  const school = planned?.school ?? null
  return !doneAt[place.kind].includes(step) || (place.kind === 'school' && school !== null && school.id !== place.id)
}

function orderWarnings(
  tag: string,
  step: HandoverStep | null,
  planned: PlannedTag | null,
  { steps }: CheckpointConfig,
  { here, plan, nowMs }: CheckpointContext,
): ScanWarning[] {
  if (step === null) return []
  const known = [planned?.steps ?? {}, here(tag)]
  const kind = plan?.place?.kind ?? null
  // At a school the way back is one more thing to scan, and often left to the kitchen.
  const missed = kind === null ? handoverStep.options : doneAt[kind].filter(one => kind === 'kitchen' || one !== 'returned')
  const done = missed.filter(one => steps.includes(one))
  const oddity = stepOddity(known, step, nowMs, done)
  // Where nobody said what is done here, nothing is missed of a container that was never heard of.
  const isNews = kind === null && known.every(times => Object.keys(times).length === 0)
  return oddity === null || isNews ? [] : [oddity]
}

function foodWarnings(details: ScanDetails, planned: PlannedTag | null, { plan, isClockSure, nowMs }: CheckpointContext): ScanWarning[] {
  const { temperature_dc: warmth } = details
  const atLeast = plan?.warm_dc ?? null
  const isCold = warmth !== undefined && atLeast !== null && warmth < atLeast
  const limit = safeUntil(details, planned, plan)
  return [
    ...(limit !== null && nowMs > limit ? (['too_old'] as const) : []),
    ...(isCold ? (['too_cold'] as const) : []),
    ...(limit !== null && !isClockSure ? (['clock_unsure'] as const) : []),
  ]
}

/**
 * Until when the food may be eaten, milliseconds UTC; null where nobody said when it was cooked or how long it keeps. What travels with a
 * container of another batch than the plan knows is newer than the plan.
 */
function safeUntil(details: ScanDetails, planned: PlannedTag | null, plan: CheckpointSettings | null): number | null {
  const batch = planned?.batch ?? null
  const isOther = details.batch_id !== undefined && batch !== null && details.batch_id !== batch.id
  const cookedAt = (isOther ? undefined : batch?.cooked_at) ?? details.cooked_at
  const minutes = (isOther ? undefined : batch?.safe_minutes) ?? plan?.safe_minutes
  return cookedAt === undefined || minutes === undefined ? null : Date.parse(cookedAt) + minutes * minuteMs
}
