/** What is known of a water machine, whichever way it was told: the hub’s figures and the live link, joined. Pure. */
import type { InterlockState, LatestMetrics, MachineHealth, QualityReason, QualityVerdict, WaterQuality } from '@palang/protocol'
import { byName, byTrouble, type Tone } from '../../live/trouble.ts'
import type { MachineRow } from '../../site/site.tsx'

export interface WaterMachine {
  row: MachineRow
  /** Undefined until the hub has been asked, and where it knows no reading. */
  latest: LatestMetrics | undefined
}

export interface Reading {
  tds: number | null
  ph: number | null
  temperature: number | null
  verdict: QualityVerdict
  /** Codes of quality; of the hub's own also alarms and maintenance. */
  reasons: readonly string[]
  interlock: InterlockState | null
  /** When it was measured, milliseconds; undefined while nothing was. */
  atMs: number | undefined
}

function fromLive(quality: WaterQuality): Reading {
  const { tds, ph, temperature, verdict, reasons, interlock, at } = quality
  return { tds, ph, temperature, verdict, reasons, interlock, atMs: at === null ? undefined : Date.parse(at) }
}

/** The newest reading there is; of two equally old ones the link's. */
export function readingOf({ row, latest }: WaterMachine): Reading | undefined {
  const live = row.live?.quality === undefined ? undefined : fromLive(row.live.quality)
  if (latest === undefined) return live
  const atMs = latest.at === null ? undefined : Date.parse(latest.at)
  if (live !== undefined && (live.atMs ?? 0) >= (atMs ?? 0)) return live
  return { ...latest, atMs }
}

/** As the source document names them: what the machine itself says is put first, then the hub's word. */
export function statusOf({ row, latest }: WaterMachine): LatestMetrics['status'] {
  if (row.isStale) return 'OFFLINE'
  const mode = row.live?.system?.mode ?? row.view.mode
  if (mode !== 'active') return 'MAINTENANCE'
  return latest === undefined || latest.status === 'OFFLINE' ? 'ACTIVE' : latest.status
}

const healthTone: Readonly<Record<MachineHealth, Tone>> = { HEALTHY: 'flow', WARNING: 'attend', CRITICAL: 'stop', UNKNOWN: 'stale' }
const toneHealth: Readonly<Record<Tone, MachineHealth>> = { flow: 'HEALTHY', attend: 'WARNING', stop: 'CRITICAL', stale: 'UNKNOWN' }
const gravest: readonly Tone[] = ['stop', 'attend', 'stale', 'flow']

/** How worried to be: the graver of what the hub makes of it and what the link tells. Silence counts before what was known earlier. */
export function troubleOf({ row, latest }: WaterMachine): Tone {
  if (row.isStale) return row.tone === 'stop' ? 'stop' : 'stale'
  const told = latest === undefined || latest.health === 'UNKNOWN' ? row.tone : healthTone[latest.health]
  return gravest.find(tone => tone === told || tone === row.tone) ?? row.tone
}

export function healthOf(machine: WaterMachine): MachineHealth {
  return toneHealth[troubleOf(machine)]
}

/** Why it is not healthy, each reason once: why it does not sell before what else there is. */
export function reasonsOf(machine: WaterMachine): string[] {
  if (machine.row.isStale) return ['offline']
  const now = readingOf(machine)?.reasons ?? []
  const sale = machine.row.live?.water?.sale
  const closed = sale?.phase === 'closed' && sale.reason !== undefined && sale.reason !== 'quality' ? [sale.reason] : []
  const alarms = machine.row.alarms
    .filter(alarm => alarm.severity !== 'info' && (now.length === 0 || !toldByReasons.has(alarm.code)))
    .map(alarm => alarm.code)
  const lasting = (machine.latest?.reasons ?? []).filter(reason => !isPassing(reason))
  return [...new Set([...closed, ...now, ...alarms, ...lasting])]
}

/** Alarms that say in general what the reasons of quality say in particular. */
const toldByReasons: ReadonlySet<string> = new Set(['water_quality_bad', 'sensor_fault'])

/** Reasons that the link tells sooner than the hub is asked again. */
function isPassing(reason: string): boolean {
  return reason === 'offline' || passing.has(reason)
}

const passing: ReadonlySet<string> = new Set<QualityReason>([
  'tds_high',
  'tds_low',
  'ph_high',
  'ph_low',
  'temperature_high',
  'sensor_away',
  'sensor_impossible',
  'sensor_frozen',
  'sensor_jump',
  'no_reading_yet',
])

export const orders = ['trouble', 'name', 'tds', 'ph'] as const
export type Order = (typeof orders)[number]

/** Those that are wanted, in the order that is wanted. A value nobody knows comes last. */
export function sorted(machines: readonly WaterMachine[], order: Order): WaterMachine[] {
  if (order === 'trouble') {
    const keyed = machines.map(machine => ({
      machine,
      name: machine.row.name,
      alarmCount: machine.row.alarmCount,
      tone: troubleOf(machine),
    }))
    return byTrouble(keyed).map(({ machine }) => machine)
  }
  if (order === 'name') return machines.toSorted((a, b) => byName(a.row.name, b.row.name))
  const value = (machine: WaterMachine) => readingOf(machine)?.[order] ?? Number.NEGATIVE_INFINITY
  return machines
    .map(machine => ({ machine, value: value(machine) }))
    .toSorted((a, b) => b.value - a.value)
    .map(({ machine }) => machine)
}

export const filters = ['all', 'trouble', 'ACTIVE', 'MAINTENANCE', 'OFFLINE'] as const
export type Filter = (typeof filters)[number]

/** Whether a chip shows the machine. */
export function isShown(machine: WaterMachine, filter: Filter): boolean {
  if (filter === 'all') return true
  return filter === 'trouble' ? troubleOf(machine) !== 'flow' : statusOf(machine) === filter
}

/** How many machines each chip shows; each machine is looked at once, which is what takes the time with a thousand. */
export function countsOf(machines: readonly WaterMachine[]): Record<Filter, number> {
  const counts: Record<Filter, number> = { all: machines.length, trouble: 0, ACTIVE: 0, MAINTENANCE: 0, OFFLINE: 0 }
  for (const machine of machines) {
    counts[statusOf(machine)] += 1
    if (troubleOf(machine) !== 'flow') counts.trouble += 1
  }
  return counts
}
