/** Who is connected, and the way of a command to its machine. */
import type { Site } from '@palang/config'
import { CodedError, isoNow, uuidv7, type Clock, type Log, type Timer } from '@palang/kit'
import { closeCode, isTerminal, type CommandResult, type Envelope } from '@palang/protocol'
import { alarmMessage, clear, raise } from '../domain/alarms.ts'
import type { CommandRequest, Fleet, Live, MachinePresence } from '../services.ts'
import type { CommandRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import type { CommandBook } from './command-book.ts'
import type { MachineConnection } from './connection.ts'
import { proofFromStatus } from './source-document.ts'

/** Milliseconds. */
export const fleetDelays = {
  /** A command may start only this long after it was given. */
  deadline: 10_000,
  /** After the deadline, how much longer the evidence of an accepted command may take. */
  evidence: 15_000,
  /** A machine away for this long raises an alarm. */
  offlineAlarm: 30_000,
} as const

export interface FleetHub extends Fleet {
  /** The newest connection of a machine wins; an earlier one is closed. */
  connected(connection: MachineConnection): Promise<void>
  disconnected(connection: MachineConnection): void
  /** The machine said something. */
  heard(machineId: string): void
  /** A `<type>_response` or a journal's answer. */
  answered(machineId: string, result: CommandResult): Promise<void>
  /** A status of a machine that does not answer commands may still prove one. */
  observed(connection: MachineConnection, message: Envelope): Promise<void>
  start(): Promise<void>
  stop(): void
}

interface Seat {
  connection: MachineConnection | undefined
  since: string | null
  lastSeen: string | null
  offlineTimer: Timer | undefined
}

export interface FleetOptions {
  site: Site
  store: Store
  clock: Clock
  log: Log
  live: Live
  book: CommandBook
  hubEpoch: string
}

/** The fleet of one site. */
export function createFleet({ site, store, clock, log, live, book, hubEpoch }: FleetOptions): FleetHub {
  const seats = new Map<string, Seat>(site.machines.map(m => [m.id, { connection: undefined, since: null, lastSeen: null, offlineTimer: undefined }]))
  const timers = new Map<string, Timer>()

  const seatOf = (machineId: string): Seat => {
    const seat = seats.get(machineId)
    if (seat === undefined) throw new CodedError('unknown_machine', `there is no machine ${machineId}`)
    return seat
  }

  const tellPresence = (machineId: string, seat: Seat) =>
    live.publish({ type: 'presence', machineId, payload: { machine_id: machineId, online: seat.connection !== undefined, ...(seat.since === null ? {} : { since: seat.since }) } })

  async function setOfflineAlarm(machineId: string, on: boolean): Promise<void> {
    const at = isoNow(clock)
    const changed = await store.transact(async tx => {
      const active = (await tx.alarms.active([machineId])).find(alarm => alarm.code === 'machine_offline')
      const next = on ? raise(active, { machineId, code: 'machine_offline', severity: 'critical', message: 'The machine is not connected', at }) : clear(active, at)
      if (next !== undefined) await tx.alarms.putMany([next])
      return next
    })
    if (changed !== undefined) live.publish({ type: 'alarm', machineId, payload: alarmMessage(changed), at })
  }

  const background = (work: Promise<unknown>, what: string) => {
    work.catch((error: unknown) => log.error({ err: error }, what))
  }

  function watch(command: CommandRecord): void {
    const untilDeadline = Math.max(0, Date.parse(command.deadline) - clock.now())
    const giveUp = () => background(book.report({ command_id: command.id, state: 'unknown', error: { code: 'outcome_unknown', message: 'no answer in time' } }), 'command time-out')
    const deadlinePassed = () => {
      const now = book.get(command.id)
      if (now === undefined || isTerminal(now.state)) return
      if (now.state === 'accepted') timers.set(command.id, clock.after(fleetDelays.evidence, giveUp))
      else giveUp()
    }
    timers.set(command.id, clock.after(untilDeadline, deadlinePassed))
  }

  async function deliver(connection: MachineConnection, command: CommandRecord): Promise<CommandRecord> {
    const message =
      connection.protocol === 0
        ? { type: command.type, machine_id: command.machineId, gate_id: command.machineId, timestamp: isoNow(clock), payload: command.payload }
        : {
            type: command.type,
            machine_id: command.machineId,
            id: command.id,
            timestamp: isoNow(clock),
            deadline: command.deadline,
            hub_epoch: hubEpoch,
            payload: { ...command.payload, ...(command.sessionId === null ? {} : { session_id: command.sessionId }) },
          }
    watch(command)
    if (!connection.send(message)) {
      return (await book.report({ command_id: command.id, state: 'rejected', error: { code: 'machine_offline', message: 'the link broke before the command left' } })) ?? command
    }
    return connection.protocol === 0 ? command : book.wait(command.id, state => state !== 'sent' && state !== 'queued')
  }

  async function refuseOffline(command: CommandRecord): Promise<never> {
    const error = { code: 'machine_offline', message: `${command.machineId} is not connected` }
    await book.report({ command_id: command.id, state: 'rejected', error })
    throw new CodedError('machine_offline', error.message, { retryable: true, detail: { command_id: command.id } })
  }

  function settleOf(machineId: string): (result: CommandResult) => Promise<void> {
    return async result => {
      const command = book.get(result.command_id)
      if (command === undefined || command.machineId !== machineId) return
      const after = await book.report(result)
      if (after === undefined || !isTerminal(after.state)) return
      timers.get(after.id)?.cancel()
      timers.delete(after.id)
    }
  }

  return {
    presence: () => [...seats].map(([machineId, seat]): MachinePresence => ({
      machineId,
      online: seat.connection !== undefined,
      since: seat.since,
      lastSeen: seat.lastSeen,
      protocol: seat.connection?.protocol ?? null,
      software: seat.connection?.software ?? null,
    })),
    isOnline: machineId => seats.get(machineId)?.connection !== undefined,
    async send(request) {
      const seat = seatOf(request.machineId)
      const { command, isNew } = await book.open(commandFrom(request, clock), seat.connection === undefined ? 'queued' : 'sent')
      if (!isNew) return isTerminal(command.state) ? command : book.wait(command.id, state => state !== 'sent' && state !== 'queued')
      const connection = seat.connection
      return connection === undefined || command.state === 'queued' ? refuseOffline(command) : deliver(connection, command)
    },
    ended: id => book.wait(id, isTerminal),
    async connected(connection) {
      const seat = seatOf(connection.machineId)
      const earlier = seat.connection
      seat.connection = connection
      seat.since = isoNow(clock)
      seat.lastSeen = seat.since
      seat.offlineTimer?.cancel()
      earlier?.close(closeCode.replaced, 'a newer connection of this machine')
      tellPresence(connection.machineId, seat)
      log.info({ machine: connection.machineId, protocol: connection.protocol, software: connection.software }, 'machine connected')
      await setOfflineAlarm(connection.machineId, false)
      const open = book.underWay(connection.machineId).filter(command => command.state !== 'queued')
      if (connection.protocol === 1 && open.length > 0) connection.send({ type: 'ask_journal', payload: { command_ids: open.map(command => command.id) } })
    },
    disconnected(connection) {
      const seat = seats.get(connection.machineId)
      if (seat === undefined || seat.connection !== connection) return
      seat.connection = undefined
      seat.since = isoNow(clock)
      tellPresence(connection.machineId, seat)
      log.warn({ machine: connection.machineId }, 'machine disconnected')
      seat.offlineTimer = clock.after(fleetDelays.offlineAlarm, () => background(setOfflineAlarm(connection.machineId, true), 'offline alarm'))
    },
    heard(machineId) {
      const seat = seats.get(machineId)
      if (seat !== undefined) seat.lastSeen = isoNow(clock)
    },
    answered: (machineId, result) => settleOf(machineId)(result),
    async observed(connection, message) {
      if (connection.protocol !== 0) return
      for (const command of book.underWay(connection.machineId)) {
        const proof = proofFromStatus(command, message)
        if (proof !== undefined) await settleOf(connection.machineId)(proof)
      }
    },
    async start() {
      const open = await store.commands.unresolved()
      book.adopt(open)
      for (const command of open.filter(c => !isTerminal(c.state))) {
        const state = command.state === 'queued' ? 'expired' : 'unknown'
        await book.report({ command_id: command.id, state, error: { code: state === 'expired' ? 'expired' : 'outcome_unknown', message: 'the hub restarted' } })
      }
      for (const [machineId, seat] of seats) {
        tellPresence(machineId, seat)
        seat.offlineTimer = clock.after(fleetDelays.offlineAlarm, () => background(setOfflineAlarm(machineId, true), 'offline alarm'))
      }
    },
    stop() {
      for (const timer of timers.values()) timer.cancel()
      for (const seat of seats.values()) {
        seat.offlineTimer?.cancel()
        seat.connection?.close(closeCode.goingAway, 'the hub stops')
      }
    },
  }
}

function commandFrom(request: CommandRequest, clock: Clock): CommandRecord {
  return {
    id: request.id ?? uuidv7(clock.now()),
    machineId: request.machineId,
    type: request.type,
    payload: request.payload,
    state: 'queued',
    actor: request.actor.id,
    reason: request.reason ?? null,
    sessionId: request.sessionId ?? null,
    idempotencyKey: request.idempotencyKey ?? null,
    deadline: new Date(clock.now() + fleetDelays.deadline).toISOString(),
    createdAt: isoNow(clock),
    endedAt: null,
    evidence: null,
    error: null,
  }
}
