/**
 * Glasses and bottles as they stand on a table: a round body, its radius by height, from which both the drawing and the level of
 * so many millilitres follow. All lengths are centimetres, so that vessels beside one another are to scale.
 */

/** Height above the ground and radius there. */
type Point = readonly [height: number, radius: number]

interface Form {
  /** Up to this volume it is this form. */
  upToMl: number
  kind: VesselKind
  profile: readonly Point[]
  /** Where the water stands when all of it is in. */
  full: number
}

export type VesselKind = 'glass' | 'bottle' | 'flagon' | 'jug' | 'gallon'

const forms: readonly Form[] = [
  {
    upToMl: 400,
    kind: 'glass',
    full: 9.2,
    profile: [
      [0, 2.3],
      [0.25, 2.62],
      [0.7, 2.75],
      [10.6, 3.7],
    ],
  },
  {
    upToMl: 1_000,
    kind: 'bottle',
    full: 14.4,
    profile: [
      [0, 2.6],
      [0.15, 2.9],
      [0.5, 3.2],
      [1.1, 3.3],
      [12.4, 3.3],
      [18.6, 1.3],
      [21.6, 1.3],
    ],
  },
  {
    upToMl: 3_500,
    kind: 'flagon',
    full: 21.4,
    profile: [
      [0, 3.7],
      [0.2, 4.05],
      [0.7, 4.38],
      [1.5, 4.5],
      [18.4, 4.5],
      [27.4, 1.5],
      [30.4, 1.5],
    ],
  },
  {
    upToMl: 10_000,
    kind: 'jug',
    full: 22.6,
    profile: [
      [0, 6.8],
      [0.3, 7.4],
      [1, 8],
      [2, 8.2],
      [19, 8.2],
      [28.4, 2.2],
      [32, 2.2],
    ],
  },
]

const gallon: Form = {
  upToMl: 50_000,
  kind: 'gallon',
  full: 36,
  profile: [
    [0, 11.4],
    [0.5, 12.3],
    [1.6, 13.2],
    [3, 13.5],
    [32, 13.5],
    [43.4, 3],
    [49, 3],
  ],
}

/** Slices the body is measured and drawn in. */
const slices = 96

export interface Vessel {
  kind: VesselKind
  width: number
  height: number
  /** Path of its outline: it stands on y = 0, and upwards is negative. */
  outline: string
  /** How high `ml` millilitres stand in it; never above what it was made for. */
  levelOf(ml: number): number
  /** Half of its width at this height. */
  radiusAt(height: number): number
}

/** The vessel that so much water fills. */
export function vesselFor(volumeMl: number): Vessel {
  const form = forms.find(({ upToMl }) => volumeMl <= upToMl) ?? gallon
  const natural = measure(form)
  const size = Math.cbrt(volumeMl / natural.fullMl)
  const height = natural.height * size
  const radiusAt = (at: number) => radiusIn(form.profile, at / size) * size
  return {
    kind: form.kind,
    width: 2 * natural.widest * size,
    height,
    outline: outlineOf(height, radiusAt),
    radiusAt,
    levelOf: ml => natural.levelOf(Math.min(Math.max(0, ml), volumeMl) / size ** 3) * size,
  }
}

function measure({ profile, full }: Form) {
  const height = profile.at(-1)?.[0] ?? 0
  const step = full / slices
  const sums = [0]
  for (let slice = 0; slice < slices; slice++) {
    const radius = radiusIn(profile, (slice + 0.5) * step)
    sums.push((sums.at(-1) ?? 0) + Math.PI * radius * radius * step)
  }
  return {
    height,
    fullMl: sums.at(-1) ?? 1,
    widest: Math.max(...profile.map(([, radius]) => radius)),
    levelOf(ml: number): number {
      const above = sums.findIndex(sum => sum >= ml)
      if (above === -1) return full
      if (above === 0) return 0
      const [below, next] = [sums[above - 1] ?? 0, sums[above] ?? 0]
      return (above - 1 + (ml - below) / (next - below)) * step
    },
  }
}

/** A wall that widens is straight; one that narrows bends as a cosine does: a shoulder without corners, never beyond either radius. */
function radiusIn(profile: readonly Point[], height: number): number {
  const above = profile.findIndex(([at]) => at >= height)
  if (above === 0) return profile[0]?.[1] ?? 0
  const [from, to] = [profile[above - 1], profile[above]]
  if (from === undefined || to === undefined) return profile.at(-1)?.[1] ?? 0
  const share = (height - from[0]) / (to[0] - from[0])
  const bend = to[1] < from[1] ? (1 - Math.cos(Math.PI * share)) / 2 : share
  return from[1] + (to[1] - from[1]) * bend
}

function outlineOf(height: number, radiusAt: (height: number) => number): string {
  const right = Array.from({ length: slices + 1 }, (_, slice) => {
    const at = (slice * height) / slices
    return [radiusAt(at), at] as const
  })
  const left = right.toReversed().map(([radius, at]) => [-radius, at] as const)
  return `M${[...right, ...left].map(([x, y]) => `${x.toFixed(2)} ${(-y).toFixed(2)}`).join('L')}Z`
}
