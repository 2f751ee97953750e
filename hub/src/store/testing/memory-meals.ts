/** Meal programmes in the store in memory. */
import type {
  BatchRecord,
  ContainerRecord,
  DeliveryRecord,
  GatewayRecord,
  MealCorrectionRecord,
  MealMenuRecord,
  MealPlaceRecord,
  MealStore,
  MealTx,
  MealVehicleRecord,
  ProgrammeRecord,
  ReceiptRecord,
  ScanRecord,
  StockEntryRecord,
  TripRecord,
} from '../meals.ts'
import type { Page, Paged } from '../store.ts'

export interface MealShelves {
  mealProgrammes: Map<string, ProgrammeRecord>
  mealPlaces: Map<string, MealPlaceRecord>
  mealGateways: Map<string, GatewayRecord>
  mealVehicles: Map<string, MealVehicleRecord>
  mealMenus: Map<string, MealMenuRecord>
  mealContainers: Map<string, ContainerRecord>
  mealBatches: Map<string, BatchRecord>
  mealDeliveries: Map<string, DeliveryRecord>
  mealScans: Map<string, ScanRecord>
  mealTrips: Map<string, TripRecord>
  mealReceipts: Map<string, ReceiptRecord>
  mealCorrections: Map<string, MealCorrectionRecord>
  mealStock: Map<string, StockEntryRecord>
}

export function mealShelves(): MealShelves {
  return {
    mealProgrammes: new Map(),
    mealPlaces: new Map(),
    mealGateways: new Map(),
    mealVehicles: new Map(),
    mealMenus: new Map(),
    mealContainers: new Map(),
    mealBatches: new Map(),
    mealDeliveries: new Map(),
    mealScans: new Map(),
    mealTrips: new Map(),
    mealReceipts: new Map(),
    mealCorrections: new Map(),
    mealStock: new Map(),
  }
}

/** The same maps serve reads and transactions. */
export function memoryMeals(shelves: MealShelves, paged: <T>(records: readonly T[], page: Page) => Paged<T>): MealStore & MealTx {
  return { ...mealReads(shelves, paged), ...mealWrites(shelves) }
}

type Days = { programmeId?: string | undefined; from: string; to: string }

function mealReads(shelves: MealShelves, paged: <T>(records: readonly T[], page: Page) => Paged<T>): MealStore {
  const ofDays = <T extends { day: string; programmeId: string | null }>(records: Map<string, T>, { programmeId, from, to }: Days) =>
    [...records.values()].filter(one => one.day >= from && one.day <= to && (programmeId === undefined || one.programmeId === programmeId))
  const trips = () => sorted(shelves.mealTrips.values(), ({ beganAt, id }) => [beganAt, id])
  return {
    programmes: async () => byId(shelves.mealProgrammes),
    places: async () => byId(shelves.mealPlaces),
    vehicles: async () => byId(shelves.mealVehicles),
    menus: async () => byId(shelves.mealMenus),
    gateways: async () => byId(shelves.mealGateways),
    batches: async filter => sorted(ofDays(shelves.mealBatches, filter), ({ day, id }) => [day, id]),
    batch: async id => shelves.mealBatches.get(id),
    containers: async ({ programmeId, schoolId, kitchenId, tagIds }, page) => {
      const fits = (one: ContainerRecord) =>
        (programmeId === undefined || one.programmeId === programmeId) &&
        (schoolId === undefined || one.schoolId === schoolId) &&
        (kitchenId === undefined || one.kitchenId === kitchenId) &&
        (tagIds === undefined || tagIds.includes(one.tagId))
      return paged(
        sorted([...shelves.mealContainers.values()].filter(fits), ({ tagId }) => [tagId]),
        page,
      )
    },
    deliveries: async filter => sorted(ofDays(shelves.mealDeliveries, filter), ({ day, id }) => [day, id]),
    delivery: async id => shelves.mealDeliveries.get(id),
    trips: async filter => {
      if ('deliveryId' in filter) return trips().filter(({ deliveryId }) => deliveryId === filter.deliveryId)
      return sorted(ofDays(shelves.mealTrips, filter), ({ beganAt, id }) => [beganAt, id])
    },
    strayTrips: async (from, to) => trips().filter(({ day, programmeId }) => programmeId === null && day >= from && day <= to),
    openTrips: async (programmeId, beforeDay) => {
      const last = new Map(trips().map(trip => [trip.tagId, trip]))
      const own = [...last.values()].filter(({ tagId }) => shelves.mealContainers.get(tagId)?.programmeId === programmeId)
      return sorted(
        own.filter(({ returnedAt, day }) => returnedAt === null && day < beforeDay),
        ({ beganAt, id }) => [beganAt, id],
      )
    },
    scans: async ({ tagId, gatewayId, programmeIds, step, from, to }, page) => {
      const fits = (one: ScanRecord) =>
        (tagId === undefined || one.tagId === tagId) &&
        (gatewayId === undefined || one.gatewayId === gatewayId) &&
        (step === undefined || one.step === step) &&
        (from === undefined || one.at >= from) &&
        (to === undefined || one.at < to) &&
        (programmeIds?.includes(shelves.mealContainers.get(one.tagId)?.programmeId ?? '') ?? true)
      return paged(inTime([...shelves.mealScans.values()].filter(fits)).toReversed(), page)
    },
    countScans: async (from, to) => [...shelves.mealScans.values()].filter(({ at }) => at >= from && at < to).length,
    receipts: async filter => {
      const fits = ({ gatewayId, at }: ReceiptRecord) => filter.gatewayIds.includes(gatewayId) && at >= filter.from && at < filter.to
      return inTime([...shelves.mealReceipts.values()].filter(fits))
    },
    corrections: async ids => inTime([...shelves.mealCorrections.values()].filter(({ deliveryId }) => ids.includes(deliveryId))),
    stock: async kitchenId => stockIn(shelves, kitchenId),
    stockEntries: async (kitchenId, page) =>
      paged(inTime([...shelves.mealStock.values()].filter(one => one.kitchenId === kitchenId)).toReversed(), page),
  }
}

function mealWrites(shelves: MealShelves): MealTx {
  const { mealScans, mealTrips, mealContainers, mealGateways } = shelves
  const setPlaced = (placed: boolean, which: (scan: ScanRecord) => boolean) => {
    for (const scan of [...mealScans.values()].filter(which)) mealScans.set(scan.id, { ...scan, placed })
  }
  return {
    putProgrammes: put(shelves.mealProgrammes),
    putPlaces: put(shelves.mealPlaces),
    putVehicles: put(shelves.mealVehicles),
    putMenus: put(shelves.mealMenus),
    putContainers: async records => records.forEach(record => mealContainers.set(record.tagId, record)),
    putBatches: put(shelves.mealBatches),
    putDeliveries: put(shelves.mealDeliveries),
    gatewaysAt: async placeId => byId(mealGateways).filter(gateway => gateway.placeId === placeId),
    getGateways: async ids => ids.flatMap(id => mealGateways.get(id) ?? []),
    putGateways: put(mealGateways),
    getContainers: async tagIds => tagIds.flatMap(tagId => mealContainers.get(tagId) ?? []),
    knownScans: async ids => ids.flatMap(id => mealScans.get(id) ?? []),
    addScans: async scans =>
      scans.flatMap(scan => {
        if (mealScans.has(scan.id)) return []
        mealScans.set(scan.id, scan)
        return [scan.id]
      }),
    unplacedScans: async limit =>
      sorted(
        [...mealScans.values()].filter(({ placed }) => !placed),
        ({ receivedAt, id }) => [receivedAt, id],
      ).slice(0, limit),
    scansSince: async tags =>
      inTime([...mealScans.values()].filter(scan => tags.some(({ tagId, from }) => scan.tagId === tagId && scan.at >= from))),
    tripsBefore: async tags =>
      tags.flatMap(({ tagId, at }) => {
        const before = [...mealTrips.values()].filter(trip => trip.tagId === tagId && trip.beganAt < at)
        const last = before.reduce((latest, { beganAt }) => (beganAt > latest ? beganAt : latest), '')
        return byId(new Map(before.filter(({ beganAt }) => beganAt === last).map(trip => [trip.id, trip]))).slice(0, 1)
      }),
    replaceTrips: async (tags, trips, placedScans) => {
      const isReplaced = (trip: TripRecord) => tags.some(({ tagId, from }) => trip.tagId === tagId && trip.beganAt >= from)
      drop(mealTrips, isReplaced)
      await put(mealTrips)(trips)
      setPlaced(true, ({ id }) => placedScans.includes(id))
    },
    unplaceScans: async tagIds => setPlaced(false, ({ tagId }) => tagIds.includes(tagId)),
    deliveriesOf: async days => [...shelves.mealDeliveries.values()].filter(({ day }) => days.includes(day)),
    addReceipts: put(shelves.mealReceipts),
    addCorrections: put(shelves.mealCorrections),
    addStock: put(shelves.mealStock),
    stockOf: async kitchenId => stockIn(shelves, kitchenId),
    forget: async (programmeId, day, at) => forgetDays(shelves, programmeId, { day, at }),
    eraseProgramme: async programmeId => {
      forgetDays(shelves, programmeId)
      const places = placesOf(shelves, programmeId)
      drop(shelves.mealStock, ({ kitchenId }) => places.has(kitchenId))
      for (const gateway of mealGateways.values())
        if (places.has(gateway.placeId ?? '')) mealGateways.set(gateway.id, { ...gateway, placeId: null })
      const isOwn = (one: { programmeId: string }) => one.programmeId === programmeId
      drop(mealContainers, isOwn)
      drop(shelves.mealMenus, isOwn)
      drop(shelves.mealVehicles, isOwn)
      drop(shelves.mealPlaces, isOwn)
      shelves.mealProgrammes.delete(programmeId)
    },
  }
}

function forgetDays(shelves: MealShelves, programmeId: string, before?: { day: string; at: string }): number {
  const { mealScans, mealTrips, mealContainers, mealGateways, mealDeliveries } = shelves
  const places = placesOf(shelves, programmeId)
  const isDue = ({ day, at }: { day?: string; at?: string }) =>
    before === undefined || (day !== undefined && day < before.day) || (at !== undefined && at < before.at)
  const isThere = (gatewayId: string) => places.has(mealGateways.get(gatewayId)?.placeId ?? '')
  const isOwnScan = ({ tagId, gatewayId }: ScanRecord) => {
    const container = mealContainers.get(tagId)
    return container === undefined ? isThere(gatewayId) : container.programmeId === programmeId
  }
  const isOwnTrip = (trip: TripRecord) => {
    const first = mealScans.get(trip.id)
    if (trip.programmeId !== null) return trip.programmeId === programmeId
    return mealContainers.get(trip.tagId)?.programmeId === programmeId || (first !== undefined && isOwnScan(first))
  }
  drop(mealTrips, trip => isOwnTrip(trip) && isDue({ day: trip.day }))
  const gone = drop(mealScans, scan => isOwnScan(scan) && isDue({ at: scan.at }))
  const deliveries = new Set(
    [...mealDeliveries.values()].filter(one => one.programmeId === programmeId && isDue({ day: one.day })).map(({ id }) => id),
  )
  drop(shelves.mealReceipts, ({ gatewayId, at }) => isThere(gatewayId) && isDue({ at }))
  drop(shelves.mealCorrections, ({ deliveryId }) => deliveries.has(deliveryId))
  drop(mealDeliveries, ({ id }) => deliveries.has(id))
  drop(shelves.mealBatches, batch => batch.programmeId === programmeId && isDue({ day: batch.day }))
  return gone
}

function placesOf({ mealPlaces }: MealShelves, programmeId: string): ReadonlySet<string> {
  return new Set([...mealPlaces.values()].filter(place => place.programmeId === programmeId).map(({ id }) => id))
}

function stockIn({ mealStock }: MealShelves, kitchenId: string): Awaited<ReturnType<MealStore['stock']>> {
  const own = inTime([...mealStock.values()].filter(one => one.kitchenId === kitchenId))
  const kinds = [...Map.groupBy(own, ({ item, unit }) => `${item}\n${unit}`).values()]
  const sums = kinds.flatMap(some =>
    some
      .slice(-1)
      .map(({ item, unit, at }) => ({ item, unit, quantity: some.reduce((sum, { change }) => sum + change, 0), changedAt: at })),
  )
  return sorted(sums, ({ item, unit }) => [item, unit])
}

function put<T extends { id: string }>(shelf: Map<string, T>): (records: readonly T[]) => Promise<void> {
  return async records => records.forEach(record => shelf.set(record.id, record))
}

/** Resolves to how many went. */
function drop<T>(shelf: Map<string, T>, which: (record: T) => boolean): number {
  const gone = [...shelf].filter(([, record]) => which(record))
  for (const [key] of gone) shelf.delete(key)
  return gone.length
}

function byId<T extends { id: string }>(shelf: Map<string, T>): T[] {
  return sorted(shelf.values(), ({ id }) => [id])
}

function inTime<T extends { at: string; id: string }>(records: readonly T[]): T[] {
  return sorted(records, ({ at, id }) => [at, id])
}

/** By the first of the words that differs. */
function sorted<T>(records: Iterable<T>, wordsOf: (record: T) => readonly string[]): T[] {
  return [...records].toSorted((one, other) => {
    const [own, others] = [wordsOf(one), wordsOf(other)]
    const n = own.findIndex((word, index) => word !== others[index])
    return n === -1 ? 0 : (own[n] ?? '') < (others[n] ?? '') ? -1 : 1
  })
}
