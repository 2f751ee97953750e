/** Looking after machines: the plan and the log of each, what is due, and the alarm when it is. */
import { CodedError, isoNow, uuidv7, type Log } from '@palang/kit'
import type { maintenanceEntryBody, maintenancePlanBody, MaintenanceView } from '@palang/protocol'
import type { z } from 'zod'
import { recordedChange } from './access/audit.ts'
import { maintenanceDue, type MaintenanceDue } from './domain/maintenance-due.ts'
import { noTreatments, plus } from './domain/treatment-sums.ts'
import { dateAt, startOfDate } from './edges/http/business-day.ts'
import { detailsIn } from './machine-details.ts'
import { inRounds, showAlarms, type Rounds } from './rounds.ts'
import type { Actor, HubServices } from './services.ts'
import type { MachineRecord } from './store/records.ts'
import type { MachineDetailRecord } from './store/premises.ts'

/** Milliseconds. */
const watchDelays = { first: 60_000, every: 60 * 60_000, again: 5 * 60_000 } as const
const mostEntries = 100

type Parts = Pick<HubServices, 'store' | 'clock' | 'outlets'>

/** The plan, what is due and the newest of the log. */
export async function maintenanceOf(parts: Parts, machine: MachineRecord): Promise<MaintenanceView> {
  const [details, entries] = await Promise.all([
    parts.store.premises.machineDetails(),
    parts.store.premises.maintenance(machine.id, mostEntries),
  ])
  const detail = details.find(({ id }) => id === machine.id)
  const due = await dueOf(parts, machine, detail, entries[0]?.date)
  return {
    machine_id: machine.id,
    plan: { days: detail?.planDays ?? null, treatments: detail?.planTreatments ?? null },
    due: { date: due.date, days_left: due.daysLeft, treatments_left: due.treatmentsLeft, is_due: due.isDue },
    entries: entries.map(({ id, date, kind, note, actor, notedAt }) => ({ id, date, kind, note, actor, noted_at: notedAt })),
  }
}

async function dueOf(
  { store, clock, outlets }: Parts,
  { id, outletId }: MachineRecord,
  detail: MachineDetailRecord | undefined,
  last: string | undefined,
): Promise<MaintenanceDue> {
  const zone = outlets.zoneOf(outletId)
  const today = dateAt(clock.now(), zone)
  const since = last ?? detail?.installedDate ?? null
  const plan = { days: detail?.planDays ?? null, treatments: detail?.planTreatments ?? null }
  const from = since === null ? new Date(0).toISOString() : new Date(startOfDate(since, zone)).toISOString()
  const sums =
    plan.treatments === null
      ? []
      : await store.treatments.sums({ scope: 'machine', scopeIds: [id], size: 'day', from, to: new Date(clock.now() + 1).toISOString() })
  return maintenanceDue(plan, { since, treatments: sums.reduce(plus, noTreatments).total, today })
}

/** Changes when work is due. */
export async function planMaintenance(parts: Parts, actor: Actor, id: string, change: z.output<typeof maintenancePlanBody>): Promise<void> {
  await recordedChange(parts, actor, async (tx, note) => {
    const before = await detailsIn(tx, id)
    const after = {
      ...before,
      planDays: change.days === undefined ? before.planDays : change.days,
      planTreatments: change.treatments === undefined ? before.planTreatments : change.treatments,
    }
    if (after.planDays === before.planDays && after.planTreatments === before.planTreatments) return
    await tx.premises.machineDetails.put(after)
    const said = ({ planDays: days, planTreatments: treatments }: MachineDetailRecord) => ({ days, treatments })
    note({ action: 'plan_maintenance', subject: id, before: said(before), after: said(after) })
  })
}

/** Notes work that was done; it is never changed. Throws `invalid_request` for a day that has not come yet at the outlet. */
export async function noteMaintenance(
  parts: Parts,
  actor: Actor,
  { id: machineId, outletId }: MachineRecord,
  { date: given, kind, note: text }: z.output<typeof maintenanceEntryBody>,
): Promise<void> {
  const { clock, outlets } = parts
  const today = dateAt(clock.now(), outlets.zoneOf(outletId))
  const date = given ?? today
  if (date > today) {
    const message = 'this day has not come yet'
    throw new CodedError('invalid_request', `date: ${message}`, { detail: { errors: [{ path: 'date', message }] } })
  }
  const entry = { id: uuidv7(clock.now()), machineId, date, kind, note: text ?? null, actor: actor.id, notedAt: isoNow(clock) }
  await recordedChange(parts, actor, async (tx, note) => {
    await tx.premises.addMaintenance(entry)
    note({ action: 'note_maintenance', subject: machineId, after: { date, kind, note: entry.note } })
  })
}

/** Not watching yet. `look` shows what is due now as alarms, and clears what is not any more. */
export function watchMaintenance(parts: Parts & Pick<HubServices, 'live'> & { log: Log }) {
  const look = async (): Promise<void> => {
    const { store } = parts
    const [details, work, machines] = await Promise.all([
      store.premises.machineDetails(),
      store.premises.lastMaintenance(),
      store.machines.all(),
    ])
    const planned = details.filter(({ planDays, planTreatments, retiredAt }) => retiredAt === null && (planDays ?? planTreatments) !== null)
    const lastOf = new Map(work.map(({ machineId, date }) => [machineId, date]))
    const conditions = []
    for (const detail of planned) {
      const machine = machines.find(({ id }) => id === detail.id)
      if (machine === undefined) continue
      const due = await dueOf(parts, machine, detail, lastOf.get(detail.id))
      const message = due.isDue ? messageOf(due) : undefined
      conditions.push({ machineId: detail.id, code: 'maintenance_due', severity: 'info' as const, message })
    }
    if (conditions.length > 0) await showAlarms(parts, conditions)
  }
  const rounds: Pick<Rounds, 'start' | 'stop'> = inRounds({
    ...parts,
    delays: watchDelays,
    round: look,
    failure: 'what machines are due for could not be looked at',
  })
  return { look, ...rounds }
}

function messageOf({ date, daysLeft, treatmentsLeft }: MaintenanceDue): string {
  if (treatmentsLeft !== null && treatmentsLeft <= 0) return `${-treatmentsLeft} treatments more than planned since the last work`
  return `due since ${date}, ${-(daysLeft ?? 0)} days ago`
}
