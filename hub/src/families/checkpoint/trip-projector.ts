/**
 * Keeps the rounds of containers in step with the scans. Scans are acknowledged first and reckoned with afterwards: a gateway's backlog
 * never waits for it, and what a power cut interrupted goes on at the next start.
 */
import { isCoded, type Clock, type Log, type Timer } from '@palang/kit'
import { deliveryOf } from '../../domain/deliveries.ts'
import { inOrder, isSince, recountFrom, type Round, roundsOf } from '../../domain/trips.ts'
import { dateAt } from '../../edges/http/business-day.ts'
import type { Outlets } from '../../outlets.ts'
import type { DeliveryRecord, MealPlaceRecord, ScanRecord, TripRecord } from '../../store/meals.ts'
import type { Store, Tx } from '../../store/store.ts'

/** Scans in one transaction. */
const scansPerPass = 2_000
/** Scans come in bursts. */
const settleMs = 50
/** While a backlog drains, what is kept goes before what is reckoned. */
const restMs = 500
const againMs = 2_000

export interface TripProjector {
  /** Begins with what waited. */
  start(): void
  /** Something was scanned, or what is known of a container changed. */
  nudge(): void
  /** Resolves when no scan waits any more; throws what the database throws. */
  settled(): Promise<void>
  stop(): Promise<void>
}

interface Parts {
  store: Store
  clock: Clock
  log: Log
  outlets: Pick<Outlets, 'zoneOf'>
}

/** Does nothing before `start`. */
export function createTripProjector(parts: Parts): TripProjector {
  const { clock, log } = parts
  let timer: Timer | undefined
  let running: Promise<void> | undefined
  let isStopped = true
  let isNudged = false

  function inTime(ms: number): void {
    if (isStopped || timer !== undefined) return
    timer = clock.after(ms, () => {
      timer = undefined
      running = work()
    })
  }

  async function work(): Promise<void> {
    isNudged = false
    const wait = await pass(parts).then(waitAfter, (error: unknown) => {
      if (!isCoded(error, 'database_unavailable')) log.error({ err: error }, 'the rounds of containers could not be reckoned')
      return againMs
    })
    running = undefined
    if (wait !== undefined) inTime(wait)
  }

  /** Milliseconds until the next look, after one that reckoned with so many scans. */
  function waitAfter(taken: number): number | undefined {
    if (taken === scansPerPass) return isNudged ? restMs : 0
    return isNudged ? settleMs : undefined
  }

  return {
    start() {
      isStopped = false
      inTime(0)
    },
    nudge() {
      isNudged = true
      if (running === undefined) inTime(settleMs)
    },
    async settled() {
      while ((await pass(parts)) > 0);
    },
    async stop() {
      isStopped = true
      timer?.cancel()
      timer = undefined
      await running
    },
  }
}

/** Reckons with some of the scans that wait; resolves to how many. */
async function pass({ store, outlets }: Parts): Promise<number> {
  const placing = await placingOf(store, outlets)
  return store.transact(async tx => {
    const waiting = await tx.meals.unplacedScans(scansPerPass)
    if (waiting.length === 0) return 0
    const starts = await startsOf(tx, waiting)
    const scans = Map.groupBy(await tx.meals.scansSince([...starts].map(([tagId, { at }]) => ({ tagId, from: at }))), ({ tagId }) => tagId)
    const containers = new Map((await tx.meals.getContainers([...starts.keys()])).map(one => [one.tagId, one]))
    const rounds = [...starts].flatMap(([tagId, start]) => {
      const own = (scans.get(tagId) ?? []).filter(scan => isSince(scan, start))
      return roundsOf(own, containers.get(tagId)?.portions ?? 0)
    })
    const placed = rounds.map(round => placing.place(round, containers.get(round.tagId)))
    const days = [...new Set(placed.map(({ day }) => day))]
    const trips = placing.deliver(placed, await tx.meals.deliveriesOf(days), containers)
    if (trips.unplanned.length > 0) await tx.meals.putDeliveries(trips.unplanned)
    await tx.meals.replaceTrips(
      [...starts].map(([tagId, { at }]) => ({ tagId, from: at })),
      trips.all,
      waiting.map(({ id }) => id),
    )
    return waiting.length
  })
}

/** Of each tag, where to begin anew. */
async function startsOf(tx: Tx, waiting: readonly ScanRecord[]): Promise<Map<string, { at: string; id: string }>> {
  const firsts = [...Map.groupBy(waiting, ({ tagId }) => tagId).values()].flatMap(own => inOrder(own).slice(0, 1))
  const before = await tx.meals.tripsBefore(firsts.map(({ tagId, at }) => ({ tagId, at })))
  const ofTag = new Map(before.map(trip => [trip.tagId, trip]))
  return new Map(firsts.map(first => [first.tagId, recountFrom(first, ofTag.get(first.tagId))]))
}

type Placed = Round & Pick<TripRecord, 'programmeId' | 'day'>
type Container = NonNullable<Parameters<typeof deliveryOf>[1]>

/** What says where a round belongs. */
async function placingOf({ meals }: Store, outlets: Pick<Outlets, 'zoneOf'>) {
  const [programmes, places, gateways] = await Promise.all([meals.programmes(), meals.places(), meals.gateways()])
  const zones = new Map(programmes.map(({ id, outletId }) => [id, outlets.zoneOf(outletId)]))
  const byId = new Map(places.map(place => [place.id, place]))
  const atGateway = new Map<string, MealPlaceRecord>()
  for (const { id, placeId } of gateways) {
    const place = placeId === null ? undefined : byId.get(placeId)
    if (place !== undefined) atGateway.set(id, place)
  }
  return {
    place(round: Round, container: Container | undefined): Placed {
      const programmeId = container?.programmeId ?? null
      const zone = programmeId === null ? outlets.zoneOf('') : (zones.get(programmeId) ?? outlets.zoneOf(''))
      return { ...round, programmeId, day: dateAt(Date.parse(round.beganAt), zone) }
    },
    deliver(rounds: readonly Placed[], planned: readonly DeliveryRecord[], containers: ReadonlyMap<string, Container>) {
      const ofDay = [...planned]
      const unplanned: DeliveryRecord[] = []
      const all = rounds.map(round => {
        const container = containers.get(round.tagId)
        const delivery =
          container === undefined ? null : deliveryOf(round, container, round.day, { ofDay, placeOf: id => atGateway.get(id) })
        if (delivery !== null && !ofDay.includes(delivery)) {
          ofDay.push(delivery)
          unplanned.push(delivery)
        }
        return { ...round, deliveryId: delivery?.id ?? null }
      })
      return { all, unplanned }
    },
  }
}
