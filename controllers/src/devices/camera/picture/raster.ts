/** A small software canvas: anti-aliased polygons and soft light on RGBA pixels. */

/** Red, green, blue, 0–255. */
export type Colour = readonly [number, number, number]
export type Point = readonly [x: number, y: number]
export type Fill = Colour | { top: Colour; bottom: Colour }

const samplesPerRow = 4

export class Raster {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
  readonly #coverage: Float32Array

  constructor(width: number, height: number) {
    this.width = width
    this.height = height
    this.data = new Uint8ClampedArray(width * height * 4).fill(255)
    this.#coverage = new Float32Array(width + 1)
  }

  /** Takes over the pixels of a raster of the same size. */
  copy(from: Raster): void {
    this.data.set(from.data)
  }

  /** Fills a closed polygon; a gradient runs from its highest to its lowest point. */
  polygon(points: readonly Point[], fill: Fill, alpha = 1): void {
    const ys = points.map(point => point[1])
    const top = Math.min(...ys)
    const bottom = Math.max(...ys)
    const first = Math.max(0, Math.floor(top))
    const last = Math.min(this.height - 1, Math.ceil(bottom))
    for (let y = first; y <= last; y++) {
      const span = this.#cover(points, y)
      if (span !== undefined) this.#blendRow(y, span, colourAt(fill, (y + 0.5 - top) / (bottom - top)), alpha)
    }
  }

  rectangle(x: number, y: number, width: number, height: number, fill: Fill, alpha = 1): void {
    const [right, bottom] = [x + width, y + height]
    this.polygon(
      [
        [x, y],
        [right, y],
        [right, bottom],
        [x, bottom],
      ],
      fill,
      alpha,
    )
  }

  ellipse(cx: number, cy: number, rx: number, ry: number, fill: Fill, alpha = 1): void {
    const count = Math.max(12, Math.ceil(Math.max(rx, ry) * 1.5))
    this.polygon(
      Array.from({ length: count }, (_, i): Point => [
        cx + rx * Math.cos((i / count) * 2 * Math.PI),
        cy + ry * Math.sin((i / count) * 2 * Math.PI),
      ]),
      fill,
      alpha,
    )
  }

  /** A straight stroke whose width may taper. */
  line([x0, y0]: Point, [x1, y1]: Point, startWidth: number, fill: Fill, alpha = 1, endWidth = startWidth): void {
    const length = Math.hypot(x1 - x0, y1 - y0)
    if (length === 0) return
    const [nx, ny] = [(y0 - y1) / length / 2, (x1 - x0) / length / 2]
    this.polygon(
      [
        [x0 + nx * startWidth, y0 + ny * startWidth],
        [x1 + nx * endWidth, y1 + ny * endWidth],
        [x1 - nx * endWidth, y1 - ny * endWidth],
        [x0 - nx * startWidth, y0 - ny * startWidth],
      ],
      fill,
      alpha,
    )
  }

  /** Adds light that fades towards the edge of an ellipse. */
  glow(cx: number, cy: number, rx: number, ry: number, [red, green, blue]: Colour, strength: number): void {
    const { data, width } = this
    for (let y = Math.max(0, Math.floor(cy - ry)); y < Math.min(this.height, cy + ry); y++) {
      for (let x = Math.max(0, Math.floor(cx - rx)); x < Math.min(width, cx + rx); x++) {
        const away = ((x + 0.5 - cx) / rx) ** 2 + ((y + 0.5 - cy) / ry) ** 2
        if (away >= 1) continue
        const light = strength * (1 - away) ** 2
        const at = (y * width + x) * 4
        data[at] = (data[at] ?? 0) + red * light
        data[at + 1] = (data[at + 1] ?? 0) + green * light
        data[at + 2] = (data[at + 2] ?? 0) + blue * light
      }
    }
  }

  /** Coverage of row `y`, 0–1 per pixel, into the row buffer; the columns touched. */
  #cover(points: readonly Point[], y: number): [number, number] | undefined {
    const coverage = this.#coverage
    let from = this.width
    let to = -1
    for (let sample = 0; sample < samplesPerRow; sample++) {
      const crossings = crossingsAt(points, y + (sample + 0.5) / samplesPerRow)
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const left = Math.max(0, crossings[i] ?? 0)
        const right = Math.min(this.width, crossings[i + 1] ?? 0)
        if (right <= left) continue
        const [start, end] = [Math.floor(left), Math.min(this.width - 1, Math.floor(right))]
        if (to < 0) coverage.fill(0)
        from = Math.min(from, start)
        to = Math.max(to, end)
        for (let x = start; x <= end; x++) coverage[x] = (coverage[x] ?? 0) + (Math.min(right, x + 1) - Math.max(left, x)) / samplesPerRow
      }
    }
    return to < 0 ? undefined : [from, to]
  }

  #blendRow(y: number, [from, to]: [number, number], [red, green, blue]: Colour, alpha: number): void {
    const { data } = this
    for (let x = from; x <= to; x++) {
      const share = alpha * Math.max(0, Math.min(1, this.#coverage[x] ?? 0))
      const at = (y * this.width + x) * 4
      data[at] = mix(data[at] ?? 0, red, share)
      data[at + 1] = mix(data[at + 1] ?? 0, green, share)
      data[at + 2] = mix(data[at + 2] ?? 0, blue, share)
    }
  }
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share
}

export function mixColour(from: Colour, to: Colour, share: number): Colour {
  return [mix(from[0], to[0], share), mix(from[1], to[1], share), mix(from[2], to[2], share)]
}

function colourAt(fill: Fill, share: number): Colour {
  return 'top' in fill ? mixColour(fill.top, fill.bottom, Math.max(0, Math.min(1, share))) : fill
}

function crossingsAt(points: readonly Point[], y: number): number[] {
  const found: number[] = []
  let before = points.at(-1)
  for (const point of points) {
    if (before !== undefined && before[1] <= y !== point[1] <= y) {
      found.push(before[0] + ((y - before[1]) / (point[1] - before[1])) * (point[0] - before[0]))
    }
    before = point
  }
  return found.toSorted((a, b) => a - b)
}
