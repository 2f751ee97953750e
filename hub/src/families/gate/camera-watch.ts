/** Keeps a gate's camera streaming exactly while somebody watches. */
import { messageOf, type Timer } from '@palang/kit'
import type { Actor, HubServices } from '../../services.ts'

/** How often the stream is asked for again while watched; controllers stop one that is no longer asked for. */
export const renewEveryMs = 10_000

/** The hub asks for frames in its own name: one stream serves everyone who watches. */
const watcher: Actor = { id: 'rule:camera_watch', role: 'operator' }

export interface CameraWatch {
  /**
   * JPEG frames of the gate's camera as a multipart stream. Who reads slowly gets the newest frame, never a queue.
   * The camera stops when the last reader has gone. `until` is told how to end the stream, and gives back how to forget it.
   */
  frames(gateId: string, until: (end: () => void) => () => void): ReadableStream<Uint8Array>
}

/** Marks the border between frames. */
export const frameBoundary = 'palang-frame'

/** One watch for all gates of the hub. */
export function createCameraWatch({ fleet, live, clock, log }: Pick<HubServices, 'fleet' | 'live' | 'clock' | 'log'>): CameraWatch {
  const watched = new Map<string, { readers: number; renewal: Timer }>()

  const ask = (gateId: string, action: 'start_stream' | 'stop_stream') => {
    if (!fleet.isOnline(gateId)) return
    fleet
      .send({ machineId: gateId, type: 'camera_control', payload: { action, gate_id: gateId }, actor: watcher })
      .catch((error: unknown) => log.debug({ machine_id: gateId, action, reason: messageOf(error) }, 'the camera did not take it'))
  }
  const join = (gateId: string) => {
    const entry = watched.get(gateId)
    if (entry !== undefined) {
      entry.readers += 1
      return
    }
    watched.set(gateId, { readers: 1, renewal: clock.every(renewEveryMs, () => ask(gateId, 'start_stream')) })
    ask(gateId, 'start_stream')
  }
  const leave = (gateId: string) => {
    const entry = watched.get(gateId)
    if (entry === undefined || --entry.readers > 0) return
    entry.renewal.cancel()
    watched.delete(gateId)
    ask(gateId, 'stop_stream')
  }

  return {
    frames: (gateId, until) => frameStream(live, { gateId, until, join: () => join(gateId), leave: () => leave(gateId) }),
  }
}

interface Watching {
  gateId: string
  until: Parameters<CameraWatch['frames']>[1]
  join(): void
  leave(): void
}

function frameStream(live: Pick<HubServices['live'], 'watchCamera'>, { gateId, until, join, leave }: Watching): ReadableStream<Uint8Array> {
  let newest: Uint8Array | undefined
  let wake: (() => void) | undefined
  let unwatch: (() => void) | undefined
  let isOver = false
  let forget: (() => void) | undefined
  const finish = () => {
    if (isOver) return
    isOver = true
    wake?.()
    unwatch?.()
    forget?.()
    leave()
  }
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    forget = until(() => {
      if (isOver) return
      finish()
      controller.close()
    })
    unwatch = live.watchCamera(gateId, jpeg => {
      newest = jpeg
      wake?.()
    })
    join()
  }
  return new ReadableStream<Uint8Array>(
    {
      start,
      async pull(controller) {
        if (newest === undefined) await new Promise<void>(resolve => (wake = resolve))
        wake = undefined
        const jpeg = newest
        newest = undefined
        if (jpeg !== undefined && !isOver) controller.enqueue(framed(jpeg))
      },
      cancel: finish,
    },
    { highWaterMark: 0 },
  )
}

function framed(jpeg: Uint8Array): Uint8Array {
  const head = `--${frameBoundary}\r\nContent-Type: image/jpeg\r\nContent-Length: ${jpeg.byteLength}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), jpeg, Buffer.from('\r\n')])
}
