/**
 * The rounds of a container that follow from its scans. Gateways tell late, twice and out of turn, so nothing here depends on when a
 * scan was heard: the same scans make the same rounds. What is odd is flagged; no scan is left out.
 */
import { type HandoverStep, handoverStep } from '@palang/protocol'
import type { ScanRecord, TripRecord } from '../store/meals.ts'

const hourMs = 3_600_000
/** The same step again within this time is the same act, scanned twice. */
const repeatMs = 12 * hourMs
/** Food is eaten on the day it is cooked: who is scanned after so long without a word is on another round, whatever was forgotten. */
const roundMs = 36 * hourMs

const order = handoverStep.options
const rankOf = (step: HandoverStep) => order.indexOf(step)

/** A scan that means a step. */
export type StepScan = ScanRecord & { step: HandoverStep }

/** A round before anybody knows which delivery it is. */
export type Round = Omit<TripRecord, 'programmeId' | 'deliveryId' | 'day'>

/** By time; scans of the same moment by their names, so that there is one order only. */
export function inOrder<T extends Pick<ScanRecord, 'at' | 'id'>>(scans: readonly T[]): T[] {
  return scans.toSorted((one, other) => compare(one.at, other.at) || compare(one.id, other.id))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

/**
 * The rounds of one container, from all its scans or from those since the beginning of one of its rounds. `usualPortions`: what it holds where
 * no scan says otherwise. A scan without a step is of no round.
 */
export function roundsOf(scans: readonly ScanRecord[], usualPortions: number): Round[] {
  const rounds: Round[] = []
  let lastAt = ''
  for (const scan of inOrder(scans.filter(hasStep))) {
    const current = rounds.at(-1)
    const continued = current === undefined || begins(scan, current, lastAt) ? undefined : current
    if (continued === undefined) {
      if (current !== undefined && current.returnedAt === null) current.flags = [...current.flags, 'superseded']
      rounds.push(takenInto(newRound(scan, usualPortions), scan))
    } else rounds[rounds.length - 1] = takenInto(continued, scan)
    lastAt = scan.at
  }
  return rounds
}

function hasStep(scan: ScanRecord): scan is StepScan {
  return scan.step !== null
}

/** Whether the scan is the first of another round. */
function begins({ step, at }: StepScan, current: Round, lastAt: string): boolean {
  const sinceLast = Date.parse(at) - Date.parse(lastAt)
  const known = current.steps[step]
  const isAgain = known !== undefined && Date.parse(at) - Date.parse(known.at) <= repeatMs
  if (current.returnedAt !== null) return !isAgain || step !== 'returned'
  if (sinceLast > roundMs) return true
  if (step !== 'dispatched') return false
  return known === undefined ? Object.keys(current.steps).length > 0 : !isAgain
}

function newRound({ id, tagId, at }: StepScan, portions: number): Round {
  const nothing = { received: null, served: null, rejected: 0, rejectReason: null, returnedAt: null }
  return { id, tagId, beganAt: at, steps: {}, portions, ...nothing, flags: [] }
}

/** The first scan of a step is the one that counts; what people counted counts whenever they said it. */
function takenInto(round: Round, scan: StepScan): Round {
  const { step, at, gatewayId, temperatureDc } = scan
  const isFirst = round.steps[step] === undefined
  const flags = new Set(round.flags)
  if (!isFirst) flags.add('repeated')
  else if (order.slice(0, rankOf(step)).some(before => round.steps[before] === undefined)) flags.add('skipped')
  const steps = isFirst ? { ...round.steps, [step]: { at, gatewayId, temperatureDc } } : round.steps
  return {
    ...round,
    ...counted(round, scan),
    steps,
    returnedAt: steps.returned?.at ?? null,
    flags: [...flags],
  }
}

function counted(
  round: Round,
  { step, portions, rejected, rejectReason }: StepScan,
): Pick<Round, 'portions' | 'received' | 'served' | 'rejected' | 'rejectReason'> {
  const turnedAway = { rejected: rejected ?? round.rejected, rejectReason: rejectReason ?? round.rejectReason }
  const { portions: sent, received, served } = round
  if (step === 'dispatched') return { ...turnedAway, portions: portions ?? sent, received, served }
  if (step === 'received') return { ...turnedAway, portions: sent, received: portions ?? received, served }
  if (step === 'served') return { ...turnedAway, portions: sent, received, served: portions ?? served }
  return { ...turnedAway, portions: sent, received, served }
}

/** Where to begin anew after scans were added: the round that was under way then, or the first of them. */
export function recountFrom(
  first: Pick<ScanRecord, 'at'>,
  before: Pick<TripRecord, 'beganAt' | 'id'> | undefined,
): { at: string; id: string } {
  return before === undefined ? { at: first.at, id: '' } : { at: before.beganAt, id: before.id }
}

/** Whether the scan is at or after that beginning. */
export function isSince({ at, id }: Pick<ScanRecord, 'at' | 'id'>, from: { at: string; id: string }): boolean {
  return at > from.at || (at === from.at && id >= from.id)
}
