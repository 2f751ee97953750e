/** The recounts of the store in memory. */
import type { FactRecord, SessionRecord } from '../records.ts'
import type { Place, RecountRecord, RecountStore, RecountTx } from '../recounts.ts'
import type { Page, Paged } from '../store.ts'

interface RecountShelves {
  recounts: RecountRecord[]
  sessions: Map<string, SessionRecord>
  facts: FactRecord[]
}

export function memoryRecounts(
  { recounts, sessions, facts }: RecountShelves,
  paged: <T>(records: readonly T[], page: Page) => Paged<T>,
): RecountStore & RecountTx {
  const staysAt = ({ outletId, zoneId, vehicleClass, takesUnzoned }: Place) =>
    [...sessions.values()].filter(
      stay =>
        stay.family === 'gate' &&
        stay.outletId === outletId &&
        stay.vehicleClass === vehicleClass &&
        (stay.zoneId === zoneId || (takesUnzoned && stay.zoneId === null)),
    )
  return {
    append: async recount => void recounts.push(recount),
    newest: async outletId => {
      const byPlace = recounts.filter(one => one.outletId === outletId).map(one => [`${one.zoneId} ${one.vehicleClass}`, one] as const)
      return [...new Map(byPlace).values()]
    },
    since: async (place, countedAt) => {
      const stays = staysAt(place)
      const wasInside = (stay: SessionRecord) => stay.enteredAt !== null && stay.enteredAt <= countedAt
      const byHand = stays.filter(stay => stay.state === 'forced' && (stay.closedAt ?? '') > countedAt)
      return {
        stillOpen: stays.filter(stay => stay.closedAt === null && wasInside(stay)).length,
        endedByHand: byHand.filter(wasInside).length,
        allEndedByHand: byHand.length,
      }
    },
    unknownExits: async (from, to) => {
      const exits = facts.filter(
        ({ type, sessionId, payload, occurredAt }) =>
          type === 'vehicle_passed' && sessionId === null && payload['direction'] === 'out' && occurredAt >= from && occurredAt < to,
      )
      return new Map([...Map.groupBy(exits, fact => fact.machineId)].map(([machineId, of]) => [machineId, of.length]))
    },
    list: async ({ outletIds }, page) =>
      paged(recounts.filter(one => outletIds === undefined || outletIds.includes(one.outletId)).toReversed(), page),
    insideLongest: async (place, limit) =>
      staysAt(place)
        .filter(stay => stay.closedAt === null && stay.enteredAt !== null)
        .toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1))
        .slice(0, limit),
  }
}
