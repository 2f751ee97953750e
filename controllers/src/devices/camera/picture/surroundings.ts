/** Everything in the picture that does not move: dusk, skyline, lane, island, lamp. Drawn once. */
import { mixColour, Raster, type Colour, type Point } from './raster.ts'

export const width = 480
export const height = 270
const horizon = 96
const vanishing: Point = [246, horizon - 6]
/** Where the barrier stands, as the height of its line on the ground. */
export const barrierGround = 176

const skyTop: Colour = [22, 26, 58]
const skyMiddle: Colour = [88, 62, 112]
const skyLow: Colour = [240, 150, 96]
const asphaltFar: Colour = [66, 62, 76]
const asphaltNear: Colour = [34, 36, 46]

/** Half width of the lane at ground height y. */
export function laneHalf(y: number): number {
  return ((y - vanishing[1]) / (height - vanishing[1])) * 196
}

/** Middle of the lane at ground height y. */
export function laneMiddle(y: number): number {
  return vanishing[0] + ((y - vanishing[1]) / (height - vanishing[1])) * -10
}

/** A point on the lane: `across` is -1 at its left edge, 1 at its right. */
function onLane(across: number, y: number): Point {
  return [laneMiddle(y) + across * laneHalf(y), y]
}

/** The empty scene. */
export function drawSurroundings(): Raster {
  const raster = new Raster(width, height)
  drawSky(raster)
  drawSkyline(raster)
  drawGround(raster)
  drawMarkings(raster)
  drawIsland(raster)
  drawLamp(raster)
  return raster
}

function drawSky(raster: Raster): void {
  raster.rectangle(0, 0, width, 62, { top: skyTop, bottom: skyMiddle })
  raster.rectangle(0, 61, width, horizon - 61 + 2, { top: skyMiddle, bottom: skyLow })
  raster.glow(vanishing[0] + 70, horizon, 210, 60, [120, 66, 24], 0.9)
  for (const [x, y, length] of [
    [40, 34, 90],
    [170, 22, 120],
    [330, 44, 110],
    [300, 58, 70],
    [70, 62, 60],
  ] as const) {
    raster.ellipse(x + length / 2, y, length / 2, 1.8, [232, 150, 130], 0.16)
    raster.ellipse(x + length / 2 + 12, y + 2.5, length / 2.6, 1.4, [250, 176, 130], 0.18)
  }
}

/** Heights repeat themselves irregularly; the same picture every time. */
function drawSkyline(raster: Raster): void {
  let x = -6
  let seed = 11
  const next = (below: number): number => {
    seed = (seed * 75 + 74) % 65_537
    return seed % below
  }
  for (const [shade, tallest] of [
    [[104, 74, 104], 44],
    [[46, 38, 66], 30],
  ] as const) {
    x = -6
    while (x < width) {
      const wide = 14 + next(24)
      const tall = 8 + next(tallest)
      raster.rectangle(x, horizon - tall, wide - 1, tall + 4, {
        top: mixColour(shade, skyLow, 0.12),
        bottom: mixColour(shade, skyLow, 0.3),
      })
      if (tallest === 30) {
        for (let wx = x + 3; wx < x + wide - 4; wx += 4) {
          for (let wy = horizon - tall + 3; wy < horizon - 4; wy += 5)
            if (next(10) < 3) raster.rectangle(wx, wy, 1.6, 2, [255, 206, 128], 0.75)
        }
      }
      x += wide
    }
  }
}

function drawGround(raster: Raster): void {
  raster.rectangle(0, horizon, width, height - horizon, { top: [54, 56, 52], bottom: [26, 32, 34] })
  for (const side of [-1, 1]) {
    const kerb = (y: number, out: number): Point => onLane(side * out, y)
    raster.polygon([kerb(horizon, 1.02), kerb(height, 1.02), kerb(height, 1.12), kerb(horizon, 1.12)], {
      top: [118, 112, 116],
      bottom: [92, 94, 104],
    })
    for (let i = 0; i < 11; i += 2) {
      const [far, near] = [groundAt(i / 11), groundAt((i + 1) / 11)]
      raster.polygon([kerb(far, 1.02), kerb(near, 1.02), kerb(near, 1.12), kerb(far, 1.12)], [214, 172, 60], 0.55)
    }
  }
  raster.polygon([onLane(-1.02, horizon), onLane(1.02, horizon), onLane(1.02, height), onLane(-1.02, height)], {
    top: asphaltFar,
    bottom: asphaltNear,
  })
  raster.glow(vanishing[0] + 30, horizon + 4, 150, 46, [120, 70, 40], 0.5)
}

/** Ground height of a share of the way from the horizon to the viewer, nearer steps being larger. */
function groundAt(share: number): number {
  return horizon + (height - horizon) * share ** 2
}

function drawMarkings(raster: Raster): void {
  for (const side of [-1, 1]) {
    raster.polygon(
      [onLane(side * 0.93, horizon + 2), onLane(side * 0.96, horizon + 2), onLane(side * 0.96, height), onLane(side * 0.92, height)],
      [232, 232, 236],
      0.7,
    )
  }
  const stop = barrierGround + 14
  raster.polygon([onLane(-0.86, stop), onLane(0.86, stop), onLane(0.86, stop + 6), onLane(-0.86, stop + 6)], [236, 236, 240], 0.62)
  for (const [far, near] of [
    [198, 250],
    [132, 160],
  ] as const) {
    for (const [a, b] of [
      [onLane(-0.55, far), onLane(0.55, far)],
      [onLane(0.55, far), onLane(0.6, near)],
      [onLane(0.6, near), onLane(-0.6, near)],
      [onLane(-0.6, near), onLane(-0.55, far)],
    ] as const) {
      raster.line(a, b, 1.3, [12, 13, 18], 0.55)
    }
  }
  const arrow = (across: number, y: number): Point => onLane(across, y)
  raster.polygon(
    [arrow(-0.04, 262), arrow(0.04, 262), arrow(0.05, 226), arrow(0.13, 226), arrow(0, 206), arrow(-0.13, 226), arrow(-0.05, 226)],
    [228, 228, 234],
    0.42,
  )
}

/** The island at the left with the machine the driver talks to. */
function drawIsland(raster: Raster): void {
  raster.ellipse(52, 246, 46, 9, [8, 9, 14], 0.5)
  raster.polygon(
    [
      [14, 244],
      [92, 244],
      [86, 254],
      [6, 254],
    ],
    { top: [150, 148, 152], bottom: [96, 96, 104] },
  )
  raster.polygon(
    [
      [30, 158],
      [72, 158],
      [74, 246],
      [28, 246],
    ],
    { top: [62, 70, 92], bottom: [38, 42, 58] },
  )
  raster.polygon(
    [
      [26, 152],
      [76, 152],
      [72, 159],
      [30, 159],
    ],
    [240, 132, 48],
  )
  raster.rectangle(36, 170, 30, 22, { top: [150, 226, 255], bottom: [54, 132, 190] })
  raster.rectangle(39, 176, 18, 2, [240, 252, 255], 0.9)
  raster.rectangle(39, 181, 12, 2, [240, 252, 255], 0.6)
  raster.ellipse(51, 204, 6, 6, [36, 196, 118])
  raster.ellipse(50, 203, 3, 3, [150, 255, 200], 0.8)
  raster.rectangle(40, 219, 22, 3, [14, 16, 22])
  raster.glow(51, 181, 60, 46, [60, 120, 160], 0.35)
}

function drawLamp(raster: Raster): void {
  raster.line([112, 168], [112, 30], 3.4, { top: [70, 66, 80], bottom: [40, 40, 52] }, 1, 2.2)
  raster.line([112, 31], [146, 25], 2.2, [64, 60, 74])
  raster.polygon(
    [
      [138, 23],
      [158, 22],
      [160, 27],
      [138, 28],
    ],
    [40, 38, 48],
  )
  raster.rectangle(141, 27, 17, 2, [255, 240, 200])
  raster.glow(150, 30, 66, 44, [255, 196, 110], 0.5)
  raster.glow(196, 214, 190, 62, [120, 84, 44], 0.42)
}
