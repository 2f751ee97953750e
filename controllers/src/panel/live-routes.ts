/** The machine as it stands: once, and as it changes. */
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { problem } from './problem.ts'
import type { PanelSource } from './source.ts'

/** Without a word for this long a proxy might close the stream. */
const keepAliveMs = 15_000

/** Most screens listening at once; a machine has one, a technician another. */
const maxListeners = 16

const captureMs = 5_000
const boundary = 'palangframe'

/** Routes below `/api`. */
export function liveRoutes(source: PanelSource): Hono {
  const app = new Hono()
  let listeners = 0

  app.get('/status', c => c.json(source.status()))
  app.get('/outbox', c => c.json(source.outbox()))

  app.get('/events', c => {
    if (listeners >= maxListeners) throw problem('machine_busy', 'Too many screens are listening already')
    c.header('x-accel-buffering', 'no')
    listeners += 1
    return streamSSE(c, async stream => {
      const changes = latestOnly()
      const unsubscribe = source.subscribe(changes.signal)
      stream.onAbort(() => changes.end())
      try {
        for (let heard = true; ; heard = await changes.next(keepAliveMs)) {
          if (changes.ended() || stream.aborted) return
          if (heard) await stream.writeSSE({ event: 'status', data: JSON.stringify(source.status()) })
          else await stream.write(': here\n\n')
        }
      } finally {
        unsubscribe()
        listeners -= 1
      }
    })
  })

  app.get('/camera/snapshot.jpg', async c => {
    if (source.camera === undefined) throw problem('device_missing', 'This machine has no camera')
    const shot = await source.camera.capture(captureMs)
    if (!shot.ok) throw problem('device_unavailable', 'The camera gave no picture')
    return c.body(new Uint8Array(shot.jpeg), 200, { 'content-type': 'image/jpeg', 'cache-control': 'no-store' })
  })

  app.get('/camera/stream', c => {
    const { camera } = source
    if (camera === undefined) throw problem('device_missing', 'This machine has no camera')
    let unwatch: (() => void) | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        unwatch = camera.watch(jpeg => {
          if ((controller.desiredSize ?? 0) <= 0) return
          const head = `--${boundary}\r\ncontent-type: image/jpeg\r\ncontent-length: ${jpeg.byteLength}\r\n\r\n`
          controller.enqueue(Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')]))
        })
      },
      cancel: () => unwatch?.(),
    })
    return c.body(body, 200, { 'content-type': `multipart/x-mixed-replace; boundary=${boundary}`, 'cache-control': 'no-store' })
  })

  return app
}

/** Many changes while one is being written become one. */
function latestOnly(): { signal(): void; next(waitMs: number): Promise<boolean>; end(): void; ended(): boolean } {
  let pending = false
  let over = false
  let wake: ((changed: boolean) => void) | undefined
  const signal = () => {
    pending = true
    wake?.(true)
  }
  return {
    signal,
    ended: () => over,
    end() {
      over = true
      signal()
    },
    async next(waitMs) {
      if (!pending) {
        await new Promise<boolean>(resolve => {
          const timer = setTimeout(() => resolve(false), waitMs)
          wake = changed => {
            clearTimeout(timer)
            resolve(changed)
          }
        })
        wake = undefined
      }
      const changed = pending
      pending = false
      return changed
    },
  }
}
