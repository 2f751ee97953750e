/** Price and payment at the exit: what is owed, what was paid, and the ledger lines that say so. */
import type { Site } from '@palang/config'
import { CodedError, uuidv7 } from '@palang/kit'
import type { ExitResult, PaymentMethod } from '@palang/protocol'
import { dueAfterPayment, exitGraceMinutes, tariff as tariffSchema, type Due, type Paid, type Tariff } from '@palang/tariff'
import { hasLostTicket, moneyMoved, priced, settled } from '../../domain/stays.ts'
import type { Actor } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import type { Store, Tx } from '../../store/store.ts'
import type { TariffStartRecord } from '../../store/tariff-records.ts'

/** Which version of which tariff. */
export interface TariffName {
  id: string
  version: number
  currency: string
}

/** Tariffs by version; a stay is priced with the version it entered under. */
export interface TariffBook {
  /** What stays enter under that begin at `at`. */
  inForce(tx: Pick<Tx, 'tariffs'>, at: string): Promise<TariffName>
  version(id: string, version: number): Promise<Tariff>
  /** IANA zone of the outlet: whose clock bands and calendar days follow. */
  timeZone: string
}

/** The tariff of the site file. Throws `internal` without one: a site file with gates must have parking. */
export function tariffOf({ parking }: Site): Tariff {
  if (parking === undefined) throw new CodedError('internal', 'a gate at a site without parking')
  return parking.tariffTable
}

/** A start as the name of its version, or the tariff of the site file where nothing was started yet. */
export function tariffNamed(site: Site, start: Pick<TariffStartRecord, 'tariffId' | 'version'> | undefined): TariffName {
  const { id, version } = start === undefined ? tariffOf(site) : { id: start.tariffId, version: start.version }
  return { id, version, currency: site.outlet.currency }
}

/** The versions the store holds, that of the site file from the file. */
export function tariffBook(store: Store, site: Site): TariffBook {
  const known = new Map<string, Tariff>()
  return {
    inForce: async (tx, at) => tariffNamed(site, await tx.tariffs.inForce(at)),
    timeZone: site.outlet.timezone,
    async version(id, version) {
      const current = tariffOf(site)
      if (current.id === id && current.version === version) return current
      const key = `${id} ${version}`
      const cached = known.get(key)
      if (cached !== undefined) return cached
      const stored = tariffSchema.safeParse(await store.tariffs.get(id, version))
      if (!stored.success) throw new CodedError('internal', `tariff ${id} version ${version} is missing or damaged`)
      known.set(key, stored.data)
      return stored.data
    },
  }
}

export interface Quote extends Due {
  session: SessionRecord
  durationMinutes: number
  gateId: string
  /** To leave after what stands was paid, or after paying here. */
  graceMinutes: number
}

/** That of a machine which names none. */
const usualVehicleClass = 'car'

/** What a stay owes at `at`. */
export async function quote(
  tx: Pick<Tx, 'tariffs'>,
  tariffs: TariffBook,
  session: SessionRecord,
  { member, at, gateId }: { member: boolean; at: string; gateId: string },
): Promise<Quote> {
  const table = await frozenTariff(tx, tariffs, session, at)
  const owed = owedAt(table, session, { member, at, timeZone: tariffs.timeZone })
  const graceMinutes = exitGraceMinutes(table, owed.stands ? session.exitMachineId : gateId)
  return { session, durationMinutes: owed.price.durationMinutes, gateId, graceMinutes, ...owed }
}

/** What a stay owes by this version. */
export function owedAt(
  table: Tariff,
  session: SessionRecord,
  { member, at, timeZone }: { member: boolean; at: string; timeZone: string },
): Due {
  const stay = {
    enteredAtMs: Date.parse(session.enteredAt ?? session.openedAt),
    untilMs: Date.parse(at),
    timeZone,
    vehicleClass: session.vehicleClass ?? usualVehicleClass,
    member,
    lostTicket: hasLostTicket(session),
    validations: session.validations?.map(({ name }) => name) ?? [],
  }
  return dueAfterPayment(table, stay, paidOf(session))
}

/** The version a stay entered under; one without is priced by what is in force. */
export async function frozenTariff(
  tx: Pick<Tx, 'tariffs'>,
  tariffs: TariffBook,
  { tariffId, tariffVersion }: SessionRecord,
  at: string,
): Promise<Tariff> {
  const { id, version } =
    tariffId === null || tariffVersion === null ? await tariffs.inForce(tx, at) : { id: tariffId, version: tariffVersion }
  return tariffs.version(id, version)
}

/** The money of a stay as the tariff wants to know it; a stay counts as settled from `paid` on, until it is priced anew. */
function paidOf({ state, amount, paidAmount, paidAt, exitMachineId }: SessionRecord): Paid {
  if (paidAt === null || (state !== 'paid' && state !== 'leaving')) return { amount: paidAmount }
  return { amount: paidAmount, settled: { amount, atMs: Date.parse(paidAt), payPoint: exitMachineId } }
}

export interface ExitOutcome {
  session: SessionRecord
  due: number
}

/** Decides the exit without money: covered already, or still owing. */
export function settleExit(quoted: Quote, at: string): ExitOutcome {
  const { session, due, stands } = quoted
  if (stands && due === 0) return { session, due }
  const asked = priced(session, quoted.price, at, quoted.gateId)
  return { session: due === 0 ? settled(asked, at) : asked, due }
}

export interface Payment {
  method: PaymentMethod
  actor: Actor
  at: string
  /** A repeat of this request for the same quote is the same payment; after a new quote it is a new one. */
  requestId: string | undefined
}

/**
 * Books what is owed as taken by a person or program. The stay counts as paid only by what the ledger took: a payment
 * that was booked before leaves it owing.
 */
export async function pay(tx: Tx, quoted: Quote, { method, actor, at, requestId }: Payment): Promise<ExitOutcome> {
  const owing = settleExit(quoted, at)
  if (owing.due === 0 || method === 'free') return owing
  const { session, due } = owing
  const id = uuidv7()
  const request = requestId === undefined ? id : `${quoted.session.pricedAt ?? 'first'}:${requestId}`
  const booked = await tx.ledger.append([
    {
      id,
      outletId: session.outletId,
      sessionId: session.id,
      machineId: quoted.gateId,
      kind: 'payment',
      method,
      amount: due,
      currency: session.currency,
      idempotencyKey: `exit:${session.id}:${request}`,
      occurredAt: at,
      actor: actor.id,
      note: null,
      shiftId: (await tx.shifts.openOf(actor.id))?.id ?? null,
      reversesId: null,
    },
  ])
  return booked.length === 0 ? owing : { session: settled(moneyMoved(session, due), at), due: 0 }
}

/** The answer to an exit request. */
export function exitResult(
  session: SessionRecord,
  { durationMinutes, graceMinutes, due }: { durationMinutes: number; graceMinutes: number; due: number },
): ExitResult {
  return {
    approved: due === 0,
    session_id: session.id,
    duration_minutes: durationMinutes,
    amount: session.amount ?? 0,
    paid_amount: session.paidAmount,
    currency: session.currency,
    lines: session.lines ?? [],
    paid: due === 0,
    grace_minutes: graceMinutes,
    ...(due === 0 && session.paidAt !== null ? { paid_at: session.paidAt } : {}),
    ...(session.enteredAt === null ? {} : { entered_at: session.enteredAt }),
    ...(due === 0 ? {} : { reason: 'unpaid' }),
  }
}
