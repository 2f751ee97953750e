/** The simulated camera's picture of a lane, as JPEG. */
import { encode } from 'jpeg-js'
import { textWidth, write } from './lettering.ts'
import { drawBarrier, drawVehicle, type Vehicle } from './moving.ts'
import { Raster } from './raster.ts'
import { drawSurroundings, height, width } from './surroundings.ts'

/** Quality at which a frame stays below 25 kB. */
const quality = 72

export interface LanePicture {
  /** 0 lying across the lane, 1 upright. */
  lift: number
  isMoving: boolean
  vehicle?: Vehicle
  /** Name of the lane, upper left. */
  label: string
  /** Local time, lower left. */
  stamp: string
}

/** A painter that draws the still parts once. Frames are 480 by 270 pixels. */
export function lanePainter(): (picture: LanePicture) => Uint8Array {
  let surroundings: Raster | undefined
  const raster = new Raster(width, height)
  return ({ lift, isMoving, vehicle, label, stamp }) => {
    surroundings ??= drawSurroundings()
    raster.copy(surroundings)
    const isBeyond = vehicle !== undefined && vehicle.way > 0.3
    if (isBeyond) drawVehicle(raster, vehicle)
    drawBarrier(raster, lift, isMoving)
    if (vehicle !== undefined && !isBeyond) drawVehicle(raster, vehicle)
    drawCaption(raster, label, stamp)
    return encode({ data: raster.data, width, height }, quality).data
  }
}

function drawCaption(raster: Raster, label: string, stamp: string): void {
  const dot = 1.5
  const tag = 'SIMULATED'
  raster.rectangle(0, 0, width, 20, [8, 9, 16], 0.45)
  raster.rectangle(0, height - 20, width, 20, [8, 9, 16], 0.45)
  write(raster, label.slice(0, 36), 8, 5, dot, [244, 244, 248])
  write(raster, tag, width - 8 - textWidth(tag, dot), 5, dot, [255, 186, 90])
  write(raster, stamp, 8, height - 15, dot, [244, 244, 248])
}
