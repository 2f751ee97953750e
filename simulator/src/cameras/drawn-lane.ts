/** What a played camera sees: a lane through which a vehicle comes now and then. */
import type { Clock } from '@palang/kit/clock'
import { lanePainter } from '../../../controllers/src/devices/camera/picture/lane-picture.ts'
import { vehicleOf } from '../../../controllers/src/devices/camera/picture/moving.ts'

/** From one vehicle to the next, and how much of that it is in the picture. */
const roundMs = 20_000
const drivingMs = 8_000

/** Draws the lane of now, as JPEG of 480 by 270 pixels. */
export function drawnLane({ clock, label }: { clock: Clock; label: string }): () => Uint8Array {
  const paint = lanePainter()
  return () => {
    const now = clock.monotonic()
    const into = now % roundMs
    const visit = Math.floor(now / roundMs)
    const isOpen = into > drivingMs / 4 && into < drivingMs
    return paint({
      lift: isOpen ? 1 : 0,
      isMoving: false,
      label,
      stamp: new Date(clock.now()).toISOString().slice(0, 19).replace('T', ' '),
      ...(into < drivingMs ? { vehicle: { way: (4 * into) / drivingMs - 1, isBraking: !isOpen, ...vehicleOf(visit) } } : {}),
    })
  }
}
