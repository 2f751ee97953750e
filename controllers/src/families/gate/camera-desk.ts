/** Pictures on demand and the live stream to the hub, which ends by itself when nobody renews it. */
import type { Clock, Timer } from '@palang/kit'
import { type CameraControl, type CommandResult, framePartBytes } from '@palang/protocol'
import type { CameraPort } from '../../devices/camera/port.ts'
import type { HubVoice, Photos } from '../machine.ts'

const streamLimits = {
  /** Five pictures a second come evenly only in theory; many more are thinned out. */
  gapMs: 150,
  /** A stream nobody renews ends. */
  renewMs: 60_000,
} as const

export interface CameraDesk {
  /** Carries the command out; `captured` is called with the picture of a capture before this resolves. */
  execute(id: string, control: CameraControl): Promise<CommandResult>
  stop(): void
}

export interface CameraDeskOptions {
  camera: CameraPort | undefined
  photos: Pick<Photos, 'take'>
  hub: Pick<HubVoice, 'frame'>
  clock: Clock
}

/** The camera's desk of one gate. */
export function cameraDesk({ camera, photos, hub, clock }: CameraDeskOptions): CameraDesk {
  let unwatch: (() => void) | undefined
  let ending: Timer | undefined
  let lastFrameMs = Number.NEGATIVE_INFINITY
  let mostBytes: number = framePartBytes

  const stop = () => {
    ending?.cancel()
    unwatch?.()
    unwatch = undefined
    mostBytes = framePartBytes
  }
  /** A hub that names no size takes what fits one message. */
  const stream = (port: CameraPort, frameBytes: number = framePartBytes) => {
    mostBytes = Math.max(mostBytes, frameBytes)
    ending?.cancel()
    ending = clock.after(streamLimits.renewMs, stop)
    unwatch ??= port.watch(jpeg => {
      const now = clock.monotonic()
      if (now - lastFrameMs < streamLimits.gapMs || jpeg.byteLength > mostBytes) return
      lastFrameMs = now
      hub.frame(jpeg)
    })
  }

  return {
    stop,
    async execute(id, control) {
      if (camera === undefined)
        return { command_id: id, state: 'rejected', error: { code: 'device_missing', message: 'This gate has no camera' } }
      switch (control.action) {
        case 'start_stream':
          stream(camera, control.frame_bytes)
          return { command_id: id, state: 'succeeded', evidence: { kind: 'mode', stream: 'on' } }
        case 'stop_stream':
          stop()
          return { command_id: id, state: 'succeeded', evidence: { kind: 'mode', stream: 'off' } }
        case 'capture': {
          const { session_id: sessionId } = control
          const photo = await (sessionId === undefined
            ? photos.take('command', { command_id: id })
            : photos.take('override', { command_id: id, session_id: sessionId }))
          if (photo === null)
            return { command_id: id, state: 'failed', error: { code: 'device_unavailable', message: 'The camera gave no picture' } }
          return { command_id: id, state: 'succeeded', evidence: { kind: 'image', image_id: photo.imageId } }
        }
      }
    },
  }
}
