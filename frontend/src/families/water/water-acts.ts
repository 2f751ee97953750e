/** The acts of a water machine, as the hub records them. Pure. */
import type { CommandView } from '@palang/protocol'

export type WaterAct = 'dispense' | 'flush' | 'stop' | 'lock' | 'unlock'

/** Which act a record of the hub is of; undefined for another. */
export function actOf({ type, payload }: Pick<CommandView, 'type' | 'payload'>): WaterAct | undefined {
  switch (type) {
    case 'dispense':
    case 'flush':
      return type
    case 'stop_dispense':
      return 'stop'
    case 'sale_lock':
      return payload['locked'] === true ? 'lock' : 'unlock'
    default:
      return undefined
  }
}
