/** What a treatment machine is doing, as a person at the console wants to know it. Pure. */
import type { TreatmentEvent, DeviceEventView } from '@palang/protocol'
import type { LiveMachine, LiveTreatment } from '../../live/state.ts'
import { byName } from '../../live/trouble.ts'
import type { MachineRow } from '../../site/site.tsx'
import type { Tone } from '../../ui/tone.tsx'
import { type MachineState, machineStates } from './machine-state.ts'

export const stateTone: Readonly<Record<MachineState, Tone>> = {
  emergency: 'stop',
  fault: 'stop',
  door: 'attend',
  offline: 'stale',
  closed: 'attend',
  unknown: 'stale',
  cooling: 'info',
  running: 'info',
  idle: 'flow',
}

/** When what runs, or the rest after it, ends: local clock, milliseconds. */
export function endOf(machine: LiveMachine | undefined): number | undefined {
  const { treatment, treatmentAtMs } = machine ?? {}
  if (treatment?.remaining_s === null || treatment?.remaining_s === undefined || treatmentAtMs === undefined) return undefined
  return treatment.state === 'running' || treatment.state === 'cooling' ? treatmentAtMs + treatment.remaining_s * 1000 : undefined
}

export interface ListedMachine {
  row: MachineRow
  state: MachineState
}

/** The worrying ones first, then what runs, then by name. */
export function byState(machines: readonly ListedMachine[]): ListedMachine[] {
  return machines.toSorted((a, b) => machineStates.indexOf(a.state) - machineStates.indexOf(b.state) || byName(a.row.name, b.row.name))
}

/** One line of the newest treatments, from whichever side it was heard. */
export interface EventLine {
  id: string
  at: string
  treatment: TreatmentEvent['treatment']
  phase: TreatmentEvent['phase']
  machineId: string | null
  deviceId: string | null
  sessionId: string | null
  /** Undefined until it was read over HTTP. */
  clock: DeviceEventView['clock'] | undefined
}

/** What the link told and what was read, each event once, the newest first, at most `most`. */
export function eventLines(read: readonly DeviceEventView[], heard: readonly LiveTreatment[], most: number): EventLine[] {
  const known = new Set(read.map(({ id }) => id))
  const lines: EventLine[] = read.map(event => ({
    id: event.id,
    at: event.occurred_at,
    treatment: event.event_type,
    phase: event.phase,
    machineId: event.machine_id,
    deviceId: event.device_id,
    sessionId: event.session_id,
    clock: event.clock,
  }))
  for (const { machineId, event } of heard)
    if (!known.has(event.event_id))
      lines.push({
        id: event.event_id,
        at: event.at,
        treatment: event.treatment,
        phase: event.phase,
        machineId: machineId ?? null,
        deviceId: event.device_id,
        sessionId: event.session_id ?? null,
        clock: undefined,
      })
  return lines.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, most)
}
