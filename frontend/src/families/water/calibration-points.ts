/** The points of a calibration as a person wrote them. Pure. */
import type { CalibrationKind, CalibrationView } from '@palang/protocol'
import { numberIn } from '../../ui/number-in.ts'

export const calibrationKinds = ['tds', 'ph', 'flow'] as const satisfies readonly CalibrationKind[]

export interface PointText {
  measured: string
  reference: string
}

const farthest = 100_000

/** One or two points; undefined when a figure is missing or wrong, or when two points are the same and so tell no slope. */
export function pointsIn([first, second]: readonly [PointText, PointText]): { measured: number; reference: number }[] | undefined {
  const one = pointIn(first)
  if (one === undefined) return undefined
  if (second.measured.trim() === '' && second.reference.trim() === '') return [one]
  const two = pointIn(second)
  return two === undefined || two.measured === one.measured || two.reference === one.reference ? undefined : [one, two]
}

function pointIn({ measured, reference }: PointText): { measured: number; reference: number } | undefined {
  const [said, real] = [measured, reference].map(text => numberIn(text, -farthest, farthest))
  return said === undefined || real === undefined ? undefined : { measured: said, reference: real }
}

/** What the sensor itself said when the machine, by the calibration in force, makes `value` of it. */
export function rawOf(value: number, points: readonly { measured: number; reference: number }[] | null | undefined): number {
  const [one, two] = points ?? []
  if (one === undefined) return value
  const rise = two === undefined ? 1 : (two.reference - one.reference) / (two.measured - one.measured)
  return Number.isFinite(1 / rise) ? one.measured + (value - one.reference) / rise : value
}

/** The one in force of a kind. */
export function newest(items: readonly CalibrationView[], kind: CalibrationKind): CalibrationView | undefined {
  return items.filter(item => item.kind === kind).toSorted((a, b) => b.calibrated_at.localeCompare(a.calibrated_at))[0]
}
