/** What people say of a machine beyond what the hub goes by. */
import type { MachineView } from '@palang/protocol'
import { dueDay } from './domain/maintenance-due.ts'
import type { MachineDetailRecord } from './store/premises.ts'
import type { MachineRecord } from './store/records.ts'
import type { Store, Tx } from './store/store.ts'

/** What is kept of the machine, or what holds as long as nothing is. */
export async function detailsIn(tx: Pick<Tx, 'premises'>, id: string): Promise<MachineDetailRecord> {
  return (await tx.premises.machineDetails.get(id)) ?? noDetails(id)
}

type DetailFields = Pick<
  MachineView,
  'outlet' | 'machine_type' | 'is_active' | 'installed_date' | 'last_maintenance' | 'next_maintenance' | 'retired_at'
>

/** Of each machine what people said of it; nothing for one of another family of which nobody said anything. Read once for a whole list. */
export async function machineDetails({ premises }: Pick<Store, 'premises'>): Promise<(machine: MachineRecord) => DetailFields> {
  const [details, work] = await Promise.all([premises.machineDetails(), premises.lastMaintenance()])
  const detailOf = new Map(details.map(detail => [detail.id, detail]))
  const lastOf = new Map(work.map(({ machineId, date }) => [machineId, date]))
  return ({ id, family, outletId, mode }) => {
    if (family !== 'ozone' && !detailOf.has(id)) return {}
    const { machineType, installedDate, planDays, retiredAt } = detailOf.get(id) ?? noDetails(id)
    const last = lastOf.get(id) ?? null
    return {
      outlet: outletId,
      machine_type: machineType,
      is_active: mode !== 'disabled',
      installed_date: installedDate,
      last_maintenance: last,
      next_maintenance: dueDay(planDays, last ?? installedDate),
      retired_at: retiredAt,
    }
  }
}

/** The type is that of the source document. */
function noDetails(id: string): MachineDetailRecord {
  return { id, machineType: 'Ozone Generator', installedDate: null, planDays: null, planTreatments: null, retiredAt: null }
}
