/** What a machine that sells does alike whatever it sells: hears its devices, has its customers pay at them, and tells how it is. */
import { uuidv7 } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import type { Connection } from './device-presence.ts'
import { deviceRun, type DeviceRun, type DeviceRunParts } from './device-run.ts'
import { hearPayingDevices, type PayingDevice } from './paying-devices.ts'
import { cardDesk } from './till/card-desk.ts'
import { cashDesk } from './till/cash-desk.ts'
import { hubDesk } from './till/hub-desk.ts'
import type { TillEffect, TillInput } from './till/till.ts'

export interface SellingParts extends DeviceRunParts {
  tell(input: TillInput | Connection<PayingDevice>): void
  /** How long the hub may think about a payment. */
  timeoutMs: number
}

export interface SellingRun extends DeviceRun {
  /** What the pure machine knows of the world. */
  context: { readonly nowMs: number; newId(): string; hubOnline(): boolean }
  /** Carries out what paying asks for. */
  perform(effect: TillEffect): void
}

/** Not started. `listen` is for the devices that this family alone has. */
export function sellingRun({ tell, timeoutMs, listen, ...parts }: SellingParts): SellingRun {
  const { devices, hub, log, nowMs } = parts.services
  const cash = cashDesk({ cash: devices.cash, coins: devices.coins, log, tell })
  const card = cardDesk({ terminal: devices.terminal, log, tell })
  const online = hubDesk({ hub, timeoutMs, tell })
  return {
    ...deviceRun({ ...parts, listen: onStatus => [...listen(onStatus), hearPayingDevices(devices, { tell, onStatus, log })] }),
    context: {
      get nowMs() {
        return nowMs()
      },
      newId: () => uuidv7(nowMs()),
      hubOnline: () => hub.online(),
    },
    perform(effect) {
      if (effect.do === 'cash') cash.perform(effect)
      else if (effect.do === 'charge' || effect.do === 'cancel_charge') card.perform(effect)
      else online.perform(effect)
    },
  }
}

/** How a command of an earlier run ends that is none of `underWay`: it had not begun. Nothing for those, whose step will answer them. */
export function endedByRestart(
  id: string,
  underWay: { commandId: string | null; stopCommandId: string | null } | null,
): CommandResult | undefined {
  if (id === underWay?.commandId || id === underWay?.stopCommandId) return undefined
  return { command_id: id, state: 'failed', error: { code: 'internal', message: 'The controller restarted' } }
}
