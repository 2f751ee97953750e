/** What the store keeps of how water is sold and its machines are kept; the rules are in domain/water-prices, calibrations and consumables. */
import type { CalibrationKind, ConsumableKind, Product, SaleResult } from '@palang/protocol'
import type { FactRecord } from './records.ts'

/** What is sold from `since` on. Never changed. */
export interface PriceListRecord {
  id: string
  /** Null for every machine without a list of its own. */
  machineId: string | null
  /** Of the products: lists with the same have the same. */
  version: string
  products: Product[]
  since: string
  actor: string
  reason: string | null
}

export type CalibrationContent = { points: { measured: number; reference: number }[] } | { pulses_per_litre: number }

/** Never changed; the newest of a kind is the one in force. */
export interface CalibrationRecord {
  id: string
  machineId: string
  kind: CalibrationKind
  content: CalibrationContent
  calibratedAt: string
  dueAt: string
  actor: string
  note: string | null
}

/** Never changed; what was used is counted from the newest of a kind on. */
export interface RenewalRecord {
  id: string
  machineId: string
  kind: ConsumableKind
  renewedAt: string
  /** In litres or hours; null where it was full or new. */
  leftThen: number | null
  actor: string
  reason: string | null
}

/** One machine from a moment on. */
export interface MachineSince {
  machineId: string
  since: string
}

/** Somebody saw a machine come or go. */
export interface PresenceChangeRecord {
  machineId: string
  at: string
  isOnline: boolean
}

/** Sales that ended in `[from, to)`. `utcOffsetMs`: of the zone whose days and hours they are counted by. */
export interface SaleFilter {
  from: string
  to: string
  machineIds?: readonly string[] | undefined
  group: 'machine' | 'volume' | 'hour' | 'day'
  utcOffsetMs: number
}

/** Choices of one heading that ended alike. */
export interface SaleTotal {
  key: string
  result: SaleResult
  /** Those that were paid, or of which water came. */
  sales: number
  /** The others: they ended before they were paid. */
  givenUp: number
  deliveredMl: number
  charged: number
}

interface CareReads {
  /** Every list, in the order they came into force. */
  priceLists(): Promise<PriceListRecord[]>
  /** The newest of each machine and kind. */
  newestCalibrations(machineIds?: readonly string[]): Promise<CalibrationRecord[]>
  /** The newest of each machine and kind. */
  newestRenewals(): Promise<RenewalRecord[]>
}

export interface WaterCareTx extends CareReads {
  addPriceList(list: PriceListRecord): Promise<void>
  addCalibration(calibration: CalibrationRecord): Promise<void>
  addRenewal(renewal: RenewalRecord): Promise<void>
}

export interface WaterCareStore extends CareReads {
  /** Of one machine in `[from, to)`, newest first, at most `limit`. */
  calibrations(filter: { machineId: string; from?: string; to?: string }, limit: number): Promise<CalibrationRecord[]>
  /** Millilitres of every pour that ended since then, whoever paid; in the order they were asked for. */
  delivered(asked: readonly MachineSince[]): Promise<number[]>
  /** When these machines came and went since then, oldest first. */
  presenceSince(machineIds: readonly string[], since: string): Promise<PresenceChangeRecord[]>
  /** What the interlock of one machine did in `[from, to)`, newest first, at most `limit`. */
  interlockSteps(filter: { machineId: string; from: string; to: string }, limit: number): Promise<FactRecord[]>
  salesBy(filter: SaleFilter): Promise<SaleTotal[]>
}
