/** Which messages of a device are the same one: devices send again what was not acknowledged, and replay their memory cards. */
import { createHash } from 'node:crypto'
import type { DeviceEvent } from '@palang/protocol'

/**
 * The identity of an event, the same however often and by whatever way it comes: the device's own id for it, else device, moment, type
 * and counters (contract, section 7). `writtenMs` is the moment as the device wrote it, whatever zone that is in. Nothing when the device said too little to tell
 * two events apart. Those without an id begin with their moment, so that what is stored together lies together.
 */
export function eventIdOf(deviceId: string, event: DeviceEvent, writtenMs: number | undefined): string | undefined {
  if (event.id !== undefined) return digest([deviceId, event.id])
  const { event_type: type, phase, run, count_basic: basic, count_standard: standard, count_premium: premium } = event
  const isCounted = basic !== undefined || standard !== undefined || premium !== undefined
  if (writtenMs === undefined && !isCounted && run === undefined) return undefined
  const moment = (writtenMs ?? 0).toString(36).padStart(9, '0')
  return `${moment}${digest([deviceId, writtenMs ?? null, type, phase ?? null, run ?? null, basic ?? null, standard ?? null, premium ?? null])}`
}

function digest(parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 27)
}
