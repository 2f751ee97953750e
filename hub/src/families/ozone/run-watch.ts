/**
 * Treatments whose device told of their beginning and never of their end: it was switched off, swapped, or lost its card. They are closed as
 * ended nobody knows how, and the machine has an alarm; an end that is told after all takes the place of what was only taken for one.
 */
import type { Clock, Log } from '@palang/kit'
import { treatmentStatus } from '@palang/protocol'
import { lostSince, mayBeLostBefore } from '../../domain/lost-runs.ts'
import { endUnknown, isEndUnknown } from '../../domain/treatments.ts'
import { alarmedMachines, inRounds, openedBefore, showAlarms, type Rounds, type ShownCondition } from '../../rounds.ts'
import type { Live } from '../../services.ts'
import type { SessionRecord } from '../../store/records.ts'
import { createBucketStarts, treatmentBuckets } from './buckets.ts'
import type { TelemetryParts } from './telemetry.ts'
import { endedOf } from './treatment-ledger.ts'
import type { Treatments } from './treatments.ts'

const delays = { first: 45_000, every: 60_000, again: 60_000 }
const code = 'treatment_end_unknown'
/** Closed in one transaction, so that nobody waits for it. */
const closedPerCommit = 200

type Parts = Pick<TelemetryParts, 'site' | 'store' | 'outlets'> & {
  clock: Clock
  log: Log
  live: Pick<Live, 'publish' | 'latestOf'>
  treatments: Pick<Treatments, 'book'>
}

interface Lost {
  id: string
  machineId: string
  deviceId: string
  at: string
}

/** Looks every minute. The alarm of a machine clears itself when the end was told, or a later treatment there has come to its end. */
export function watchRuns(parts: Parts): Rounds & { look(): Promise<void> } {
  const { store, clock, log } = parts
  const bucketStarts = createBucketStarts()

  async function look(): Promise<void> {
    const before = new Date(mayBeLostBefore(clock.now())).toISOString()
    const lost: Lost[] = []
    for (const session of await openedBefore(store, 'running', before)) lost.push(...(await lostOf(session, parts)))
    await showLost(parts, lost)
    for (let from = 0; from < lost.length; from += closedPerCommit) await close(lost.slice(from, from + closedPerCommit))
  }

  async function close(lost: readonly Lost[]): Promise<void> {
    const zones = { site: parts.site.outlet.timezone, of: parts.outlets.zoneOf }
    const endOf = new Map(lost.map(({ id, at }) => [id, at]))
    await store.transact(async tx => {
      const closed = (await tx.sessions.getMany([...endOf.keys()])).flatMap(session => {
        const at = endOf.get(session.id)
        // Its end may have been told since.
        if (session.treatment === null || session.closedAt !== null || at === undefined) return []
        return [endUnknown({ ...session, treatment: session.treatment }, at)]
      })
      const counted = closed.flatMap(session => (session.closedAt === null ? [] : [endedOf(session, session.closedAt)]))
      await tx.sessions.putMany(closed)
      await tx.treatments.mergeBuckets(treatmentBuckets(counted, zones, bucketStarts))
    })
    for (const { id, deviceId, machineId } of lost)
      log.warn({ session: id, device: deviceId, machine: machineId }, 'the end of a treatment was never told')
  }

  return { look, ...inRounds({ clock, log, delays, round: look, failure: 'treatments that never end were not looked after' }) }
}

/** The treatment when it is lost; nothing otherwise, and for one of a machine with a controller, which settles its own. */
async function lostOf(session: SessionRecord, { store, clock, live, treatments }: Parts): Promise<Lost[]> {
  const { id, machineId, openedAt, treatment } = session
  const device = treatments.book.device(treatment?.deviceId ?? '')
  if (treatment === null || device === undefined) return []
  const status = treatmentStatus.safeParse(live.latestOf(machineId, 'treatment_status')?.payload).data
  const saysRunning = status?.state === 'running' && status.device?.device_id === device.id
  const now = { lastSeenMs: Date.parse(device.lastSeenAt), queued: device.queued, saysRunning }
  const run = { beganMs: Date.parse(openedAt), heardMs: 0, plannedS: treatment.plannedS }
  if (lostSince(run, now, clock.now()) === undefined) return []
  const heardMs = Date.parse(await lastHeardOf(store, { id, deviceId: device.id, openedAt }))
  const sinceMs = lostSince({ ...run, heardMs }, now, clock.now())
  return sinceMs === undefined ? [] : [{ id, machineId, deviceId: device.id, at: new Date(sinceMs).toISOString() }]
}

/** When the beginning of the treatment came. */
async function lastHeardOf(
  { treatments }: Parts['store'],
  { id, deviceId, openedAt }: { id: string; deviceId: string; openedAt: string },
): Promise<string> {
  const to = new Date(Date.parse(openedAt) + 1).toISOString()
  const { items } = await treatments.events({ deviceId, from: openedAt, to }, { limit: 50 })
  return items.find(({ sessionId }) => sessionId === id)?.receivedAt ?? openedAt
}

/** Raised before the treatments are closed: a power cut between the two must not lose it. */
async function showLost(parts: Parts, lost: readonly Lost[]): Promise<void> {
  const byMachine = Map.groupBy(lost, ({ machineId }) => machineId)
  const standing = (await alarmedMachines(parts.store, code)).filter(machineId => !byMachine.has(machineId))
  const conditions: ShownCondition[] = [...byMachine].map(([machineId, some]) => ({
    ...{ machineId, code, severity: 'warning' },
    message: `${some[0]?.deviceId ?? ''}: ${some.length === 1 ? 'a treatment' : `${some.length} treatments`} began and never told of an end, session ${some[0]?.id ?? ''}`,
  }))
  for (const machineId of standing) {
    const { items } = await parts.store.sessions.list({ machineId, open: false }, { limit: 1 })
    if (!items.some(isEndUnknown)) conditions.push({ machineId, code, severity: 'warning', message: undefined })
  }
  if (conditions.length > 0) await showAlarms(parts, conditions)
}
