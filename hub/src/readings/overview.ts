/** Every water machine at a glance: its newest reading, how it does, and the line of its last day. */
import { isoNow } from '@palang/kit'
import { machineMode, waterQuality, type AllLatestMetrics, type LatestMetrics, type WaterQuality } from '@palang/protocol'
import { isHidden, type Reach } from '../access/reach.ts'
import { healthOf, statusWordOf } from '../domain/machine-health.ts'
import { nearLimits } from '../domain/water-quality.ts'
import type { HubServices, MachinePresence } from '../services.ts'
import type { AlarmRecord, MachineRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { createDayTrends, type Trend } from './day-trends.ts'

type Parts = Pick<HubServices, 'site' | 'store' | 'clock' | 'fleet' | 'live' | 'readings'>

export interface Overview {
  /** All that is within reach, by id. */
  latest(reach: Reach): Promise<AllLatestMetrics>
}

/** Answers from memory but for the hours, the alarms and the calibrations, which are one read each. */
export function createOverview(parts: Parts): Overview {
  const { site, store, clock, fleet } = parts
  const trends = createDayTrends(parts)
  const checked: Checked = new WeakMap()
  return {
    async latest(reach) {
      const nowIso = isoNow(clock)
      const [all, ofHours, alarms, calibrations] = await Promise.all([
        store.machines.all(),
        trends.now(),
        activeAlarms(store, reach),
        store.waterCare.newestCalibrations(),
      ])
      const presence = new Map(fleet.presence().map(one => [one.machineId, one]))
      const overdue = new Set(calibrations.flatMap(({ machineId, dueAt }) => (dueAt <= nowIso ? [machineId] : [])))
      const items = all
        .filter(({ id, family }) => family === 'water' && presence.has(id) && !isHidden(reach, id))
        .map(machine =>
          viewOf(parts, machine, {
            presence: presence.get(machine.id),
            trend: ofHours(machine.id),
            alarms: alarms.get(machine.id) ?? [],
            calibrationOverdue: overdue.has(machine.id),
            quality: newestQuality(parts, machine.id, checked),
          }),
        )
      return { items: items.toSorted((a, b) => collator.compare(a.machine_id, b.machine_id)), thresholds: site.water.thresholds }
    },
  }
}

/** `vending-2` before `vending-10`. */
const collator = new Intl.Collator('en', { numeric: true })

interface Known {
  presence: MachinePresence | undefined
  trend: Trend
  alarms: readonly AlarmRecord[]
  calibrationOverdue: boolean
  quality: NewestQuality
}

function viewOf(parts: Parts, machine: MachineRecord, { presence, trend, alarms, calibrationOverdue, quality }: Known): LatestMetrics {
  const { site, clock, live } = parts
  const online = presence?.online === true
  const mode = machineMode.safeParse(live.latestOf(machine.id, 'system_status')?.payload['mode']).data ?? machine.mode
  const ageMs = quality.at === null ? null : Math.max(0, clock.now() - Date.parse(quality.at))
  const isOverdue = calibrationOverdue || quality.reasons.includes('calibration_overdue')
  const { verdict, reasons: why } = quality
  const near = verdict === 'good' ? nearLimits(quality, site.water.thresholds) : []
  const { health, reasons } = healthOf({ online, mode, ageMs, verdict, reasons: why, near, alarms, calibrationOverdue: isOverdue })
  return {
    machine_id: machine.id,
    name: machine.name,
    status: statusWordOf({ online, mode }),
    health,
    reasons,
    at: quality.at,
    age_s: ageMs === null ? null : Math.floor(ageMs / 1000),
    tds: quality.tds,
    ph: quality.ph,
    temperature: quality.temperature,
    verdict,
    interlock: quality.interlock,
    trend,
  }
}

type NewestQuality = Pick<WaterQuality, 'at' | 'tds' | 'ph' | 'temperature' | 'verdict' | 'reasons'> & Pick<LatestMetrics, 'interlock'>

/** What the machine or the hub last told, else what the store had of it when the hub started. */
function newestQuality({ live, readings }: Parts, machineId: string, checked: Checked): NewestQuality {
  const message = live.latestOf(machineId, 'water_quality')
  const told = message === undefined ? undefined : checkedQuality(message.payload, checked)
  if (told !== undefined) return told
  const { latest, verdict, reasons } = readings.standingOf(machineId)
  const { at = null, tds = null, ph = null, temperature = null } = latest ?? {}
  return { at, tds, ph, temperature, verdict, reasons: [...reasons], interlock: null }
}

/** Each word of a machine is checked once, not at every look at all of them. */
type Checked = WeakMap<object, WaterQuality | undefined>

function checkedQuality(payload: object, checked: Checked): WaterQuality | undefined {
  if (!checked.has(payload)) checked.set(payload, waterQuality.safeParse(payload).data)
  return checked.get(payload)
}

async function activeAlarms(store: Store, { only }: Reach): Promise<ReadonlyMap<string, AlarmRecord[]>> {
  const found: AlarmRecord[] = []
  let cursor: string | undefined
  do {
    const page = await store.alarms.list({ state: 'active', machineIds: only?.machineIds }, { limit: 500, cursor })
    found.push(...page.items)
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return Map.groupBy(found, ({ machineId }) => machineId)
}
