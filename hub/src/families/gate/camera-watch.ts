/** Keeps a gate's camera streaming exactly while somebody watches. */
import { messageOf, pictureStream, type PictureStreamOptions, type Timer } from '@palang/kit'
import { largestPictureBytes } from '@palang/protocol'
import type { Actor, HubServices } from '../../services.ts'

/** How often the stream is asked for again while watched; controllers stop one that is not asked for in a minute. */
export const renewEveryMs = 20_000

/** Readers of one camera; more would only take the network from each other. */
export const mostReaders = 100

/** The hub asks for frames in its own name: one stream serves everyone who watches. */
const watcher: Actor = { id: 'rule:camera_watch', role: 'operator' }

/** How one reader is ended from outside, and cut off when it is stuck. */
export type CameraReader = Required<Pick<PictureStreamOptions, 'until' | 'cut'>>

export interface CameraWatch {
  /** Whether one more may watch this camera. */
  hasRoom(gateId: string): boolean
  /**
   * JPEG frames of the gate's camera as a multipart stream. Who reads slowly gets the newest frame, never a queue, and is cut
   * off when it reads no more. The camera stops when the last reader has gone.
   */
  frames(gateId: string, reader: CameraReader): ReadableStream<Uint8Array>
}

/** Marks the border between frames. */
export const frameBoundary = 'palang-frame'

/** One watch for all gates of the hub. */
export function createCameraWatch({ fleet, live, clock, log }: Pick<HubServices, 'fleet' | 'live' | 'clock' | 'log'>): CameraWatch {
  const watched = new Map<string, { readers: number; renewal: Timer }>()

  const ask = (gateId: string, action: 'start_stream' | 'stop_stream') => {
    if (!fleet.isOnline(gateId)) return
    fleet
      .send({
        machineId: gateId,
        type: 'camera_control',
        payload: { action, gate_id: gateId, ...(action === 'start_stream' ? { frame_bytes: largestPictureBytes } : {}) },
        actor: watcher,
      })
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
    hasRoom: gateId => (watched.get(gateId)?.readers ?? 0) < mostReaders,
    frames: (gateId, reader) =>
      pictureStream({
        ...reader,
        clock,
        boundary: frameBoundary,
        watch(show) {
          const unwatch = live.watchCamera(gateId, show)
          join(gateId)
          return () => {
            unwatch()
            leave(gateId)
          }
        },
      }),
  }
}
