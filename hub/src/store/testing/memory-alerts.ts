/** What was told of alarms, in the store in memory. */
import type { AlarmRecord, AlertDeliveryRecord } from '../records.ts'
import type { Page, Paged, Store, Tx } from '../store.ts'

export interface AlertShelves {
  alarms: Map<string, AlarmRecord>
  alertDeliveries: Map<string, AlertDeliveryRecord>
}

/** The part of a transaction that notes what is told. */
export function memoryAlertsTx({ alertDeliveries }: AlertShelves): Tx['alerts'] {
  return {
    putMany: async deliveries => deliveries.forEach(delivery => alertDeliveries.set(delivery.id, delivery)),
    forget: async before => {
      for (const { id, createdAt, endedAt } of [...alertDeliveries.values()])
        if (createdAt < before && endedAt !== null) alertDeliveries.delete(id)
    },
  }
}

/** What is read of it. */
export function memoryAlerts(
  { alarms, alertDeliveries }: AlertShelves,
  paged: <T>(records: readonly T[], page: Page) => Paged<T>,
): Store['alerts'] {
  const all = () => [...alertDeliveries.values()]
  return {
    list: async ({ recipient, state }, page) => {
      const fits = (row: AlertDeliveryRecord) =>
        (recipient === undefined || row.recipient === recipient) && (state === undefined || row.state === state)
      return paged(all().filter(fits).toReversed(), page)
    },
    unended: async () => all().filter(({ state }) => state === 'waiting' || state === 'sending'),
    since: async at => all().filter(({ createdAt }) => createdAt >= at),
    alarms: async ({ raisedSince, ids }) =>
      [...alarms.values()].filter(({ id, state, raisedAt }) => state === 'active' || raisedAt >= raisedSince || ids.includes(id)),
  }
}
