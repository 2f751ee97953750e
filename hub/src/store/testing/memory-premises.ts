/** Outlets, machines and the work on them, in the store in memory. */
import type { MachineDetailRecord, MaintenanceRecord, OutletDetailRecord, PremisesStore, PremisesTx } from '../premises.ts'
import type { MachineRecord, OutletRecord, SessionRecord } from '../records.ts'
import type { Shelf } from '../store.ts'
import type { TreatmentShelves } from './memory-treatments.ts'

export interface PremisesShelves {
  outletDetails: Map<string, OutletDetailRecord>
  machineDetails: Map<string, MachineDetailRecord>
  maintenance: MaintenanceRecord[]
}

export function premisesShelves(): PremisesShelves {
  return { outletDetails: new Map(), machineDetails: new Map(), maintenance: [] }
}

type Shelves = PremisesShelves &
  Pick<TreatmentShelves, 'deviceEvents' | 'telemetryAssignments'> & {
    outlets: OutletRecord[]
    machines: Map<string, MachineRecord>
    sessions: Map<string, SessionRecord>
  }

type ShelfOf = <T extends { id: string }>(records: Map<string, T>) => Shelf<T>

/** The part of a transaction. */
export function memoryPremisesTx(shelves: Shelves, shelf: ShelfOf): PremisesTx {
  const { outlets, maintenance } = shelves
  const drop = (id: string) => {
    const index = outlets.findIndex(outlet => outlet.id === id)
    return index !== -1 && outlets.splice(index, 1).length === 1
  }
  return {
    outlets: {
      get: async id => outlets.find(outlet => outlet.id === id),
      put: async outlet => {
        drop(outlet.id)
        outlets.push(outlet)
      },
      remove: async id => drop(id),
    },
    outletDetails: shelf(shelves.outletDetails),
    machineDetails: shelf(shelves.machineDetails),
    addMaintenance: async entry => void maintenance.push(entry),
    hasHistory: async machineId =>
      [shelves.sessions, shelves.deviceEvents, shelves.telemetryAssignments]
        .flatMap((kept): { machineId: string | null }[] => [...kept.values()])
        .concat(maintenance)
        .some(one => one.machineId === machineId),
    useOf: async outletId => {
      const standing = [...shelves.machines.values()].filter(machine => machine.outletId === outletId)
      const kept = standing.filter(({ id }) => (shelves.machineDetails.get(id)?.retiredAt ?? null) === null)
      const isUsed = standing.length > 0 || [...shelves.sessions.values()].some(session => session.outletId === outletId)
      return { machines: kept.length, isUsed }
    },
  }
}

/** What is read. */
export function memoryPremises({ outletDetails, machineDetails, maintenance }: PremisesShelves): PremisesStore {
  const newestFirst = () => maintenance.toSorted((a, b) => (`${a.date} ${a.id}` < `${b.date} ${b.id}` ? 1 : -1))
  return {
    outletDetails: async () => [...outletDetails.values()],
    machineDetails: async () => [...machineDetails.values()],
    maintenance: async (machineId, limit) =>
      newestFirst()
        .filter(one => one.machineId === machineId)
        .slice(0, limit),
    lastMaintenance: async () => {
      const newest = new Map(
        newestFirst()
          .toReversed()
          .map(one => [one.machineId, one.date]),
      )
      return [...newest].map(([machineId, date]) => ({ machineId, date }))
    },
  }
}
