/** Where a container is in its round, and what another step of it means: dispatched, received, served, returned, and again. */
import { type HandoverStep, handoverStep } from '@palang/protocol'
import type { StepTimes } from './state.ts'

const order: readonly HandoverStep[] = handoverStep.options

export type StepOddity = 'skipped_step' | 'repeated_step'

interface Rule {
  /** The steps that are done at this place: only of these it is known here that they were left out. */
  done: readonly HandoverStep[]
  /** The day of the outlet at a moment. */
  dayOf(atMs: number): string
}

interface Round {
  steps: readonly HandoverStep[]
  /** Of its last step. */
  lastMs: number
}

const none: Round = { steps: [], lastMs: Number.NEGATIVE_INFINITY }

/** What is odd about `step` now, after what is known of the tag from anywhere. What nobody here can know is not held against anybody. */
export function stepOddity(known: readonly StepTimes[], step: HandoverStep, atMs: number, rule: Rule): StepOddity | null {
  const before = timesOf(known)
    .filter(one => one.atMs <= atMs)
    .reduce((round, one) => after(round, one.step, one.atMs, rule), none)
  if (!beginsAnew(before, step, atMs, rule)) {
    if (before.steps.includes(step)) return 'repeated_step'
    return isMissing(before.steps, step, rule) ? 'skipped_step' : null
  }
  const isUnfinished = before.steps.length > 0 && !before.steps.includes('returned') && rule.done.includes('returned')
  return isUnfinished || isMissing([], step, rule) ? 'skipped_step' : null
}

/** The last moment of each step, in order of time. */
function timesOf(known: readonly StepTimes[]): { step: HandoverStep; atMs: number }[] {
  return order
    .flatMap(step => {
      const times = known.flatMap(({ [step]: at }) => (at === undefined ? [] : [Date.parse(at)]))
      return times.length === 0 ? [] : [{ step, atMs: Math.max(...times) }]
    })
    .toSorted((one, other) => one.atMs - other.atMs)
}

function after(round: Round, step: HandoverStep, atMs: number, rule: Rule): Round {
  return { steps: beginsAnew(round, step, atMs, rule) ? [step] : [...round.steps, step], lastMs: atMs }
}

/** A container that came back begins anew, and so does one that leaves again; on another day the same step belongs to another round. */
function beginsAnew({ steps, lastMs }: Round, step: HandoverStep, atMs: number, { dayOf }: Rule): boolean {
  if (steps.length === 0) return true
  const isRepeat = steps.includes(step)
  if (isRepeat && dayOf(lastMs) !== dayOf(atMs)) return true
  if (steps.includes('returned')) return step !== 'returned'
  return step === 'dispatched' && steps.some(one => one !== 'dispatched')
}

function isMissing(steps: readonly HandoverStep[], step: HandoverStep, { done }: Rule): boolean {
  const place = order.indexOf(step)
  // One that comes after its turn was missed when its turn was over.
  if (steps.some(one => order.indexOf(one) > place)) return false
  return order.slice(0, place).some(one => done.includes(one) && !steps.includes(one))
}
