/** How a unit says a thing: payloads in the field names of its make. Pure. */
import type { DeviceMapping } from '@palang/config'
import type { Treatment, TreatmentPhase } from '@palang/protocol'
import type { UnitMake, UnitState } from './unit-state.ts'

type Fields = Readonly<Record<string, unknown>>

/** What is told of one treatment. */
export interface Told {
  treatment: Treatment
  phase?: TreatmentPhase
  run?: string
  planned_s?: number
  actual_s?: number
}

/** An event as the make prints it; of `ozon` without identity and phases exactly the lines of the ozone document. */
export function eventPayload(make: UnitMake, state: UnitState, nowMs: number, { treatment, ...more }: Told): string {
  const { mapping } = make
  const counters = tellsOneCounter(mapping) ? { count: state.counts[treatment] } : countersOf(state)
  const identity = make.tellsIdentity ? { id: `${make.deviceId}-${state.boot}-${state.seq}`, seq: state.seq, boot: state.boot } : {}
  return written(mapping.event, { ...ownId(make), event_type: treatment, ...timestamp(state, nowMs), ...counters, ...identity, ...more })
}

/** How the unit is. */
export function statusPayload(make: UnitMake, state: UnitState, nowMs: number): string {
  const base = { ...ownId(make), ...timestamp(state, nowMs), ...countersOf(state) }
  const parts = { wifi_connected: true, rtc_available: state.clockOffMs !== undefined, sd_available: state.hasCard }
  const more = { firmware: make.firmware, uptime_s: uptimeS(state, nowMs), queued: state.queue.length }
  const boot = make.tellsIdentity ? { boot: state.boot } : {}
  return written(make.mapping.status, { ...base, ...parts, ...more, ...boot, ...treating(state, nowMs) })
}

/** That it lives. */
export function heartbeatPayload(make: UnitMake, state: UnitState, nowMs: number): string {
  return written(make.mapping.status, { ...ownId(make), ...timestamp(state, nowMs), uptime_s: uptimeS(state, nowMs) })
}

function treating({ run, coolUntilMs, isDoorOpen, isStopped }: UnitState, nowMs: number): Fields {
  const switches = { door_open: isDoorOpen, emergency_stop: isStopped }
  if (run !== undefined) {
    const leftS = Math.ceil((run.startedMs + run.plannedS * 1_000 - nowMs) / 1_000)
    return { state: 'running', treatment: run.treatment, remaining_s: Math.max(0, leftS), ...switches }
  }
  return { state: isStopped ? 'fault' : nowMs < coolUntilMs ? 'cooling' : 'idle', ...switches }
}

/** The topic already says whose it is; the make that tells one counter does not repeat it. */
function ownId({ deviceId, mapping }: UnitMake): Fields {
  return tellsOneCounter(mapping) ? {} : { device_id: deviceId }
}

function tellsOneCounter(mapping: DeviceMapping): boolean {
  return mapping.event.count !== undefined
}

function countersOf({ counts }: UnitState): Fields {
  return { count_basic: counts.BASIC, count_standard: counts.STANDARD, count_premium: counts.PREMIUM }
}

/** Whole seconds in UTC, as the ozone document prints them. */
function timestamp({ clockOffMs }: UnitState, nowMs: number): Fields {
  if (clockOffMs === undefined) return {}
  return { timestamp: new Date(nowMs + clockOffMs).toISOString().replace(/\.\d+Z$/, 'Z') }
}

function uptimeS({ bootedMs }: UnitState, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - bootedMs) / 1_000))
}

interface Leaf {
  steps: readonly string[]
  value: unknown
}

/** JSON of the fields, each at the place the make has for it. */
function written(places: Readonly<Partial<Record<string, string>>>, fields: Fields): string {
  const leaves = Object.entries(fields).map(([name, value]) => ({ steps: (places[name] ?? name).split('.'), value }))
  return JSON.stringify(tree(leaves))
}

function tree(leaves: readonly Leaf[]): Fields {
  const groups = new Map<string, Leaf[]>()
  for (const { steps, value } of leaves) {
    const [name = '', ...rest] = steps
    groups.set(name, [...(groups.get(name) ?? []), { steps: rest, value }])
  }
  return Object.fromEntries(
    [...groups].map(([name, below]) => [name, below[0]?.steps.length === 0 ? below[0].value : tree(below)] as const),
  )
}
