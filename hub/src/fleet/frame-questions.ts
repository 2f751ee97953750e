/** Asking a connected machine for the raw bytes of its lines, and putting the parts of its answer together. */
import { isoNow, uuidv7, type Clock } from '@palang/kit'
import { framesCapability, mostFrames, mostFramesBytes, type IncidentGap, type KeptFrame, type SerialFrames } from '@palang/protocol'
import type { AnsweredFrames } from '../services.ts'
import type { MachineConnection } from './connection.ts'

/** A machine that says nothing for so long will not answer any more, and no answer takes longer than that altogether. Milliseconds. */
export const frameDelays = { silent: 5_000, whole: 20_000 } as const

export interface FrameQuestions {
  /** As `framesOf` of the fleet. */
  ask(machineId: string, connection: MachineConnection | undefined, window: { from: string; to: string }): Promise<AnsweredFrames>
  heard(machineId: string, part: SerialFrames): void
}

interface Question {
  requestId: string
  frames: KeptFrame[]
  bytes: number
  /** Nothing came for too long. */
  silence: { cancel(): void }
  settle(missing: IncidentGap['why'][]): void
}

/** One question at a time for each machine: what is kept meanwhile is bounded by the machines, not by who asks. */
export function createFrameQuestions(clock: Clock): FrameQuestions {
  const open = new Map<string, Question>()
  const patience = (machineId: string) => clock.after(frameDelays.silent, () => open.get(machineId)?.settle(['no_answer']))

  return {
    async ask(machineId, connection, { from, to }) {
      if (connection === undefined) return { frames: [], missing: ['away'] }
      if (connection.capabilities?.includes(framesCapability) !== true) return { frames: [], missing: ['not_kept'] }
      if (open.has(machineId)) return { frames: [], missing: ['busy'] }
      const requestId = uuidv7(clock.now())
      const payload = { request_id: requestId, from, to }
      if (!connection.send({ type: 'ask_serial_frames', timestamp: isoNow(clock), payload })) return { frames: [], missing: ['away'] }
      const answer = Promise.withResolvers<IncidentGap['why'][]>()
      const question: Question = { requestId, frames: [], bytes: 0, silence: patience(machineId), settle: answer.resolve }
      open.set(machineId, question)
      const end = clock.after(frameDelays.whole, () => answer.resolve(['no_answer']))
      const missing = await answer.promise
      open.delete(machineId)
      question.silence.cancel()
      end.cancel()
      return { frames: question.frames, missing }
    },
    heard(machineId, { request_id: requestId, frames, last, cut, lost }) {
      const question = open.get(machineId)
      // The late answer to an earlier question, or one nobody asked.
      if (question?.requestId !== requestId) return
      question.silence.cancel()
      question.silence = patience(machineId)
      question.bytes += frames.reduce((sum, frame) => sum + frame.hex.length / 2, 0)
      if (question.frames.length + frames.length > mostFrames || question.bytes > mostFramesBytes) return question.settle(['too_many'])
      question.frames.push(...frames)
      if (last) question.settle([...(cut ? ['too_many' as const] : []), ...(lost > 0 ? ['lost' as const] : [])])
    },
  }
}
