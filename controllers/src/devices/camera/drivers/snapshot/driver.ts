/** An IP camera with an address that answers one JPEG. */
import type { Clock, Log } from '@palang/kit'
import { bodyOf } from '../../../../io/http-get.ts'
import { cameraHttp } from '../../camera-http.ts'
import { largestPictureBytes, tooLarge } from '../../jpeg.ts'
import { PolledCamera } from '../../polled-camera.ts'

const pauseMs = 200

/** A camera at `url` (http or https, with its user and password). Throws `port_malformed` for another address. */
export function snapshotCamera({ url, clock, log }: { url: string; clock: Clock; log: Log }): PolledCamera {
  const get = cameraHttp(url)
  return new PolledCamera({
    clock,
    log,
    model: 'snapshot',
    pauseMs,
    shoot: async signal => bodyOf(await get(signal), largestPictureBytes, tooLarge()),
  })
}
