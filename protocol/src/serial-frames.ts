/** Raw bytes of a machine's lines, which its controller keeps for a while and hands out when an incident is looked at. */
import { z } from 'zod'
import { clockQuality } from './facts.ts'
import { isoTime } from './primitives.ts'

/** What a controller's `hello` names when it keeps frames and understands `ask_serial_frames`; earlier ones are not asked. */
export const framesCapability = 'serial_frames'

/** Bytes in one kept frame; what came or went at once beyond this continues in the next. */
export const mostFrameBytes = 1024
/** Frames in one message: the largest of them stay well below a message's 64 KiB. */
export const framesPerPart = 100
/** Bytes of frames in one message; hex takes twice that. */
export const frameBytesPerPart = 12 * 1024
/** Frames and their bytes in the answer to one question, in however many parts; the newest are given. */
export const mostFrames = 2_000
export const mostFramesBytes = 512 * 1024

const requestId = z.string().min(1).max(64)

export const keptFrame = z.object({
  /** When it came or went, as the machine knew the time then. */
  at: isoTime,
  clock: clockQuality,
  /** Name of the device in the site file. */
  device: z.string().min(1).max(32),
  /** `in`: from the device to the controller. */
  direction: z.enum(['in', 'out']),
  hex: z
    .string()
    .regex(/^([0-9a-f]{2})+$/)
    .max(2 * mostFrameBytes),
})
export type KeptFrame = z.infer<typeof keptFrame>

/** Hub → controller: the frames of `[from, to)`, please. */
export const askSerialFrames = z.looseObject({ request_id: requestId, from: isoTime, to: isoTime })

/** Controller → hub: one part of the answer, oldest frame first. */
export const serialFrames = z.looseObject({
  request_id: requestId,
  frames: z.array(keptFrame).max(framesPerPart),
  /** Nothing follows. */
  last: z.boolean(),
  /** Older frames of the window were too many and are left out. */
  cut: z.boolean(),
  /** Frames of the window that the disk did not take in time. */
  lost: z.int().min(0),
})
export type SerialFrames = z.infer<typeof serialFrames>
