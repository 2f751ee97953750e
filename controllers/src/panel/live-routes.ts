/** The machine as it stands: once, and as it changes. */
import type { HttpBindings } from '@hono/node-server'
import { type Clock, isCoded, pictureStream } from '@palang/kit'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { problem } from './problem.ts'
import type { PanelSource } from './source.ts'

/** A machine that does not change is told again this often: a screen that hears nothing can tell that the panel is gone. */
export const restateMs = 4_000

/** Most screens listening at once; a machine has one, a technician another. */
const maxListeners = 16

/** The same of the live picture. */
const maxViewers = 16

/** Node's request and answer; nothing behind a call made inside the process. */
interface PanelEnv {
  Bindings: Partial<HttpBindings>
}

const captureMs = 5_000
const boundary = 'palangframe'

/** Routes below `/api`. */
export function liveRoutes(source: PanelSource, clock: Clock): Hono<PanelEnv> {
  const app = new Hono<PanelEnv>()
  let listeners = 0
  let viewers = 0

  app.get('/status', c => c.json(source.status()))
  app.get('/outbox', c => c.json(source.outbox()))

  app.get('/events', c => {
    if (listeners >= maxListeners) throw problem('machine_busy', 'Too many screens are listening already')
    c.header('x-accel-buffering', 'no')
    listeners += 1
    return streamSSE(c, async stream => {
      const changes = latestOnly(clock)
      const unsubscribe = source.subscribe(changes.signal)
      stream.onAbort(() => changes.end())
      try {
        while (!changes.ended() && !stream.aborted) {
          await stream.writeSSE({ event: 'status', data: JSON.stringify(source.status()) })
          await changes.next(restateMs)
        }
      } catch (error) {
        // The machine stops or is out of order: the screen connects again and is told what the panel has to say then.
        if (!isCoded(error, 'machine_busy')) throw error
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
    if (viewers >= maxViewers) throw problem('machine_busy', 'As many as can already watch this camera')
    const watch = (show: (jpeg: Uint8Array) => void) => {
      viewers += 1
      const unwatch = camera.watch(show)
      return () => {
        viewers -= 1
        unwatch()
      }
    }
    const env: PanelEnv['Bindings'] | undefined = c.env
    const pictures = pictureStream({ clock, boundary, watch, cut: () => env?.outgoing?.destroy() })
    return c.body(pictures, 200, { 'content-type': `multipart/x-mixed-replace; boundary=${boundary}`, 'cache-control': 'no-store' })
  })

  return app
}

/** Many changes while one is being written become one. */
function latestOnly(clock: Clock): { signal(): void; next(atMostMs: number): Promise<void>; end(): void; ended(): boolean } {
  let pending = false
  let over = false
  let wake: (() => void) | undefined
  const signal = () => {
    pending = true
    wake?.()
  }
  return {
    signal,
    ended: () => over,
    end() {
      over = true
      signal()
    },
    async next(atMostMs) {
      if (!pending) {
        const woken = Promise.withResolvers<void>()
        const timer = clock.after(atMostMs, woken.resolve)
        wake = woken.resolve
        await woken.promise
        timer.cancel()
        wake = undefined
      }
      pending = false
    },
  }
}
