/** Versions of tariffs, from when on which of them is in force, and the stays a draft is tried on. */
import type { PriceLine } from '@palang/protocol'
import type { MemberRecord } from './identity-records.ts'

/** A version, once stored, never changes. */
export interface TariffRecord {
  id: string
  version: number
  definition: unknown
  createdAt: string
}

/** From `startsAt` on new stays enter under this version, until the next one starts. Rows are only ever added. */
export interface TariffStartRecord {
  id: string
  tariffId: string
  version: number
  startsAt: string
  setAt: string
  /** Who said so; `site-file` for the version the site file names. */
  actor: string
  reason: string | null
}

/** What a merchant gave a stay. */
export interface GivenValidation {
  /** As the tariff of the stay names it. */
  name: string
  at: string
  by: string
  note: string | null
}

/** A stay that is over, with what its price hung on. */
export interface PastStayRecord {
  id: string
  openedAt: string
  enteredAt: string | null
  closedAt: string
  /** Null for one that left without a price. */
  pricedAt: string | null
  paidAmount: number
  vehicleClass: string
  lines: PriceLine[] | null
  validations: GivenValidation[] | null
  /** Of its card, as it is known today; null without one. */
  cardKind: string | null
  cardValidFrom: string | null
  cardValidUntil: string | null
  /** Of the membership it came by, as it is known today; null without one. */
  memberStatus: MemberRecord['status'] | null
  memberValidFrom: string | null
  memberValidUntil: string | null
}

export interface PastStayFilter {
  outletId: string
  /** When it left: from here on, and before `to`. */
  from: string
  to: string
}

/** Part of a transaction. */
export interface TariffTx {
  /** Stores a version once; a different content under the same number is a `conflict`. */
  add(tariff: TariffRecord): Promise<void>
  get(id: string, version: number): Promise<TariffRecord | undefined>
  start(start: TariffStartRecord): Promise<void>
  /** The start that counts at the moment `at`: the latest before it, of several at once the one said last. */
  inForce(at: string): Promise<TariffStartRecord | undefined>
  /** All, in the order they were said. */
  starts(): Promise<TariffStartRecord[]>
}

/** What is read outside of one. */
export interface TariffStore {
  list(): Promise<TariffRecord[]>
  get(id: string, version: number): Promise<unknown>
  /** All, in the order they were said. */
  starts(): Promise<TariffStartRecord[]>
  /** Stays that passed the exit within the period, in the order they did, at most `limit` after the one given. */
  pastStays(filter: PastStayFilter, limit: number, after?: PastStayRecord): Promise<PastStayRecord[]>
}
