/** What counts as the answer of a device that has none to give. */
import { messageOf } from '@palang/kit'
import type { ActResult } from '../../devices/status.ts'

export type DeviceFailure = Extract<ActResult, { ok: false }>

/** A port that throws, against its contract, may have acted. */
export function deviceFailure(error: unknown): DeviceFailure {
  return { ok: false, code: 'device_unavailable', message: messageOf(error), moved: 'maybe' }
}

/** Nothing of the kind is fitted. */
export function missingDevice(what: string): DeviceFailure {
  return { ok: false, code: 'device_unavailable', message: `there is no ${what}`, moved: 'no' }
}
