/** How a device is, as people say it. Pure. */
import type { TreatmentDeviceView } from '@palang/protocol'
import type { I18n } from '../../i18n/i18n.tsx'
import type { Say } from './words/ozone-words.ts'

/** Whether somebody has to put it at a machine, and else whether it is heard. */
export type DeviceState = 'waiting' | 'silent' | 'online' | 'retired'

export function deviceStateOf({ state, online }: Pick<TreatmentDeviceView, 'state' | 'online'>): DeviceState {
  if (state !== 'assigned') return state
  return online ? 'online' : 'silent'
}

/** A clock that is off by less is called right. */
const rightMs = 30_000

/** How the device's clock goes against the hub's, in words; milliseconds it is behind. */
export function offsetText(i18n: I18n, say: Say, offsetMs: number | null): string {
  if (offsetMs === null) return say('offset.unknown')
  if (Math.abs(offsetMs) < rightMs) return say('offset.right')
  return say(offsetMs > 0 ? 'offset.behind' : 'offset.ahead', { age: i18n.format().age(Math.abs(offsetMs)) })
}
