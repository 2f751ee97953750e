/** Kept frames handed to the hub in parts with pauses between them, so that facts and answers pass. */
import { messageOf, type Clock, type Log } from '@palang/kit'
import { frameBytesPerPart, framesPerPart, type KeptFrame, type PayloadOf, type SerialFrames } from '@palang/protocol'

/** A part is at most 30 kB: as much in a second as a slow link bears beside everything else. */
const pauseMs = 40

export type ReadFrames = (fromMs: number, toMs: number) => Promise<Pick<SerialFrames, 'frames' | 'cut' | 'lost'>>

export interface FramesAnswerer {
  /** Resolves once everything is sent, the link is down, or another question came, whose answer then matters. Never rejects. */
  answer(asked: PayloadOf<'ask_serial_frames'>): Promise<void>
}

/** One answer at a time. `send` says whether the link still takes something. */
export function framesAnswerer({
  readFrames,
  send,
  clock,
  log,
}: {
  readFrames: ReadFrames
  send: (part: SerialFrames) => boolean
  clock: Clock
  log: Log
}): FramesAnswerer {
  let current = ''
  return {
    async answer({ request_id: requestId, from, to }) {
      current = requestId
      try {
        const { frames, cut, lost } = await readFrames(Date.parse(from), Date.parse(to))
        const parts = partsOf(frames)
        for (const [place, part] of parts.entries()) {
          if (place > 0) await new Promise<void>(resolve => clock.after(pauseMs, resolve))
          if (current !== requestId) return
          if (!send({ request_id: requestId, frames: part, last: place === parts.length - 1, cut, lost })) return
        }
      } catch (error) {
        log.warn({ err: messageOf(error) }, 'kept serial frames could not be read')
      }
    },
  }
}

/** At least one part, which may be empty. */
function partsOf(frames: readonly KeptFrame[]): KeptFrame[][] {
  const parts: KeptFrame[][] = []
  let part: KeptFrame[] = []
  let bytes = 0
  for (const frame of frames) {
    const length = frame.hex.length / 2
    if (part.length >= framesPerPart || bytes + length > frameBytesPerPart) {
      parts.push(part)
      part = []
      bytes = 0
    }
    part.push(frame)
    bytes += length
  }
  return [...parts, part]
}
