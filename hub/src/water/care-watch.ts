/** What water machines need a person for, told as alarms: an empty tank, a filter or lamp at its end, a calibration that is overdue. */
import { isoNow, type Log } from '@palang/kit'
import type { ConsumableView } from '@palang/protocol'
import { overdueOf } from '../domain/calibrations.ts'
import { inRounds, type Rounds, showAlarms, type ShownCondition } from '../rounds.ts'
import type { HubServices } from '../services.ts'
import { waterMachinesOf } from '../site-machines.ts'
import { consumablesOf } from './consumables.ts'

/** Milliseconds. */
const careWatchDelays = { first: 60_000, every: 5 * 60_000, again: 60_000 } as const

const alarmOf = { tank: 'tank_low', filter: 'filter_due', uv: 'uv_due' } as const

export type CareParts = Pick<HubServices, 'store' | 'site' | 'clock' | 'fleet' | 'live'>

export interface CareWatch extends Pick<Rounds, 'start' | 'stop'> {
  /** Looks now. */
  look(): Promise<void>
}

/** Not watching yet. */
export function watchCare(parts: CareParts & { log: Log }): CareWatch {
  const isAny = waterMachinesOf(parts.site).length > 0
  const look = async () => {
    if (!isAny) return
    const due = (await consumablesOf(parts, () => true)).map(conditionOf)
    await showAlarms(parts, [...due, ...(await overdueCalibrations(parts))])
  }
  return {
    look,
    ...inRounds({ ...parts, delays: careWatchDelays, round: look, failure: 'what water machines need could not be looked at' }),
  }
}

/** Raises or clears what stands about one machine after a renewal, without waiting for the next round. */
export async function tellWhatIsDue(parts: CareParts, machineId: string): Promise<void> {
  const views = await consumablesOf(parts, id => id === machineId)
  await showAlarms(parts, views.map(conditionOf))
}

function conditionOf({ machine_id: machineId, kind, unit, left, capacity, due }: ConsumableView): ShownCondition {
  const message = due ? `${left} of ${capacity} ${unit} left` : undefined
  return { machineId, code: alarmOf[kind], severity: 'warning', message }
}

/** Machines that speak the link protocol know by themselves when they are to be calibrated; the hub speaks for the others. */
async function overdueCalibrations({ store, site, fleet, clock }: CareParts): Promise<ShownCondition[]> {
  const speaks = new Set(fleet.presence().flatMap(({ machineId, protocol }) => (protocol === 1 ? [machineId] : [])))
  const mute = waterMachinesOf(site).flatMap(({ id }) => (speaks.has(id) ? [] : [id]))
  const overdue = Map.groupBy(overdueOf(await store.waterCare.newestCalibrations(mute), isoNow(clock)), ({ machineId }) => machineId)
  return mute.map(machineId => {
    const late = overdue.get(machineId) ?? []
    const message = late.length === 0 ? undefined : late.map(({ kind, dueAt }) => `${kind} since ${dueAt.slice(0, 10)}`).join(', ')
    return { machineId, code: 'calibration_overdue', severity: 'warning', message }
  })
}
