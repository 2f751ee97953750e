/** Which hardware is fitted in which machine, learnt from what machines say of their ports. */
import { isoNow, type Clock, type Log } from '@palang/kit'
import type { MessageType } from '@palang/protocol'
import type { Store } from '../store/store.ts'

export interface DeviceRegister {
  /** Looks at a `hardware_status`; a device seen for the first time, or another one in its place, is written down. */
  observe(machineId: string, type: MessageType, payload: Record<string, unknown>): void
}

/** A device without a serial number is known by the port it hangs on. */
export function createDeviceRegister({ store, clock, log }: { store: Store; clock: Clock; log: Log }): DeviceRegister {
  const known = new Map<string, string>()
  return {
    observe(machineId, type, payload) {
      if (type !== 'hardware_status') return
      for (const [kind, device] of Object.entries(payload)) {
        const fitted = fittedDevice(machineId, kind, device)
        const key = `${machineId} ${kind}`
        if (fitted === undefined || known.get(key) === `${fitted.serial} ${fitted.model}`) continue
        known.set(key, `${fitted.serial} ${fitted.model}`)
        store.devices.assign({ machineId, kind, ...fitted, at: isoNow(clock) }).catch((error: unknown) => {
          known.delete(key)
          log.warn({ err: error, machine: machineId, device: kind }, 'a device was not written down')
        })
      }
    },
  }
}

function fittedDevice(machineId: string, kind: string, device: unknown): { serial: string; model: string } | undefined {
  if (typeof device !== 'object' || device === null || !('connected' in device) || device.connected !== true) return undefined
  const field = (name: string) => (name in device ? (device as Record<string, unknown>)[name] : undefined)
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const model = text(field('model')) ?? text(field('driver')) ?? kind
  return { model, serial: text(field('serial')) ?? `${machineId}:${text(field('port')) ?? kind}` }
}
