/** What the runtimes of machines do alike: hear the devices, start and stop them, and tell how they and the program are. */
import type { Timer } from '@palang/kit'
import type { HardwareStatus, MachineMode } from '@palang/protocol'
import type { MachineServices } from './machine.ts'

/** How often the machine says how it is even when nothing changes; the outbox and its age travel with it. */
const systemStatusMs = 10_000

export interface DeviceRunParts {
  services: MachineServices
  /** Begins to listen to the devices; `onStatus` is for any change of connection. Gives how to stop. */
  listen(onStatus: () => void): readonly ((() => void) | undefined)[]
  hardware(): HardwareStatus
  mode(): MachineMode
  /** What else `system_status` says. */
  more?(): Record<string, unknown>
  /** Every few seconds, before the machine says how it is. */
  tick(): void
}

export interface DeviceRun {
  /** Calls `begin`, listens from then on and starts the devices. Called again it does nothing, and says false. */
  start(begin: () => void): boolean
  /** Stops listening; resolves when the devices rest. */
  stop(): Promise<void>
  publishHardware(): void
  publishSystem(): void
}

/** Not started. */
export function deviceRun({ services, listen, hardware, mode, more, tick }: DeviceRunParts): DeviceRun {
  const { clock, devices, hub, onChange, outbox, software } = services
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
    start(begin) {
      if (periodic !== undefined) return false
      startedAtMs = clock.monotonic()
      begin()
      ends.push(...listen(publishHardware))
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
    publishHardware,
    publishSystem,
  }
}
