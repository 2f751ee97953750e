/**
 * What the store keeps of meal programmes: who cooks, drives and eats, what was planned, every scan of every gateway, the rounds of
 * containers that follow from the scans, receipts, corrections, and what is in the stores of kitchens. Scans, receipts, corrections and stock
 * entries are only ever added; rounds are derived from scans and may be written anew.
 */
import type { HandoverStep } from '@palang/protocol'
import type { Page, Paged } from './store.ts'

export interface ProgrammeRecord {
  id: string
  outletId: string
  name: string
  safeMinutes: number
  /** Tenths of a degree Celsius. */
  warmDc: number | null
  retentionDays: number
  retiredAt: string | null
}

export interface MealPlaceRecord {
  id: string
  programmeId: string
  kind: 'kitchen' | 'school'
  name: string
  address: string | null
  contact: string | null
  portions: number
  route: string | null
  stop: number | null
  retiredAt: string | null
}

/** A gateway scans at one place; one that nobody said so of has none. Sums only grow. */
export interface GatewayRecord {
  id: string
  /** Of the site or the console, where it is one of ours. */
  machineId: string | null
  placeId: string | null
  firstSeenAt: string
  lastSyncAt: string | null
  lastScanAt: string | null
  scans: number
  rejected: number
  clockWrong: boolean
}

export interface MealVehicleRecord {
  id: string
  programmeId: string
  name: string
  plate: string | null
  retiredAt: string | null
}

export interface MealMenuRecord {
  id: string
  programmeId: string
  name: string
  safeMinutes: number | null
  recipe: { item: string; unit: 'g' | 'ml' | 'pcs'; perPortion: number }[]
  retiredAt: string | null
}

export interface ContainerRecord {
  tagId: string
  programmeId: string
  label: string
  portions: number
  kitchenId: string
  schoolId: string | null
  retiredAt: string | null
}

export interface BatchRecord {
  id: string
  programmeId: string
  /** Of the outlet's calendar. */
  day: string
  kitchenId: string
  menuId: string | null
  name: string
  portions: number
  cookedAt: string | null
  temperatureDc: number | null
}

/** What is to go, or went unplanned, from a kitchen to a school on one day. */
export interface DeliveryRecord {
  id: string
  programmeId: string
  day: string
  kitchenId: string
  schoolId: string
  vehicleId: string | null
  batchId: string | null
  /** Null where nobody planned it. */
  portions: number | null
  /** Which containers, where that was planned. */
  tags: string[]
}

export interface ScanRecord {
  id: string
  tagId: string
  gatewayId: string
  status: string
  step: HandoverStep | null
  source: string
  at: string
  clock: 'synced' | 'drifting' | 'unknown'
  /** As the gateway wrote it, where it named no zone: it was read as UTC. */
  naive: boolean
  receivedAt: string
  portions: number | null
  rejected: number | null
  rejectReason: string | null
  temperatureDc: number | null
  batchId: string | null
  cookedAt: string | null
  dispatchedAt: string | null
  warnings: string[]
  /** Rounds of its container were reckoned with it. */
  placed: boolean
}

/** One step of a round, by the scan that made it. */
export interface TripStep {
  at: string
  gatewayId: string
  temperatureDc: number | null
}

/** One round of a container. Derived: the same scans make the same rounds, in whatever order they came. */
export interface TripRecord {
  /** Of the scan that began it. */
  id: string
  tagId: string
  /** Null for a tag that nobody entered. */
  programmeId: string | null
  deliveryId: string | null
  /** Of the outlet's calendar, on which it began. */
  day: string
  beganAt: string
  steps: Partial<Record<HandoverStep, TripStep>>
  /** When the container was back; open rounds have none. */
  returnedAt: string | null
  portions: number
  /** What arrived and what was served, where somebody counted. */
  received: number | null
  served: number | null
  rejected: number
  rejectReason: string | null
  flags: ('skipped' | 'repeated' | 'superseded')[]
}

export interface ReceiptRecord {
  id: string
  gatewayId: string
  recipient: string
  portions: number | null
  rejected: number | null
  rejectReason: string | null
  temperatureDc: number | null
  photoId: string | null
  signatureId: string | null
  note: string | null
  at: string
}

export interface MealCorrectionRecord {
  id: string
  deliveryId: string
  step: 'planned' | HandoverStep
  change: number
  reason: string
  actor: string
  at: string
}

export interface StockEntryRecord {
  id: string
  kitchenId: string
  item: string
  unit: string
  kind: 'in' | 'out' | 'count' | 'cooked'
  change: number
  batchId: string | null
  cost: number | null
  actor: string
  reason: string | null
  at: string
}

/** Of moments in `[from, to)`. */
export interface ScanFilter {
  tagId?: string | undefined
  gatewayId?: string | undefined
  /** Of containers of these programmes. */
  programmeIds?: readonly string[] | undefined
  step?: HandoverStep | undefined
  from?: string | undefined
  to?: string | undefined
}

export interface MealTx {
  putProgrammes(programmes: readonly ProgrammeRecord[]): Promise<void>
  putPlaces(places: readonly MealPlaceRecord[]): Promise<void>
  putVehicles(vehicles: readonly MealVehicleRecord[]): Promise<void>
  putMenus(menus: readonly MealMenuRecord[]): Promise<void>
  putContainers(containers: readonly ContainerRecord[]): Promise<void>
  putBatches(batches: readonly BatchRecord[]): Promise<void>
  putDeliveries(deliveries: readonly DeliveryRecord[]): Promise<void>
  getGateways(ids: readonly string[]): Promise<GatewayRecord[]>
  putGateways(gateways: readonly GatewayRecord[]): Promise<void>
  gatewaysAt(placeId: string): Promise<GatewayRecord[]>
  getContainers(tagIds: readonly string[]): Promise<ContainerRecord[]>
  /** Those of `ids` that are kept already. */
  knownScans(ids: readonly string[]): Promise<ScanRecord[]>
  /** Leaves out those whose id is there already; resolves to the ids that were added. */
  addScans(scans: readonly ScanRecord[]): Promise<string[]>
  /** Scans that no round was reckoned with, the oldest first by when they were received. */
  unplacedScans(limit: number): Promise<ScanRecord[]>
  /** Of the tags, each from its own moment on, by time and then id; no tag is given twice. */
  scansSince(tags: readonly { tagId: string; from: string }[]): Promise<ScanRecord[]>
  /**
   * The last round of each tag that began before its moment; of several that began together, the first by id. Reckoning from there covers
   * every round that a scan of that moment can change.
   */
  tripsBefore(tags: readonly { tagId: string; at: string }[]): Promise<TripRecord[]>
  /** Puts `trips` in place of all rounds of the tags that began at or after their moments, and marks the scans. */
  replaceTrips(
    tags: readonly { tagId: string; from: string }[],
    trips: readonly TripRecord[],
    placedScans: readonly string[],
  ): Promise<void>
  /** Their scans are to be reckoned anew: what is known of the tags changed. */
  unplaceScans(tagIds: readonly string[]): Promise<void>
  deliveriesOf(days: readonly string[]): Promise<DeliveryRecord[]>
  addReceipts(receipts: readonly ReceiptRecord[]): Promise<void>
  addCorrections(corrections: readonly MealCorrectionRecord[]): Promise<void>
  addStock(entries: readonly StockEntryRecord[]): Promise<void>
  /** What is there of each item of a kitchen. */
  stockOf(kitchenId: string): Promise<{ item: string; unit: string; quantity: number; changedAt: string }[]>
  /**
   * Forgets scans, rounds, deliveries, receipts, corrections and batches of the programme before the day; resolves to how many scans went.
   * Scans of tags that nobody entered are of the programme at whose place they were made.
   */
  forget(programmeId: string, beforeDay: string, beforeAt: string): Promise<number>
  /** Forgets the programme with everything of it, whenever it was; its gateways stay, without a place. */
  eraseProgramme(programmeId: string): Promise<void>
}

export interface MealStore {
  programmes(): Promise<ProgrammeRecord[]>
  places(): Promise<MealPlaceRecord[]>
  vehicles(): Promise<MealVehicleRecord[]>
  menus(): Promise<MealMenuRecord[]>
  gateways(): Promise<GatewayRecord[]>
  /** Of days in `[from, to]`. */
  batches(filter: { programmeId?: string | undefined; from: string; to: string }): Promise<BatchRecord[]>
  batch(id: string): Promise<BatchRecord | undefined>
  /** By tag. */
  containers(
    filter: {
      programmeId?: string | undefined
      schoolId?: string | undefined
      kitchenId?: string | undefined
      tagIds?: readonly string[] | undefined
    },
    page: Page,
  ): Promise<Paged<ContainerRecord>>
  /** Rounds of tags that nobody entered, that began on days in `[from, to]`. */
  strayTrips(from: string, to: string): Promise<TripRecord[]>
  /** Of days in `[from, to]`. */
  deliveries(filter: { programmeId?: string | undefined; from: string; to: string }): Promise<DeliveryRecord[]>
  delivery(id: string): Promise<DeliveryRecord | undefined>
  /** Rounds that began on days in `[from, to]`, or are of one delivery. */
  trips(filter: { programmeId?: string | undefined; from: string; to: string } | { deliveryId: string }): Promise<TripRecord[]>
  /** Of tags that nobody entered, that began on days in `[from, to]`. */
  strayTrips(from: string, to: string): Promise<TripRecord[]>
  /** The last round of each container of the programme, where it began before the day and the container is not back. */
  openTrips(programmeId: string, beforeDay: string): Promise<TripRecord[]>
  /** Newest first. */
  scans(filter: ScanFilter, page: Page): Promise<Paged<ScanRecord>>
  /** Of moments in `[from, to)`. */
  countScans(from: string, to: string): Promise<number>
  /** Signed at these gateways in `[from, to)`, the oldest first. */
  receipts(filter: { gatewayIds: readonly string[]; from: string; to: string }): Promise<ReceiptRecord[]>
  /** The oldest first. */
  corrections(deliveryIds: readonly string[]): Promise<MealCorrectionRecord[]>
  stock(kitchenId: string): Promise<{ item: string; unit: string; quantity: number; changedAt: string }[]>
  /** Newest first. */
  stockEntries(kitchenId: string, page: Page): Promise<Paged<StockEntryRecord>>
}
