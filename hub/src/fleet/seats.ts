/** Who is connected: one seat per machine, the newest connection sits on it; every absence is written down. */
import type { Site } from '@palang/config'
import { CodedError, isoNow, type Clock, type Log, type Timer } from '@palang/kit'
import { closeCode } from '@palang/protocol'
import type { Live, MachinePresence } from '../services.ts'
import type { Store } from '../store/store.ts'
import type { MachineConnection } from './connection.ts'
import { createPresenceLog, offlineAlarm, type PresenceFact } from './presence-log.ts'

/** A machine away for this long raises an alarm. Milliseconds. */
const offlineAlarmMs = 30_000

interface Seat {
  connection: MachineConnection | undefined
  since: string | null
  lastSeen: string | null
  offlineTimer: Timer | undefined
  /** The absence that lasts now is in the machine's history. */
  isAwayTold: boolean
}

export interface SeatsOptions {
  site: Site
  store: Store
  clock: Clock
  log: Log
  live: Live
  hubEpoch: string
}

export interface Seats {
  /** The connection of a machine of the site, if it has one. Throws `unknown_machine`. */
  connectionOf(machineId: string): MachineConnection | undefined
  presence(): MachinePresence[]
  isOnline(machineId: string): boolean
  heard(machineId: string): void
  /** Seats a connection; an earlier one of the same machine is closed. Never waits for the database. */
  take(connection: MachineConnection): void
  /** Frees the seat, unless a newer connection has taken it. */
  leave(connection: MachineConnection): void
  /** Tells the presence of every machine and starts to wait for those that are away. */
  start(): Promise<void>
  stop(): void
}

/** The seats of one site, all empty. */
export function createSeats(options: SeatsOptions): Seats {
  const { site, clock, log, live } = options
  const absences = tellAbsences(options)
  const seats = new Map<string, Seat>(site.machines.map(machine => [machine.id, emptySeat()]))
  let isStopped = false

  return {
    connectionOf: machineId => seatOf(seats, machineId).connection,
    presence: () => [...seats].map(([machineId, seat]) => presenceOf(machineId, seat)),
    isOnline: machineId => seats.get(machineId)?.connection !== undefined,
    heard(machineId) {
      const seat = seats.get(machineId)
      if (seat !== undefined) seat.lastSeen = isoNow(clock)
    },
    take(connection) {
      const { machineId, protocol, software } = connection
      const seat = seatOf(seats, machineId)
      const earlier = seat.connection
      if (earlier === undefined) absences.ended(seat, connection)
      seat.connection = connection
      seat.since = seat.lastSeen = isoNow(clock)
      earlier?.close(closeCode.replaced, 'a newer connection of this machine')
      tellPresence(live, machineId, seat)
      log.info({ machine: machineId, protocol, software }, 'machine connected')
    },
    leave(connection) {
      const { machineId } = connection
      const seat = seats.get(machineId)
      if (seat === undefined || seat.connection !== connection || isStopped) return
      seat.connection = undefined
      seat.since = isoNow(clock)
      tellPresence(live, machineId, seat)
      log.warn({ machine: machineId }, 'machine disconnected')
      absences.began(machineId, seat, seat.since)
    },
    async start() {
      const told = await absencesTold(options, [...seats.keys()])
      for (const [machineId, seat] of seats) {
        seat.isAwayTold = told.has(machineId)
        tellPresence(live, machineId, seat)
        absences.began(machineId, seat, isoNow(clock))
      }
    },
    stop() {
      isStopped = true
      absences.stop()
      for (const seat of seats.values()) {
        seat.offlineTimer?.cancel()
        seat.connection?.close(closeCode.goingAway, 'the hub stops')
      }
    },
  }
}

/** Writes absences down: a long one while it lasts, a short one when it is over. */
function tellAbsences(options: SeatsOptions) {
  const { clock } = options
  const history = createPresenceLog(options)
  return {
    began(machineId: string, seat: Seat, since: string): void {
      seat.offlineTimer = clock.after(offlineAlarmMs, () => {
        if (seat.isAwayTold) return
        seat.isAwayTold = true
        void history.note({ machineId, facts: [wentAway(seat, since)], alarm: 'raise' })
      })
    },
    ended(seat: Seat, connection: MachineConnection): void {
      seat.offlineTimer?.cancel()
      const { since, isAwayTold } = seat
      // The first arrival after the hub started ends an absence only if one had been told before.
      if (since === null && !isAwayTold) return
      const began = isAwayTold || since === null ? [] : [wentAway(seat, since)]
      const facts = [...began, isBack(connection, isoNow(clock), since)]
      seat.isAwayTold = false
      void history.note({ machineId: connection.machineId, facts, alarm: 'clear' })
    },
    stop: () => history.stop(),
  }
}

function emptySeat(): Seat {
  return { connection: undefined, since: null, lastSeen: null, offlineTimer: undefined, isAwayTold: false }
}

/** Machines whose absence an earlier run of the hub has told, and nobody has ended since. */
async function absencesTold({ store }: SeatsOptions, machineIds: string[]): Promise<Set<string>> {
  const active = await store.transact(tx => tx.alarms.active(machineIds))
  return new Set(active.filter(alarm => alarm.code === offlineAlarm).map(alarm => alarm.machineId))
}

function wentAway({ lastSeen }: Seat, since: string): PresenceFact {
  return { type: 'machine_offline', at: since, payload: lastSeen === null ? {} : { last_seen: lastSeen } }
}

function isBack({ protocol, software }: MachineConnection, at: string, since: string | null): PresenceFact {
  const away = since === null ? {} : { away_since: since, away_s: Math.max(0, Math.round((Date.parse(at) - Date.parse(since)) / 1000)) }
  return { type: 'machine_online', at, payload: { ...away, protocol, software } }
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
