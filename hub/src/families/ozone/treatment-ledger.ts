/** From events to treatments: which session each event belongs to, what it makes of it, and what that adds to the buckets. */
import { uuidv7 } from '@palang/kit'
import type { TreatmentEvent } from '@palang/protocol'
import { treatmentPrice } from '../../domain/treatment-prices.ts'
import { aborted, began, finished, pressed, type TreatmentSession } from '../../domain/treatments.ts'
import type { LiveEvent } from '../../services.ts'
import type { Tx } from '../../store/store.ts'
import type { DeviceEventRecord, EndedTreatment, TelemetryAssignmentRecord } from '../../store/treatments.ts'
import { eachBucketOnce, takenBack, treatmentBuckets } from './buckets.ts'
import type { BatchParts } from './telemetry-batch.ts'

type Place = Pick<TelemetryAssignmentRecord, 'machineId' | 'outletId'>

export interface TreatmentLedger {
  /** Reads the treatments that these runs are steps of. */
  open(tx: Tx, runs: readonly { deviceId: string; run: string }[]): Promise<void>
  /** One event that was not known before; without a place it is kept and waits. */
  take(event: DeviceEventRecord, place: Place | undefined): void
  write(tx: Tx): Promise<void>
  /** What screens are told after the commit. */
  told(): LiveEvent[]
}

type Parts = Pick<BatchParts, 'book' | 'outlets' | 'site' | 'bucketStarts'>

/** Nothing taken yet. */
export function createTreatmentLedger({ book, outlets, site, bucketStarts }: Parts): TreatmentLedger {
  const events: DeviceEventRecord[] = []
  const sessions = new Map<string, TreatmentSession>()
  const byRun = new Map<string, TreatmentSession>()
  const ended: EndedTreatment[] = []
  /** Taken for ended before, and told otherwise now. */
  const undone: EndedTreatment[] = []

  /** Counts it when it has ended with this; what was counted of it before is taken back. */
  function count(before: TreatmentSession | undefined, session: TreatmentSession): void {
    if (session.closedAt === null || (before !== undefined && before.closedAt !== null && before.outcome === session.outcome)) return
    if (before !== undefined && before.closedAt !== null) undone.push(endedOf(before, before.closedAt))
    ended.push(endedOf(session, session.closedAt))
  }

  /** The treatment after this event. */
  function treated(event: DeviceEventRecord, { machineId, outletId }: Place): TreatmentSession {
    const { deviceId, treatment, phase, run, at, plannedS, actualS } = event
    const before = run === null ? undefined : byRun.get(runKey(deviceId, run))
    const currency = outlets.get(outletId)?.currency ?? site.outlet.currency
    const place = { id: before?.id ?? uuidv7(Date.parse(at)), outletId, machineId, deviceId, currency }
    const telling = { treatment, at, plannedS, actualS }
    const price = () => treatmentPrice(book.prices(), { outletId, treatment, at })
    if (phase === 'start') return began(before, place, telling)
    if (phase === 'abort') return aborted(before, place, telling)
    return phase === 'finish' ? finished(before, place, telling, price()) : pressed(place, telling, price())
  }

  return {
    async open(tx, runs) {
      if (runs.length === 0) return
      const steps = await tx.treatments.eventsOfRuns(runs)
      const known = await tx.sessions.getMany(steps.flatMap(({ sessionId }) => sessionId ?? []))
      for (const { deviceId, run, sessionId } of steps) {
        const session = known.find(({ id }) => id === sessionId)
        if (run !== null && session?.treatment) byRun.set(runKey(deviceId, run), { ...session, treatment: session.treatment })
      }
    },
    take(event, place) {
      if (place === undefined) return void events.push(event)
      const before = event.run === null ? undefined : byRun.get(runKey(event.deviceId, event.run))
      const session = treated(event, place)
      if (event.run !== null) byRun.set(runKey(event.deviceId, event.run), session)
      sessions.set(session.id, session)
      count(before, session)
      events.push({ ...event, machineId: place.machineId, outletId: place.outletId, sessionId: session.id })
    },
    async write(tx) {
      await tx.sessions.putMany([...sessions.values()])
      await tx.treatments.putEvents(events)
      const zones = { site: site.outlet.timezone, of: outlets.zoneOf }
      const [more, less] = [ended, undone].map(some => treatmentBuckets(some, zones, bucketStarts))
      await tx.treatments.mergeBuckets(eachBucketOnce([...(more ?? []), ...takenBack(less ?? [])]))
    },
    told: () => events.flatMap(toldOf),
  }
}

function toldOf({ id, machineId, sessionId, deviceId, treatment, phase, at, receivedAt }: DeviceEventRecord): LiveEvent[] {
  if (machineId === null) return []
  const payload: TreatmentEvent = {
    event_id: id,
    device_id: deviceId,
    treatment,
    phase,
    ...(sessionId === null ? {} : { session_id: sessionId }),
    at,
    received_at: receivedAt,
  }
  return [{ type: 'treatment_event', machineId, payload, at }]
}

/** A treatment with its end, as it is counted. */
export function endedOf({ id, outletId, machineId, state, amount, treatment }: TreatmentSession, endedAt: string): EndedTreatment {
  const { treatment: name, deviceId, actualS } = treatment
  return { sessionId: id, outletId, machineId, deviceId, treatment: name, state, endedAt, amount, actualS }
}

function runKey(deviceId: string, run: string): string {
  return `${deviceId} ${run}`
}
