/** An IP camera with an address that answers one JPEG. */
import { streamBytes, type Clock, type Log } from '@palang/kit'
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
    async shoot(signal) {
      const chunks: Uint8Array[] = []
      let room = largestPictureBytes
      for await (const chunk of streamBytes(await get(signal))) {
        room -= chunk.length
        if (room < 0) throw new Error(tooLarge())
        chunks.push(chunk)
      }
      return Buffer.concat(chunks)
    },
  })
}
