/** Who is connected: one seat per machine, the newest connection sits on it, and a seat empty for long raises an alarm. */
import type { Site } from '@palang/config'
import { CodedError, isoNow, type Clock, type Log, type Timer } from '@palang/kit'
import { closeCode } from '@palang/protocol'
import { alarmMessage, clear, raise } from '../domain/alarms.ts'
import type { Live, MachinePresence } from '../services.ts'
import type { Store } from '../store/store.ts'
import type { MachineConnection } from './connection.ts'

/** A machine away for this long raises an alarm. Milliseconds. */
export const offlineAlarmMs = 30_000

interface Seat {
  connection: MachineConnection | undefined
  since: string | null
  lastSeen: string | null
  offlineTimer: Timer | undefined
  /** As told by the last connection. */
  panelUrl: string | undefined
}

export interface SeatsOptions {
  site: Site
  store: Store
  clock: Clock
  log: Log
  live: Live
}

export interface Seats {
  /** The connection of a machine of the site, if it has one. Throws `unknown_machine`. */
  connectionOf(machineId: string): MachineConnection | undefined
  /** Where the machine's panel was when it was last connected. */
  panelUrlOf(machineId: string): string | undefined
  presence(): MachinePresence[]
  isOnline(machineId: string): boolean
  heard(machineId: string): void
  /** Seats a connection; an earlier one of the same machine is closed. */
  take(connection: MachineConnection): Promise<void>
  /** Frees the seat, unless a newer connection has taken it. */
  leave(connection: MachineConnection): void
  /** Tells the presence of every machine and starts to wait for those that are away. */
  start(): void
  stop(): void
}

/** The seats of one site, all empty. */
export function createSeats(options: SeatsOptions): Seats {
  const { site, clock, log, live } = options
  const seats = new Map<string, Seat>(
    site.machines.map(m => [m.id, { connection: undefined, since: null, lastSeen: null, offlineTimer: undefined, panelUrl: undefined }]),
  )

  const waitFor = (machineId: string, seat: Seat) => {
    seat.offlineTimer = clock.after(offlineAlarmMs, () => {
      setOfflineAlarm(options, machineId, true).catch((error: unknown) => log.error({ err: error }, 'the offline alarm was not kept'))
    })
  }

  return {
    panelUrlOf: machineId => seats.get(machineId)?.panelUrl,
    connectionOf: machineId => seatOf(seats, machineId).connection,
    presence: () => [...seats].map(([machineId, seat]) => presenceOf(machineId, seat)),
    isOnline: machineId => seats.get(machineId)?.connection !== undefined,
    heard(machineId) {
      const seat = seats.get(machineId)
      if (seat !== undefined) seat.lastSeen = isoNow(clock)
    },
    async take(connection) {
      const { machineId, protocol, software } = connection
      const seat = seatOf(seats, machineId)
      const earlier = seat.connection
      seat.connection = connection
      seat.panelUrl = connection.panelUrl ?? seat.panelUrl
      seat.since = seat.lastSeen = isoNow(clock)
      seat.offlineTimer?.cancel()
      earlier?.close(closeCode.replaced, 'a newer connection of this machine')
      tellPresence(live, machineId, seat)
      log.info({ machine: machineId, protocol, software }, 'machine connected')
      await setOfflineAlarm(options, machineId, false)
    },
    leave(connection) {
      const { machineId } = connection
      const seat = seats.get(machineId)
      if (seat === undefined || seat.connection !== connection) return
      seat.connection = undefined
      seat.since = isoNow(clock)
      tellPresence(live, machineId, seat)
      log.warn({ machine: machineId }, 'machine disconnected')
      waitFor(machineId, seat)
    },
    start() {
      for (const [machineId, seat] of seats) {
        tellPresence(live, machineId, seat)
        waitFor(machineId, seat)
      }
    },
    stop() {
      for (const seat of seats.values()) {
        seat.offlineTimer?.cancel()
        seat.connection?.close(closeCode.goingAway, 'the hub stops')
      }
    },
  }
}

function seatOf(seats: ReadonlyMap<string, Seat>, machineId: string): Seat {
  const seat = seats.get(machineId)
  if (seat === undefined) throw new CodedError('unknown_machine', `there is no machine ${machineId}`)
  return seat
}

function tellPresence(live: Live, machineId: string, { connection, since }: Seat): void {
  const payload = { machine_id: machineId, online: connection !== undefined, ...(since === null ? {} : { since }) }
  live.publish({ type: 'presence', machineId, payload })
}

function presenceOf(machineId: string, { connection, since, lastSeen }: Seat): MachinePresence {
  return {
    machineId,
    online: connection !== undefined,
    since,
    lastSeen,
    protocol: connection?.protocol ?? null,
    software: connection?.software ?? null,
  }
}

async function setOfflineAlarm({ store, clock, live }: SeatsOptions, machineId: string, on: boolean): Promise<void> {
  const at = isoNow(clock)
  const changed = await store.transact(async tx => {
    const active = (await tx.alarms.active([machineId])).find(alarm => alarm.code === 'machine_offline')
    const next = on
      ? raise(active, { machineId, code: 'machine_offline', severity: 'critical', message: 'The machine is not connected', at })
      : clear(active, at)
    if (next !== undefined) await tx.alarms.putMany([next])
    return next
  })
  if (changed !== undefined) live.publish({ type: 'alarm', machineId, payload: alarmMessage(changed), at })
}
