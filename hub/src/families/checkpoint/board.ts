/** The day of a meal programme put together for people: what left, arrived, was served and came back at every school. */
import { isoNow, type Clock } from '@palang/kit'
import {
  checkpointStatus,
  type DeliveryDetail,
  type DeliveryView,
  type GatewayView,
  type MealBoardView,
  type MealReport,
  type TrayBalanceView,
  type TripView,
} from '@palang/protocol'
import { addedFlow, flowOf, isLate, noFlow, safeUntil, stateOf } from '../../domain/deliveries.ts'
import type { Fleet, Live } from '../../services.ts'
import type {
  BatchRecord,
  ContainerRecord,
  DeliveryRecord,
  GatewayRecord,
  MealCorrectionRecord,
  MealMenuRecord,
  MealPlaceRecord,
  MealVehicleRecord,
  ProgrammeRecord,
  TripRecord,
} from '../../store/meals.ts'
import type { Store } from '../../store/store.ts'

interface Parts {
  store: Store
  clock: Clock
  live: Pick<Live, 'latestOf'>
  fleet: Pick<Fleet, 'isOnline'>
}

/** What names and limits of some days are looked up in. */
interface Known {
  programme: ProgrammeRecord
  places: ReadonlyMap<string, MealPlaceRecord>
  vehicles: ReadonlyMap<string, MealVehicleRecord>
  menus: ReadonlyMap<string, MealMenuRecord>
  batches: ReadonlyMap<string, BatchRecord>
  trips: ReadonlyMap<string | null, readonly TripRecord[]>
  corrections: ReadonlyMap<string, readonly MealCorrectionRecord[]>
  now: string
}

const byId = <T extends { id: string }>(items: readonly T[]) => new Map(items.map(item => [item.id, item]))

async function knownOf(
  { store: { meals }, clock }: Parts,
  programme: ProgrammeRecord,
  deliveries: readonly DeliveryRecord[],
  trips: readonly TripRecord[],
): Promise<Known> {
  const days = deliveries.map(({ day }) => day).toSorted()
  const [from = '', to = ''] = [days[0], days.at(-1)]
  const [places, vehicles, menus, batches, corrections] = await Promise.all([
    meals.places(),
    meals.vehicles(),
    meals.menus(),
    days.length === 0 ? [] : meals.batches({ programmeId: programme.id, from, to }),
    meals.corrections(deliveries.map(({ id }) => id)),
  ])
  return {
    programme,
    places: byId(places),
    vehicles: byId(vehicles),
    menus: byId(menus),
    batches: byId(batches),
    trips: Map.groupBy(trips, ({ deliveryId }) => deliveryId),
    corrections: Map.groupBy(corrections, ({ deliveryId }) => deliveryId),
    now: isoNow(clock),
  }
}

/** Everything of one day. */
export async function boardOf(parts: Parts, programme: ProgrammeRecord, day: string): Promise<MealBoardView> {
  const { meals } = parts.store
  const within = { programmeId: programme.id, from: day, to: day }
  const [deliveries, trips, strays] = await Promise.all([meals.deliveries(within), meals.trips(within), meals.strayTrips(day, day)])
  const known = await knownOf(parts, programme, deliveries, trips)
  const views = deliveries.map(delivery => deliveryView(delivery, known)).toSorted(byRoute)
  return {
    day,
    programme_id: programme.id,
    totals: views.reduce((sum, view) => addedFlow(sum, view), noFlow),
    deliveries: views,
    unknown_tags: strays.map(({ tagId, steps, beganAt }) => {
      const made = Object.values(steps)
      const last = made.toSorted((one, other) => (one.at < other.at ? -1 : 1)).at(-1)
      return { tag_id: tagId, scans: made.length, last_at: last?.at ?? beganAt, gateway_id: last?.gatewayId ?? '' }
    }),
    gateways: await gatewaysOf(parts, programme.id, known.places),
    at: known.now,
  }
}

function byRoute(one: DeliveryView, other: DeliveryView): number {
  return (
    (one.route ?? '\uffff').localeCompare(other.route ?? '\uffff') ||
    (one.stop ?? Number.MAX_SAFE_INTEGER) - (other.stop ?? Number.MAX_SAFE_INTEGER) ||
    one.school.name.localeCompare(other.school.name)
  )
}

function deliveryView(delivery: DeliveryRecord, known: Known): DeliveryView {
  const { id, day, programmeId, kitchenId, schoolId, vehicleId, batchId, portions } = delivery
  const trips = known.trips.get(id) ?? []
  const flow = flowOf(delivery, trips, known.corrections.get(id) ?? [])
  const [school, vehicle, batch] = [known.places.get(schoolId), known.vehicles.get(vehicleId ?? ''), known.batches.get(batchId ?? '')]
  const until = safeUntil(batch?.cookedAt ?? null, safeMinutesOf(batch, known))
  const times = (step: 'dispatched' | 'received') => trips.flatMap(({ steps }) => steps[step]?.at ?? []).toSorted()
  return {
    id,
    day,
    programme_id: programmeId,
    kitchen: { id: kitchenId, name: known.places.get(kitchenId)?.name ?? kitchenId },
    school: { id: schoolId, name: school?.name ?? schoolId },
    vehicle: vehicle === undefined ? null : { id: vehicle.id, name: vehicle.name },
    batch: batch === undefined ? null : { id: batch.id, name: batch.name, cooked_at: batch.cookedAt },
    route: school?.route ?? null,
    stop: school?.stop ?? null,
    state: stateOf(flow),
    ...flow,
    safe_until: until,
    first_dispatched_at: times('dispatched')[0] ?? null,
    last_received_at: times('received').at(-1) ?? null,
    flags: [
      ...(trips.some(({ flags }) => flags.includes('skipped')) ? (['skipped'] as const) : []),
      ...(trips.some(({ flags }) => flags.includes('repeated')) ? (['repeated'] as const) : []),
      ...(isLate(trips, until, known.now) ? (['late'] as const) : []),
      ...(portions === null ? (['unplanned'] as const) : []),
      ...(flow.containers.received < flow.containers.dispatched || flow.received + flow.rejected < flow.dispatched
        ? (['missing'] as const)
        : []),
      ...(flow.rejected > 0 ? (['rejected'] as const) : []),
      ...(trips.some(({ flags }) => flags.includes('superseded')) ? (['unreturned'] as const) : []),
    ],
  }
}

function safeMinutesOf(batch: BatchRecord | undefined, { programme, menus }: Pick<Known, 'programme' | 'menus'>): number {
  return menus.get(batch?.menuId ?? '')?.safeMinutes ?? programme.safeMinutes
}

async function gatewaysOf(
  { store, live, fleet }: Parts,
  programmeId: string,
  places: ReadonlyMap<string, MealPlaceRecord>,
): Promise<GatewayView[]> {
  const gateways = await store.meals.gateways()
  return gateways
    .filter(({ placeId }) => placeId === null || places.get(placeId)?.programmeId === programmeId)
    .map(gateway => gatewayView(gateway, places, { live, fleet }))
    .toSorted((one, other) => one.id.localeCompare(other.id))
}

function gatewayView(
  gateway: GatewayRecord,
  places: ReadonlyMap<string, MealPlaceRecord>,
  { live, fleet }: Pick<Parts, 'live' | 'fleet'>,
): GatewayView {
  const { id, machineId, placeId, lastSyncAt, lastScanAt, scans, rejected, clockWrong } = gateway
  const place = places.get(placeId ?? '')
  const status = machineId === null ? undefined : checkpointStatus.safeParse(live.latestOf(machineId, 'checkpoint_status')?.payload).data
  return {
    id,
    machine_id: machineId,
    place: place === undefined ? null : { id: place.id, name: place.name },
    online: machineId === null ? null : fleet.isOnline(machineId),
    backlog: status?.backlog ?? null,
    last_sync_at: lastSyncAt,
    last_scan_at: lastScanAt,
    scans,
    rejected,
    clock_wrong: clockWrong,
  }
}

/** One delivery with every round and every word of it. */
export async function deliveryDetailOf(
  parts: Parts,
  programme: ProgrammeRecord,
  delivery: DeliveryRecord,
  day: { from: string; to: string },
): Promise<DeliveryDetail> {
  const { meals } = parts.store
  const trips = await meals.trips({ deliveryId: delivery.id })
  const [known, gateways] = await Promise.all([knownOf(parts, programme, [delivery], trips), meals.gateways()])
  const there = gateways.flatMap(({ id, placeId }) => (placeId === delivery.schoolId ? [id] : []))
  const [receipts, labels] = await Promise.all([meals.receipts({ gatewayIds: there, ...day }), labelsOf(parts, trips)])
  const view = deliveryView(delivery, known)
  return {
    ...view,
    trips: trips.map(trip => tripView(trip, labels, view.safe_until)),
    receipts: receipts.map(({ id, recipient, portions, rejected, rejectReason, photoId, signatureId, note, at, gatewayId }) => ({
      ...{ id, recipient, portions, rejected, note, at },
      reject_reason: rejectReason,
      photo_id: photoId,
      signature_id: signatureId,
      gateway_id: gatewayId,
    })),
    corrections: (known.corrections.get(delivery.id) ?? []).map(({ id, step, change, reason, actor, at }) => ({
      id,
      step,
      change,
      reason,
      actor,
      at,
    })),
  }
}

async function labelsOf({ store }: Parts, trips: readonly TripRecord[]): Promise<ReadonlyMap<string, ContainerRecord>> {
  const tagIds = [...new Set(trips.map(({ tagId }) => tagId))]
  const { items } = await store.meals.containers({ tagIds }, { limit: Math.max(1, tagIds.length) })
  return new Map(items.map(container => [container.tagId, container]))
}

function tripView(trip: TripRecord, labels: ReadonlyMap<string, ContainerRecord>, until: string | null): TripView {
  const { id, tagId, portions, rejected, rejectReason, steps, flags } = trip
  const isOver = until !== null && steps.served !== undefined && steps.served.at > until
  const shown = Object.entries(steps).map(([step, { at, gatewayId, temperatureDc }]) => [
    step,
    { at, gateway_id: gatewayId, temperature_dc: temperatureDc },
  ])
  return {
    id,
    tag_id: tagId,
    label: labels.get(tagId)?.label ?? null,
    portions,
    rejected,
    reject_reason: rejectReason,
    steps: Object.fromEntries(shown),
    flags: [...flags.flatMap(flag => (flag === 'superseded' ? [] : flag)), ...(isOver ? (['late'] as const) : [])],
  }
}

/** Containers that left before the day and are not back, by the school they went to; the one with most first. */
export async function trayBalanceOf(parts: Parts, programme: ProgrammeRecord, day: string): Promise<TrayBalanceView> {
  const { meals } = parts.store
  const open = (await meals.openTrips(programme.id, day)).toSorted((one, other) => (one.beganAt < other.beganAt ? -1 : 1))
  const [labels, places] = await Promise.all([labelsOf(parts, open), meals.places()])
  const named = byId(places)
  const deliveries = byId(
    open.length === 0 ? [] : await meals.deliveries({ programmeId: programme.id, from: open[0]?.day ?? day, to: day }),
  )
  const schoolOf = ({ deliveryId, tagId }: TripRecord) => deliveries.get(deliveryId ?? '')?.schoolId ?? labels.get(tagId)?.schoolId ?? null
  const items = [...Map.groupBy(open, schoolOf)].map(([schoolId, trips]) => ({
    school_id: schoolId,
    school: named.get(schoolId ?? '')?.name ?? null,
    out: trips.length,
    oldest_day: trips[0]?.day ?? day,
    containers: trips.map(({ tagId, beganAt, day: of }) => ({
      tag_id: tagId,
      label: labels.get(tagId)?.label ?? null,
      since: beganAt,
      day: of,
    })),
  }))
  return { items: items.toSorted((one, other) => other.out - one.out) }
}

/** Many days added up. */
export async function mealReportOf(
  parts: Parts,
  programme: ProgrammeRecord,
  { from, to, by }: { from: string; to: string; by: 'day' | 'school' | 'kitchen' },
): Promise<MealReport> {
  const { meals } = parts.store
  const within = { programmeId: programme.id, from, to }
  const [deliveries, trips] = await Promise.all([meals.deliveries(within), meals.trips(within)])
  const known = await knownOf(parts, programme, deliveries, trips)
  const views = deliveries.map(delivery => deliveryView(delivery, known))
  const keyed = {
    day: (view: DeliveryView) => ({ id: view.day, name: view.day }),
    school: (view: DeliveryView) => view.school,
    kitchen: (view: DeliveryView) => view.kitchen,
  }
  const rows = [...Map.groupBy(views, view => keyed[by](view).id)].map(([key, own]) => ({
    key,
    name: own[0] === undefined ? key : keyed[by](own[0]).name,
    deliveries: own.length,
    ...own.reduce((sum, view) => addedFlow(sum, view), noFlow),
    late: own.filter(({ flags }) => flags.includes('late')).length,
    flagged: own.filter(({ flags }) => flags.length > 0).length,
  }))
  return {
    from,
    to,
    by,
    rows: rows.toSorted((one, other) => (by === 'day' ? one.key.localeCompare(other.key) : one.name.localeCompare(other.name))),
  }
}
