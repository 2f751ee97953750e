/** How worried an operator should be about a machine, and the order that follows from it. Pure. */
import type { LiveAlarm, LiveMachine } from './state.ts'

export type Tone = 'stop' | 'attend' | 'stale' | 'flow'

/** Nothing heard for this long greys a machine, even while its link stands. */
export const staleAfterMs = 90_000

const weight: Record<Tone, number> = { stop: 0, attend: 1, stale: 2, flow: 3 }

/** Whether what is shown of the machine is too old to act on. */
export function isStale(machine: LiveMachine | undefined, nowMs: number): boolean {
  if (machine === undefined || machine.online === false) return true
  // A device on MQTT speaks as seldom as its maker wished; from when on that is too seldom, the hub knows.
  if (machine.treatment?.device !== undefined) return false
  return machine.heardAtMs === undefined || nowMs - machine.heardAtMs > staleAfterMs
}

/**
 * `stop`: a critical alarm or a barrier fault. `attend`: a warning, a device that dropped out, maintenance.
 * `stale`: not heard of, see {@link isStale}. `flow`: all well. A machine that is silent keeps its grave alarms.
 */
export function toneOf(machine: LiveMachine | undefined, alarms: readonly LiveAlarm[], stale: boolean): Tone {
  if (alarms.some(alarm => alarm.severity === 'critical' && alarm.code !== 'machine_offline')) return 'stop'
  if (stale) return 'stale'
  if (machine?.gate?.status === 'fault' || machine?.system?.lane?.phase === 'fault') return 'stop'
  if (machine?.treatment?.state === 'fault' || machine?.treatment?.switches.emergency_stop === true) return 'stop'
  const water = waterTone(machine)
  if (water === 'stop' || alarms.some(alarm => alarm.severity !== 'info')) return water ?? 'attend'
  if (missingDevices(machine).length > 0 || machine?.gate?.status === 'unknown') return 'attend'
  if (water !== undefined) return water
  return machine?.system?.mode === undefined || machine.system.mode === 'active' ? 'flow' : 'attend'
}

/**
 * Water that is bad, or a sensor that cannot be believed, stops, as their alarms are critical; what is being done about it, what nobody
 * knows, and a closed sale want a look: how grave what closed it is, its own alarm says. Undefined while all is well.
 */
function waterTone(machine: LiveMachine | undefined): 'stop' | 'attend' | undefined {
  const { water, quality } = machine ?? {}
  if (quality?.interlock === 'flushing' || quality?.interlock === 'retesting') return 'attend'
  const isSensor = quality?.verdict === 'unknown' && quality.reasons.some(reason => reason.startsWith('sensor_'))
  if (quality?.verdict === 'bad' || quality?.interlock === 'locked' || isSensor) return 'stop'
  return quality?.verdict === 'unknown' || water?.sale?.phase === 'closed' ? 'attend' : undefined
}

/** Names of the devices the machine has and cannot reach. */
export function missingDevices(machine: LiveMachine | undefined): string[] {
  return Object.entries(machine?.hardware ?? {})
    .filter(([, device]) => typeof device === 'object' && device !== null && 'connected' in device && device.connected === false)
    .map(([name]) => name)
}

const names = new Intl.Collator(undefined, { numeric: true })

/** Names in the order people read them; the comparer is made once, which is what takes its time. */
export function byName(a: string, b: string): number {
  return names.compare(a, b)
}

/** Orders by trouble, then by the number of alarms, then by name as people read it. */
export function byTrouble<T extends { tone: Tone; alarmCount: number; name: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => weight[a.tone] - weight[b.tone] || b.alarmCount - a.alarmCount || byName(a.name, b.name))
}
