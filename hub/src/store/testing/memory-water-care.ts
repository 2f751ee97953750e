/** Prices, calibrations and renewals of the store in memory. */
import { isSold } from '../../domain/sales.ts'
import type { FactRecord, SessionRecord } from '../records.ts'
import type { CalibrationRecord, PriceListRecord, RenewalRecord, SaleTotal, WaterCareStore, WaterCareTx } from '../water-care.ts'

export interface CareShelves {
  priceLists: PriceListRecord[]
  calibrations: CalibrationRecord[]
  renewals: RenewalRecord[]
}

export function careShelves(): CareShelves {
  return { priceLists: [], calibrations: [], renewals: [] }
}

export function memoryWaterCare({
  priceLists,
  calibrations,
  renewals,
  sessions,
  facts,
}: CareShelves & { sessions: Map<string, SessionRecord>; facts: FactRecord[] }): WaterCareStore & WaterCareTx {
  const during = (at: string | null, from?: string, to?: string) =>
    at !== null && (from === undefined || at >= from) && (to === undefined || at < to)
  return {
    priceLists: async () => [...priceLists],
    newestCalibrations: async machineIds =>
      newestOf(calibrations).filter(({ machineId }) => machineIds === undefined || machineIds.includes(machineId)),
    newestRenewals: async () => newestOf(renewals),
    addPriceList: async list => void priceLists.push(list),
    addCalibration: async calibration => void calibrations.push(calibration),
    addRenewal: async renewal => void renewals.push(renewal),
    calibrations: async ({ machineId, from, to }, limit) =>
      calibrations
        .filter(one => one.machineId === machineId && during(one.calibratedAt, from, to))
        .toReversed()
        .slice(0, limit),
    delivered: async asked =>
      asked.map(({ machineId, since }) =>
        [...sessions.values()]
          .filter(one => one.machineId === machineId && during(one.closedAt, since))
          .reduce((sum, { pour }) => sum + (pour?.deliveredMl ?? 0), 0),
      ),
    presenceSince: async (machineIds, since) =>
      facts
        .filter(
          ({ type, machineId, occurredAt }) => /^machine_o(n|ff)line$/.test(type) && machineIds.includes(machineId) && occurredAt >= since,
        )
        .map(({ machineId, occurredAt: at, type }) => ({ machineId, at, isOnline: type === 'machine_online' })),
    interlockSteps: async ({ machineId, from, to }, limit) =>
      facts
        .filter(one => one.machineId === machineId && one.type === 'interlock_step' && during(one.occurredAt, from, to))
        .toSorted((a, b) => (a.occurredAt < b.occurredAt ? 1 : -1))
        .slice(0, limit),
    async salesBy({ from, to, machineIds, group, utcOffsetMs }) {
      const totals: SaleTotal[] = []
      for (const { machineId, closedAt, pour } of sessions.values()) {
        if (
          pour === null ||
          pour.result === null ||
          closedAt === null ||
          !during(closedAt, from, to) ||
          machineIds?.includes(machineId) === false
        )
          continue
        const wall = new Date(Date.parse(closedAt) + utcOffsetMs).toISOString()
        const key = { machine: machineId, volume: String(pour.orderedMl), hour: wall.slice(11, 13), day: wall.slice(0, 10) }[group]
        const counted = isSold(pour) ? { sales: 1, givenUp: 0 } : { sales: 0, givenUp: 1 }
        totals.push({ key, result: pour.result, ...counted, deliveredMl: pour.deliveredMl ?? 0, charged: pour.charged ?? 0 })
      }
      return totals
    },
  }
}

/** The last one written of each machine and kind. */
function newestOf<T extends { machineId: string; kind: string }>(records: readonly T[]): T[] {
  return [...new Map(records.map(one => [`${one.machineId} ${one.kind}`, one])).values()]
}
