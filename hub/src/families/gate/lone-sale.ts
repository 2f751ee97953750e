/** What it does to stays that a gate priced and sold by itself while the hub was away, and how that is compared with the hub's price. */
import type { Site } from '@palang/config'
import type { gateFacts } from '@palang/protocol'
import type { z } from 'zod'
import { soldOtherwise } from '../../domain/conflicts.ts'
import { allowIn, entered, priced, settled } from '../../domain/stays.ts'
import type { Projection } from '../../intake/projection.ts'
import { machineOf } from '../../site-machines.ts'
import type { FactRecord, SessionRecord } from '../../store/records.ts'
import { owedAt } from './settlement.ts'

type Priced = z.output<typeof gateFacts.priced_alone>

/**
 * The price a gate asked stands as that of the stay. A stay that was paid for elsewhere keeps what it had: what the gate took besides is
 * found when it is paid.
 */
export function pricedByGate(projection: Projection, payload: Priced, fact: FactRecord, site: Site): void {
  const known = projection.session(payload.session_id) ?? stayOnTicket(payload, fact, site)
  const inside = entered(known, payload.entered_at, 'ticket')
  if (payload.due === 0) compareWithOwn(projection, { payload, stay: inside, change: 0 }, fact, site)
  const isSettled = inside.state === 'paid' || inside.state === 'leaving'
  const asked = isSettled ? inside : priced(inside, payload, fact.occurredAt, fact.machineId)
  projection.saveSession(payload.due === 0 ? settled(asked, fact.occurredAt) : asked)
}

/** The gate that let it in has not told of it yet: all that is needed stands on the ticket. */
function stayOnTicket(payload: Priced, fact: FactRecord, site: Site): SessionRecord {
  return allowIn({
    id: payload.session_id,
    outletId: site.outlet.id,
    machineId: fact.machineId,
    cardId: null,
    ticket: payload.ticket,
    licensePlate: null,
    vehicleClass: payload.vehicle_class,
    zoneId: machineOf(site, fact.machineId)?.zone ?? null,
    decidedBy: 'machine',
    tariff: { id: payload.tariff_id, version: payload.tariff_version, currency: payload.currency },
    at: payload.entered_at,
  })
}

interface Sale {
  payload: Pick<Priced, 'priced_at'>
  /** As it was before this sale settled it; its money may be of this run of facts. */
  stay: SessionRecord
  /** Due to the customer of what was paid. */
  change: number
}

/** Files what the hub would have asked otherwise. A price the hub cannot make any more, for want of the version, contradicts nothing. */
export function compareWithOwn(projection: Projection, { payload, stay, change }: Sale, fact: FactRecord, site: Site): void {
  const { tariffId, tariffVersion } = stay
  const table = tariffId === null || tariffVersion === null ? undefined : projection.tariff(tariffId, tariffVersion)
  if (table === undefined) return
  // Nobody pays for what comes after the end, nor for what the gate's clock made of the future.
  const at = [payload.priced_at, fact.occurredAt, ...(stay.closedAt === null ? [] : [stay.closedAt])].toSorted()[0] ?? fact.occurredAt
  const { amount } = owedAt(table, stay, { member: projection.isMember(stay.id), at, timeZone: site.outlet.timezone })
  const paid = projection.paidSoFar(stay.id) - change
  const sale = { factId: fact.id, machineId: fact.machineId, at: fact.occurredAt, paid, price: amount }
  soldOtherwise(stay, sale).forEach(projection.fileConflict)
}
