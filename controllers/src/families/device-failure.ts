/** What counts as the answer of a device that has none to give. */
import { messageOf } from '@palang/kit'
import { type FailedAct, refused, uncertain } from '../devices/status.ts'

/** A port that throws, against its contract, may have acted. */
export function deviceFailure(error: unknown): FailedAct {
  return uncertain('device_unavailable', messageOf(error))
}

/** Nothing of the kind is fitted. */
export function missingDevice(what: string): FailedAct {
  return refused('device_unavailable', `there is no ${what}`)
}

/** What the device answers, or why there is no answer: it is not fitted, or it threw. */
export function answerOf<R>(work: Promise<R> | undefined, what: string): Promise<R | FailedAct> {
  return Promise.resolve(work ?? missingDevice(what)).catch(deviceFailure)
}
