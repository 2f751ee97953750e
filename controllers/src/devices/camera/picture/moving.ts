/** What moves in the picture: the boom and the vehicle. */
import { letterRows, textWidth, write } from './lettering.ts'
import { mixColour, type Colour, type Point, type Raster } from './raster.ts'
import { barrierGround, laneHalf, laneMiddle } from './surroundings.ts'

const red: Colour = [222, 44, 48]
const white: Colour = [244, 244, 246]
const pivot: Point = [409, barrierGround - 34]
const boomLength = 304
const segments = 9

/** Post and boom; `lift` is 0 across the lane and 1 upright. */
export function drawBarrier(raster: Raster, lift: number, isMoving: boolean): void {
  const [x, y] = pivot
  raster.ellipse(x + 4, barrierGround + 4, 26, 6, [6, 7, 12], 0.5)
  const angle = (lift * 86 * Math.PI) / 180
  const tip: Point = [x - Math.cos(angle) * boomLength, y - Math.sin(angle) * boomLength + 4]
  const at = (share: number): Point => [x + (tip[0] - x) * share, y + (tip[1] - y) * share]
  if (lift < 0.35) raster.line([x, barrierGround + 3], [tip[0] + 8, barrierGround + 3], 3, [4, 5, 10], 0.4 * (1 - lift / 0.35), 2)
  for (let i = 0; i < segments; i++) {
    const [from, to] = [i / segments, (i + 1) / segments]
    const thick = (share: number): number => 8.5 - 3 * share
    raster.line(at(from), at(to + 0.002), thick(from), i % 2 === 0 ? white : red, 1, thick(to))
    raster.line(offset(at(from), -1.8), offset(at(to), -1.6), 1.4, [255, 255, 255], 0.35)
  }
  const lamp: Colour = lift > 0.95 ? [60, 230, 130] : isMoving ? [255, 176, 40] : [255, 50, 44]
  for (const share of [0.32, 0.62, 0.985]) {
    const [lx, ly] = at(share)
    raster.ellipse(lx, ly - 5, 2, 2, lamp)
    raster.glow(lx, ly - 5, 13, 13, lamp, 0.7)
  }
  raster.polygon(
    [
      [x - 13, y - 14],
      [x + 19, y - 14],
      [x + 20, barrierGround + 6],
      [x - 14, barrierGround + 6],
    ],
    { top: [250, 150, 58], bottom: [188, 92, 30] },
  )
  raster.polygon(
    [
      [x + 9, y - 14],
      [x + 19, y - 14],
      [x + 20, barrierGround + 6],
      [x + 10, barrierGround + 6],
    ],
    [120, 56, 22],
    0.4,
  )
  raster.rectangle(x - 13, y - 17, 32, 4, [62, 58, 68])
  raster.ellipse(x, y, 6.5, 6.5, [46, 46, 56])
  raster.ellipse(x, y, 3, 3, [150, 150, 162])
}

function offset([x, y]: Point, dy: number): Point {
  return [x, y + dy]
}

export interface Vehicle {
  /** 0 waiting at loop 1, 1 on loop 2, below 0 rolling back, above 1 driving off. */
  way: number
  paint: Colour
  isBraking: boolean
}

const paints: readonly Colour[] = [
  [196, 200, 208],
  [168, 30, 42],
  [34, 78, 150],
  [236, 236, 232],
  [52, 56, 66],
  [206, 138, 40],
  [38, 112, 96],
  [112, 84, 150],
]

/** Colour of the vehicle of a visit; the same visit always looks the same. */
export function vehicleOf(visit: number): Pick<Vehicle, 'paint'> {
  const seed = Math.abs(Math.trunc(visit))
  return { paint: paints[seed % paints.length] ?? [196, 200, 208] }
}

/** A car from behind, standing on the lane. */
export function drawVehicle(raster: Raster, { way, paint, isBraking }: Vehicle): void {
  const base = 100 + 146 * Math.exp(-0.96 * Math.max(-0.6, way))
  const w = laneHalf(base) * 1.12
  const cx = laneMiddle(base)
  const shape = (numbers: readonly number[]): Point[] => pairs(numbers).map(([px, py]): Point => [cx + px * w, base - py * w])
  raster.ellipse(cx, base + w * 0.01, w * 0.56, w * 0.075, [4, 5, 9], 0.6)
  for (const side of [-1, 1])
    raster.polygon(shape([side * 0.44, -0.02, side * 0.28, -0.02, side * 0.28, 0.16, side * 0.45, 0.16]), [14, 15, 19])
  drawBody(raster, shape, paint)
  drawRear(raster, { shape, cx, base, w }, isBraking)
  drawPlate(raster, cx, base - 0.275 * w, w)
}

/** Points in widths of the vehicle, from the middle of its base, as x, y, x, y, …; to the picture's pixels. */
type Shape = (numbers: readonly number[]) => Point[]

function pairs(numbers: readonly number[]): Point[] {
  return numbers.flatMap((x, index): Point[] => (index % 2 === 0 ? [[x, numbers[index + 1] ?? 0]] : []))
}

function drawBody(raster: Raster, shape: Shape, paint: Colour): void {
  const dark = mixColour(paint, [12, 12, 24], 0.62)
  const lit = mixColour(paint, [255, 214, 180], 0.3)
  const body = [-0.47, 0.08, -0.5, 0.2, -0.495, 0.38, -0.46, 0.46, -0.39, 0.5, 0.39, 0.5, 0.46, 0.46, 0.495, 0.38, 0.5, 0.2, 0.47, 0.08]
  const cabin = [-0.43, 0.47, -0.345, 0.73, -0.28, 0.775, 0.28, 0.775, 0.345, 0.73, 0.43, 0.47]
  raster.polygon(shape(cabin), { top: lit, bottom: mixColour(paint, dark, 0.4) })
  raster.polygon(shape([-0.35, 0.5, -0.29, 0.69, -0.25, 0.715, 0.25, 0.715, 0.29, 0.69, 0.35, 0.5]), {
    top: [72, 66, 92],
    bottom: [18, 20, 30],
  })
  raster.polygon(shape([-0.3, 0.56, -0.25, 0.69, -0.12, 0.705, -0.2, 0.53]), [255, 190, 150], 0.13)
  for (const side of [-1, 1]) {
    raster.ellipse(...point(shape, [side * 0.15, 0.56]), ...size(shape, 0.055, 0.07), [10, 11, 17], 0.85)
    raster.polygon(shape([side * 0.44, 0.49, side * 0.53, 0.5, side * 0.535, 0.57, side * 0.45, 0.56]), dark)
  }
  raster.polygon(shape(body), { top: mixColour(paint, lit, 0.5), bottom: dark })
  raster.polygon(shape([-0.4, 0.495, 0.4, 0.495, 0.43, 0.475, -0.43, 0.475]), [255, 232, 214], 0.35)
  raster.polygon(shape([-0.47, 0.075, -0.48, 0.16, 0.48, 0.16, 0.47, 0.075]), { top: [34, 35, 42], bottom: [16, 17, 22] })
}

function drawRear(raster: Raster, { shape, cx, base, w }: { shape: Shape; cx: number; base: number; w: number }, isBraking: boolean): void {
  for (const side of [-1, 1]) {
    const lamp = [side * 0.49, 0.4, side * 0.3, 0.39, side * 0.32, 0.3, side * 0.5, 0.29]
    raster.polygon(shape(lamp), isBraking ? { top: [255, 96, 84], bottom: [232, 24, 30] } : { top: [170, 30, 36], bottom: [104, 12, 20] })
    raster.polygon(shape([side * 0.36, 0.325, side * 0.32, 0.325, side * 0.32, 0.305, side * 0.37, 0.3]), [255, 224, 190], 0.7)
    const [gx, gy] = [cx + side * 0.41 * w, base - 0.35 * w]
    raster.glow(gx, gy, w * (isBraking ? 0.27 : 0.16), w * (isBraking ? 0.2 : 0.13), [255, 40, 32], isBraking ? 0.55 : 0.35)
    raster.glow(cx + side * 0.38 * w, base + w * 0.05, w * 0.26, w * 0.09, [200, 30, 24], isBraking ? 0.45 : 0.18)
  }
  if (isBraking) raster.polygon(shape([-0.09, 0.725, 0.09, 0.725, 0.09, 0.708, -0.09, 0.708]), [255, 70, 60])
}

/** A number would be read as evidence; the board that tells of the vehicle knows none. */
const plate = 'SIMULATED'

function drawPlate(raster: Raster, cx: number, y: number, w: number): void {
  const dot = (w * 0.27) / textWidth(plate, 1)
  const [wide, tall] = [w * 0.31, dot * (letterRows + 4)]
  raster.rectangle(cx - wide / 2 - 1, y - tall / 2 - 1, wide + 2, tall + 2, [20, 21, 27])
  raster.rectangle(cx - wide / 2, y - tall / 2, wide, tall, [242, 242, 238])
  write(raster, plate, cx - textWidth(plate, dot) / 2, y - (letterRows * dot) / 2, dot, [18, 18, 22])
}

function point(shape: Shape, at: Point): Point {
  return shape(at)[0] ?? at
}

function size(shape: Shape, rx: number, ry: number): [number, number] {
  const [zero, one] = [point(shape, [0, 0]), point(shape, [rx, ry])]
  return [one[0] - zero[0], zero[1] - one[1]]
}
