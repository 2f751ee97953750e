/** How far ahead a calibration may say that it is due again. */
import { calibrationDaysMost } from '@palang/protocol'
import { dueAfter } from './calibrations.ts'

/** Why a calibration of `now` may not be due as late as `dueAt`; nothing when it may. Both ISO 8601 UTC. */
export function dueTooFar(dueAt: string, now: string): { reason: 'due_too_far'; path: string; message: string } | undefined {
  if (Date.parse(dueAt) <= Date.parse(dueAfter(now, calibrationDaysMost))) return undefined
  return { reason: 'due_too_far', path: 'due_at', message: `${dueAt} is more than ${calibrationDaysMost} days ahead` }
}
