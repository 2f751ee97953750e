/** Where things stand in the drawings of the public page. Pure. */

const width = 320
const curve = { left: 28, hourWidth: 12, top: 4, height: 80 } as const

export interface Band {
  value: number | null
  least: number
  most: number
  leastX: number
  mostX: number
  valueX: number | null
}

/** A value on its scale with the safe band; the scale grows for a value or a band beyond it. */
export function bandOf(value: number | null, { least, most, from, to }: { least: number; most: number; from: number; to: number }): Band {
  const low = Math.min(from, least, value ?? from)
  const high = Math.max(to, most, value ?? to)
  const x = (at: number) => tenth(((at - low) / (high - low)) * width)
  // The mark stays inside the drawing.
  const valueX = value === null ? null : Math.min(width - 10, Math.max(10, x(value)))
  return { value, least, most, leastX: x(least), mostX: x(most), valueX }
}

export interface Curve {
  /** One for each run of hours without a hole. */
  lines: string[]
  dots: { x: number; y: number }[]
  safe: { y: number; height: number }
  low: number
  high: number
}

/** The curve of a day over its safe band; hours without readings are holes, and an hour alone is a dot. */
export function curveOf(points: readonly { hour: number; value: number }[], { least, most }: Pick<Band, 'least' | 'most'>): Curve {
  const values = points.map(({ value }) => value)
  const low = Math.min(least, ...values)
  const high = Math.max(most, ...values)
  const y = (value: number) => tenth(curve.top + (1 - (value - low) / (high - low)) * curve.height)
  const runs: { hour: number; x: number; y: number }[][] = []
  for (const { hour, value } of points) {
    const point = { hour, x: tenth(curve.left + (hour + 0.5) * curve.hourWidth), y: y(value) }
    const run = runs.at(-1)
    if (run !== undefined && run.at(-1)?.hour === hour - 1) run.push(point)
    else runs.push([point])
  }
  const ends = runs.flatMap(run => (run.length === 1 ? run : run.slice(-1)))
  return {
    lines: runs.filter(run => run.length > 1).map(run => run.map(point => `${point.x},${point.y}`).join(' ')),
    dots: ends.map(point => ({ x: point.x, y: point.y })),
    safe: { y: y(most), height: tenth(y(least) - y(most)) },
    low,
    high,
  }
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
