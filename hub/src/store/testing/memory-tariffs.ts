/** Tariffs of the memory store. */
import { CodedError } from '@palang/kit'
import { inForceAt } from '../../domain/tariff-starts.ts'
import type { PastStayRecord, TariffStore, TariffTx } from '../tariff-records.ts'
import type { Shelves } from './memory-store.ts'

export function memoryTariffTx(shelves: Pick<Shelves, 'tariffs' | 'tariffStarts'>): TariffTx {
  const get = (id: string, version: number) => shelves.tariffs.find(tariff => tariff.id === id && tariff.version === version)
  return {
    get: async (id, version) => get(id, version),
    async add(tariff) {
      const known = get(tariff.id, tariff.version)
      if (known === undefined) shelves.tariffs.push(tariff)
      else if (JSON.stringify(known.definition) !== JSON.stringify(tariff.definition))
        throw new CodedError('conflict', 'this version has another content')
    },
    start: async start => void shelves.tariffStarts.push(start),
    inForce: async at => inForceAt(shelves.tariffStarts, at),
    starts: async () => shelves.tariffStarts,
  }
}

export function memoryTariffs(
  shelves: Pick<Shelves, 'tariffs' | 'tariffStarts' | 'sessions' | 'cards' | 'members' | 'stayIdentities'>,
): TariffStore {
  return {
    list: async () => shelves.tariffs,
    get: async (id, version) => (await memoryTariffTx(shelves).get(id, version))?.definition,
    starts: async () => shelves.tariffStarts,
    async pastStays({ outletId, from, to }, limit, after) {
      const over: PastStayRecord[] = [...shelves.sessions.values()].flatMap(session => {
        const { closedAt, vehicleClass, cardId } = session
        if (closedAt === null || vehicleClass === null || session.outcome !== 'passed' || session.outletId !== outletId) return []
        if (closedAt < from || closedAt >= to) return []
        const card = cardId === null ? undefined : shelves.cards.get(cardId)
        const member = shelves.members.get(shelves.stayIdentities.get(session.id)?.memberId ?? '')
        const whose = {
          memberStatus: member?.status ?? null,
          memberValidFrom: member?.validFrom ?? null,
          memberValidUntil: member?.validUntil ?? null,
          cardKind: card?.kind ?? null,
          cardValidFrom: card?.validFrom ?? null,
          cardValidUntil: card?.validUntil ?? null,
        }
        const { id, openedAt, enteredAt, pricedAt, paidAmount, lines, validations } = session
        return [{ id, openedAt, enteredAt, closedAt, pricedAt, paidAmount, vehicleClass, lines, validations, ...whose }]
      })
      const order = (stay: PastStayRecord) => `${stay.closedAt} ${stay.openedAt} ${stay.id}`
      const following = over.filter(stay => after === undefined || order(stay) > order(after))
      return following.toSorted((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, limit)
    },
  }
}
