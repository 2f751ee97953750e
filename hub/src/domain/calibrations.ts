/** What may be a calibration: a slip of the pen in it would make bad water good. */
import { possible, type CalibrationKind } from '@palang/protocol'
import type { CalibrationContent, CalibrationRecord } from '../store/water-care.ts'

/**
 * A sound sensor says about what is so: no further than `shift` beside it, for two points where the line through both passes `middle`. Beyond these it is worn out, stands in another liquid than was thought, or a figure was
 * mistyped. In two liquids that are almost the same the noise of the sensor becomes its slope.
 */
const sound = {
  ph: { apart: 1, shift: 2, middle: 7 },
  tds: { apart: 50, shift: 200, middle: 0 },
  /** Known per measured. */
  slope: { least: 0.5, most: 2 },
} as const

/** Stable words for why a calibration is refused, and a sentence for who entered it. */
export interface Implausible {
  reason: 'impossible_value' | 'points_too_close' | 'slope' | 'shift' | 'pulses' | 'due_in_the_past'
  path: string
  message: string
}

/** What is wrong with a calibration; nothing when it may be believed. `configuredPulses`: per litre, what the machine goes by without a calibration. */
export function implausible(
  { kind, content, dueAt }: Pick<CalibrationRecord, 'kind' | 'content' | 'dueAt'>,
  { now, configuredPulses }: { now: string; configuredPulses: number },
): Implausible | undefined {
  if (dueAt <= now) return { reason: 'due_in_the_past', path: 'due_at', message: `${dueAt} has passed` }
  if ('points' in content) return kind === 'flow' ? undefined : wrongPoints(kind, content.points)
  return wrongPulses(content.pulses_per_litre, configuredPulses)
}

/** The content without what is not of this kind. */
export function contentOf(kind: CalibrationKind, given: Partial<Record<'points', Points> & Record<'pulses_per_litre', number>>) {
  const { points = [], pulses_per_litre = 0 } = given
  const content: CalibrationContent =
    kind === 'flow' ? { pulses_per_litre } : { points: points.map(({ measured, reference }) => ({ measured, reference })) }
  return content
}

type Points = { measured: number; reference: number }[]

function wrongPoints(kind: 'tds' | 'ph', points: Points): Implausible | undefined {
  const { min, max } = possible[kind]
  for (const [index, point] of points.entries())
    for (const [name, value] of Object.entries(point))
      if (!(value >= min && value <= max))
        return { reason: 'impossible_value', path: `points.${index}.${name}`, message: `${value} is not between ${min} and ${max}` }
  const [first, second] = points
  if (first === undefined) return { reason: 'impossible_value', path: 'points', message: 'at least one point' }
  if (second !== undefined) return wrongLine(kind, first, second)
  const { shift } = sound[kind]
  if (Math.abs(first.reference - first.measured) <= shift) return undefined
  const message = `the sensor says ${first.measured} where ${first.reference} is: more than ${shift} beside it`
  return { reason: 'shift', path: 'points.0', message }
}

function wrongLine(kind: 'tds' | 'ph', first: Points[number], second: Points[number]): Implausible | undefined {
  const { apart, middle, shift } = sound[kind]
  const known = second.reference - first.reference
  const said = second.measured - first.measured
  if (Math.abs(known) < apart)
    return { reason: 'points_too_close', path: 'points', message: `the two liquids must be at least ${apart} apart` }
  const slope = known / said
  if (!(slope >= sound.slope.least && slope <= sound.slope.most)) {
    const message = `from one liquid to the other ${known} is known and ${said} was measured: a sound sensor says between half and double of it`
    return { reason: 'slope', path: 'points', message }
  }
  const corrected = first.reference + slope * (middle - first.measured)
  if (Math.abs(corrected - middle) <= shift) return undefined
  const message = `the line through both points makes ${Math.round(corrected * 100) / 100} of a measured ${middle}: more than ${shift} beside it`
  return { reason: 'shift', path: 'points', message }
}

function wrongPulses(pulses: number, configured: number): Implausible | undefined {
  const ratio = pulses / configured
  if (ratio >= sound.slope.least && ratio <= sound.slope.most) return undefined
  const message = `${pulses} pulses a litre are less than half or more than double of the ${configured} the machine is configured with`
  return { reason: 'pulses', path: 'pulses_per_litre', message }
}

/** Until when a calibration is good that was made at `at`. */
export function dueAfter(at: string, days: number): string {
  return new Date(Date.parse(at) + days * 86_400_000).toISOString()
}

/** Those of the newest calibrations that should have been made anew by now. */
export function overdueOf(newest: readonly CalibrationRecord[], now: string): CalibrationRecord[] {
  return newest.filter(({ dueAt }) => dueAt <= now)
}
