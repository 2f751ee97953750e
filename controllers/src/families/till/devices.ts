/** A device of a customer who pays came or went; only changes are facts. */
import type { WaterFact } from '@palang/protocol'
import { clearAlarm, raiseAlarm } from '../alarms.ts'
import type { Connection } from '../device-presence.ts'
import type { PayingDevice } from '../paying-devices.ts'
import { onSlotBack } from './hear.ts'
import type { TillTurn } from './till.ts'

interface DevicesTurn extends TillTurn {
  state: TillTurn['state'] & { devices: Partial<Record<PayingDevice, boolean>> }
  effects: TillTurn['effects'] & {
    push(effect: { do: 'record'; fact: Extract<WaterFact, { type: 'device_connected' | 'device_disconnected' }> }): unknown
  }
}

export function hearPayingDevice(turn: DevicesTurn, { device, connected, reason }: Connection<PayingDevice>): void {
  const { state, effects } = turn
  if (state.devices[device] === connected) return
  state.devices[device] = connected
  if (connected) {
    effects.push({ do: 'record', fact: { type: 'device_connected', payload: { device } } })
    clearAlarm(turn, `${device}_disconnected`)
    return device === 'cash' || device === 'coins' ? onSlotBack(turn) : undefined
  }
  effects.push({ do: 'record', fact: { type: 'device_disconnected', payload: { device, reason: reason.slice(0, 200) } } })
  raiseAlarm(turn, `${device}_disconnected`, 'warning', `The ${device} does not answer`)
}
