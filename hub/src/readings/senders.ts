/** Who posts and who has fallen silent, of the machines that nobody else watches. */
import { isoNow, type Clock, type Log } from '@palang/kit'
import { inRounds, type Rounds } from '../rounds.ts'
import type { Live, MachinePresence } from '../services.ts'
import type { ReadingRecord } from '../store/readings.ts'
import type { Store } from '../store/store.ts'
import { moveAlarms, tellAlarms, type AlarmMove } from './alarm-moves.ts'
import type { Announced } from './announced.ts'
import { readingDelays } from './delays.ts'
import { readingAlarms } from './stored-standings.ts'

export interface Senders extends Pick<Rounds, 'start' | 'stop'> {
  /** An earlier run of the hub had raised its alarm. */
  wasSilent(machineId: string): void
  /** The alarms that end because these machines are heard again. */
  backAfter(readings: readonly ReadingRecord[]): AlarmMove[]
  /** After the commit. */
  heard(readings: readonly ReadingRecord[]): void
  presence(): MachinePresence[]
}

interface Parts {
  store: Store
  clock: Clock
  log: Log
  live: Pick<Live, 'publish'>
  announced: Pick<Announced, 'has' | 'ids' | 'onRemoved'>
}

interface Seat {
  online: boolean
  since: string | null
  lastSeen: string | null
  heardMs: number
}

/** Nobody was heard yet. */
export function createSenders(parts: Parts): Senders {
  const { clock, log, live, announced } = parts
  const seats = new Map<string, Seat>()
  const silent = new Set<string>()
  let startedMs = 0
  // The same id may come back, as another machine.
  announced.onRemoved(machineId => {
    seats.delete(machineId)
    silent.delete(machineId)
  })

  function turn(machineId: string, online: boolean, heardMs: number): void {
    const before = seats.get(machineId)
    const now = isoNow(clock)
    const since = before?.online === online ? before.since : now
    seats.set(machineId, { online, since, lastSeen: online ? now : (before?.lastSeen ?? null), heardMs })
    if (before?.online === online) return
    live.publish({ type: 'presence', machineId, payload: { machine_id: machineId, online, since } })
  }

  async function look(): Promise<void> {
    const heardMs = (id: string) => seats.get(id)?.heardMs ?? startedMs
    const isDue = (id: string) => !silent.has(id) && clock.monotonic() - heardMs(id) >= readingDelays.silentAfter
    if (!announced.ids('water').some(isDue)) return
    const moves = () =>
      announced
        .ids('water')
        .filter(isDue)
        .map(id => stoppedMove(id, isoNow(clock)))
    const alarms = await parts.store.transact(tx => moveAlarms(tx, moves()))
    for (const { machineId } of alarms) {
      silent.add(machineId)
      turn(machineId, false, heardMs(machineId))
    }
    tellAlarms(live, alarms)
  }

  const { look: every } = readingDelays
  const delays = { first: every, every, again: every }
  const rounds = inRounds({ clock, log, delays, round: look, failure: 'silent machines were not looked for' })
  return {
    wasSilent: machineId => void silent.add(machineId),
    backAfter(readings) {
      const back = new Set(readings.flatMap(({ machineId }) => (silent.has(machineId) ? [machineId] : [])))
      return [...back].map(machineId => ({ kind: 'clear', machineId, code: readingAlarms.stopped, at: isoNow(clock) }))
    },
    heard(readings) {
      for (const { machineId } of readings) {
        silent.delete(machineId)
        if (announced.has(machineId)) turn(machineId, true, clock.monotonic())
      }
    },
    presence: () => announced.ids('water').map(machineId => presenceIn(seats.get(machineId), machineId)),
    start() {
      startedMs = clock.monotonic()
      rounds.start()
    },
    stop: rounds.stop,
  }
}

function presenceIn({ online = false, since = null, lastSeen = null }: Partial<Seat> = {}, machineId: string): MachinePresence {
  return { machineId, online, since, lastSeen, protocol: null, software: null }
}

function stoppedMove(machineId: string, at: string): AlarmMove {
  const message = `no reading for ${readingDelays.silentAfter / 60_000} minutes`
  return { kind: 'raise', machineId, code: readingAlarms.stopped, severity: 'warning', message, at }
}
