/** What a machine that sells does alike whatever it sells: hears its devices, has its customers pay at them, and tells how it is. */
import { type Timer, uuidv7 } from '@palang/kit'
import type { CommandResult, HardwareStatus, MachineMode } from '@palang/protocol'
import type { MachineServices } from './machine.ts'
import { hearPayingDevices, type PayingDevice } from './paying-devices.ts'
import type { Connection } from './device-presence.ts'
import { cardDesk } from './till/card-desk.ts'
import { cashDesk } from './till/cash-desk.ts'
import { hubDesk } from './till/hub-desk.ts'
import type { TillEffect, TillInput } from './till/till.ts'

/** How often the machine says how it is even when nothing changes; the outbox and its age travel with it. */
const systemStatusMs = 10_000

export interface SellingParts {
  services: MachineServices
  tell(input: TillInput | Connection<PayingDevice>): void
  /** How long the hub may think about a payment. */
  timeoutMs: number
  /** Begins to listen to the devices that this family alone has; `onStatus` is for any change of connection. Gives how to stop. */
  listen(onStatus: () => void): readonly ((() => void) | undefined)[]
  hardware(): HardwareStatus
  mode(): MachineMode
  /** What else `system_status` says. */
  more?(): Record<string, unknown>
  /** Every few seconds, before the machine says how it is. */
  tick(): void
}

export interface SellingRun {
  /** What the pure machine knows of the world. */
  context: { readonly nowMs: number; newId(): string; hubOnline(): boolean }
  /** Calls `begin`, listens from then on and starts the devices. Called again it does nothing, and says false. */
  start(begin: () => void): boolean
  /** Stops listening; resolves when the devices rest. */
  stop(): Promise<void>
  /** Carries out what paying asks for. */
  perform(effect: TillEffect): void
  publishHardware(): void
  publishSystem(): void
}

/** Not started. */
export function sellingRun({ services, tell, timeoutMs, listen, hardware, mode, more, tick }: SellingParts): SellingRun {
  const { clock, devices, hub, log, nowMs, onChange, outbox, software } = services
  const cash = cashDesk({ cash: devices.cash, coins: devices.coins, log, tell })
  const card = cardDesk({ terminal: devices.terminal, log, tell })
  const online = hubDesk({ hub, timeoutMs, tell })
  const ends: ((() => void) | undefined)[] = []
  let periodic: Timer | undefined
  let startedAtMs = 0

  const publishHardware = () => {
    hub.publish('hardware_status', hardware())
    onChange()
  }
  const publishSystem = () => {
    const uptimeS = Math.round((clock.monotonic() - startedAtMs) / 1000)
    hub.publish('system_status', { mode: mode(), software, uptime_s: uptimeS, outbox: outbox(), ...more?.() })
  }
  return {
    context: {
      get nowMs() {
        return nowMs()
      },
      newId: () => uuidv7(nowMs()),
      hubOnline: () => hub.online(),
    },
    start(begin) {
      if (periodic !== undefined) return false
      startedAtMs = clock.monotonic()
      begin()
      ends.push(...listen(publishHardware), hearPayingDevices(devices, { tell, onStatus: publishHardware, log }))
      for (const device of Object.values(devices)) device?.start()
      periodic = clock.every(systemStatusMs, () => {
        tick()
        publishSystem()
      })
      return true
    },
    async stop() {
      for (const end of ends.splice(0)) end?.()
      periodic?.cancel()
      await Promise.allSettled(Object.values(devices).map(device => device?.stop()))
    },
    perform(effect) {
      if (effect.do === 'cash') cash.perform(effect)
      else if (effect.do === 'charge' || effect.do === 'cancel_charge') card.perform(effect)
      else online.perform(effect)
    },
    publishHardware,
    publishSystem,
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
