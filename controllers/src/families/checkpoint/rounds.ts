/**
 * Where a container is in its round, and what another step of it means: dispatched, received, served, returned, and again. The hub judges
 * by everybody's scans (hub/src/domain/trips.ts), a checkpoint by its plan and its own: what it cannot have seen it holds against nobody.
 */
import { type HandoverStep, handoverStep } from '@palang/protocol'
import type { StepTimes } from './state.ts'

const hourMs = 3_600_000
/** The same step again within this time is the same act, scanned twice; later it is of another round whose beginning was not seen here. */
const repeatMs = 12 * hourMs
/** Food is eaten on the day it is cooked: after so long without a word the container is on another round. */
const roundMs = 36 * hourMs

const order: readonly HandoverStep[] = handoverStep.options

export type StepOddity = 'skipped_step' | 'repeated_step'

interface Round {
  steps: StepTimes
  /** Of its last step. */
  lastMs: number
}

const none: Round = { steps: {}, lastMs: Number.NEGATIVE_INFINITY }

/**
 * What is odd about `step` now, after what is known of the tag from anywhere. `done`: the steps that are done at this place; only of these it
 * is known here that they were left out.
 */
export function stepOddity(
  known: readonly StepTimes[],
  step: HandoverStep,
  atMs: number,
  done: readonly HandoverStep[],
): StepOddity | null {
  const before = timesOf(known)
    .filter(one => one.atMs <= atMs)
    .reduce((round, one) => after(round, one.step, one.atMs), none)
  if (!beginsAnew(before, step, atMs)) {
    if (before.steps[step] !== undefined) return 'repeated_step'
    return isMissing(before.steps, step, done) ? 'skipped_step' : null
  }
  const isUnfinished = before !== none && before.steps.returned === undefined && done.includes('returned')
  return isUnfinished || isMissing({}, step, done) ? 'skipped_step' : null
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

function after(round: Round, step: HandoverStep, atMs: number): Round {
  const steps = beginsAnew(round, step, atMs) ? {} : round.steps
  return { steps: { ...steps, [step]: new Date(atMs).toISOString() }, lastMs: atMs }
}

function beginsAnew(round: Round, step: HandoverStep, atMs: number): boolean {
  const { steps, lastMs } = round
  if (round === none || atMs - lastMs > roundMs) return true
  const known = steps[step]
  const isAgain = known !== undefined && atMs - Date.parse(known) <= repeatMs
  if (steps.returned !== undefined) return step !== 'returned' || !isAgain
  return known === undefined ? step === 'dispatched' : !isAgain
}

function isMissing(steps: StepTimes, step: HandoverStep, done: readonly HandoverStep[]): boolean {
  const place = order.indexOf(step)
  // One that comes after its turn was missed when its turn was over.
  if (order.slice(place + 1).some(later => steps[later] !== undefined)) return false
  return order.slice(0, place).some(one => done.includes(one) && steps[one] === undefined)
}
