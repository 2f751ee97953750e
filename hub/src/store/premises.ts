/** What the store keeps of outlets and machines beyond what the hub goes by, and of the work on machines. */
import type { OutletRecord } from './records.ts'
import type { Shelf } from './store.ts'

export interface OutletDetailRecord {
  id: string
  location: string | null
  address: string | null
  contactPerson: string | null
  contactPhone: string | null
  isActive: boolean
  retiredAt: string | null
}

export interface MachineDetailRecord {
  id: string
  machineType: string
  /** A day of the outlet's calendar. */
  installedDate: string | null
  /** Work is due so many days after the last; null is never. */
  planDays: number | null
  /** The same by treatments. */
  planTreatments: number | null
  retiredAt: string | null
}

/** One work on a machine. Never changed. */
export interface MaintenanceRecord {
  id: string
  machineId: string
  /** A day of the outlet's calendar. */
  date: string
  kind: string
  note: string | null
  actor: string
  notedAt: string
}

export interface PremisesTx {
  outlets: Shelf<OutletRecord>
  outletDetails: Shelf<OutletDetailRecord>
  machineDetails: Shelf<MachineDetailRecord>
  addMaintenance(entry: MaintenanceRecord): Promise<void>
  /** Whether anything tells of the machine: a session, an event or a device that was at it, work on it. */
  hasHistory(machineId: string): Promise<boolean>
  /** How many machines that are not retired stand at the outlet, and whether any stood or was treated at there. */
  useOf(outletId: string): Promise<{ machines: number; isUsed: boolean }>
}

export interface PremisesStore {
  outletDetails(): Promise<OutletDetailRecord[]>
  machineDetails(): Promise<MachineDetailRecord[]>
  /** Of one machine, the newest day first, at most `limit`. */
  maintenance(machineId: string, limit: number): Promise<MaintenanceRecord[]>
  /** The newest day of work of each machine that has one. */
  lastMaintenance(): Promise<{ machineId: string; date: string }[]>
}
