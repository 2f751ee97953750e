/**
 * An IP camera that sends one JPEG after the other in an endless HTTP answer (`multipart/x-mixed-replace`). Neither the
 * boundary nor the lengths cameras write are believed: the pictures are found by their own markers.
 */
import { streamBytes, type Clock, type Log } from '@palang/kit'
import { cameraHttp } from '../../camera-http.ts'
import { jpegSplitter } from '../../jpeg.ts'
import { StreamedCamera } from '../../streamed-camera.ts'

/** A camera at `url` (http or https, with its user and password). Throws `port_malformed` for another address. */
export function mjpegCamera({ url, clock, log }: { url: string; clock: Clock; log: Log }): StreamedCamera {
  const get = cameraHttp(url)
  return new StreamedCamera({
    clock,
    log,
    model: 'mjpeg',
    async produce(deliver, signal) {
      const answer = await get(signal)
      try {
        const type = answer.headers['content-type'] ?? ''
        if (/^text\//i.test(type)) throw new Error('the camera answered with a page, not with pictures')
        const split = jpegSplitter()
        for await (const chunk of streamBytes(answer)) for (const jpeg of split(chunk)) deliver(jpeg)
      } finally {
        answer.destroy()
      }
    },
  })
}
