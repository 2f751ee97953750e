/** Which device is at which machine: a device is at one machine at a time, and a machine has one device; who was there before stays known. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import type { Actor } from '../../access/actor.ts'
import { clockToleranceMs, reread } from '../../domain/device-clock.ts'
import { earlier } from '../../domain/treatment-sums.ts'
import { recordedChange } from '../../access/audit.ts'
import type { Tx } from '../../store/store.ts'
import type { DeviceEventRecord, TelemetryAssignmentRecord, TelemetryDeviceRecord } from '../../store/treatments.ts'
import { enteredDevice } from './device-changes.ts'
import type { Telemetry, TelemetryParts } from './telemetry.ts'
import { createTreatmentLedger } from './treatment-ledger.ts'
import { createBucketStarts } from './buckets.ts'

/** Events that waited, in one transaction. */
const eventsPerCommit = 500

export interface Assignments {
  /**
   * Puts the device at the machine from that moment on: unless given, from the oldest of its events that wait, else from now. The device
   * that was there, and the machine where this one was, are left at that moment; what waited becomes treatments of the machine. Throws
   * `unknown_machine`, `not_supported` for a machine of another family, and `conflict` for a moment at which one of them was elsewhere since.
   */
  assign(
    actor: Actor,
    wanted: { deviceId: string; machineId: string; from?: string | undefined; reason?: string | undefined },
  ): Promise<TelemetryAssignmentRecord>
  /** Takes the device away from its machine now. Throws `conflict` when it is at none. */
  release(actor: Actor, deviceId: string, reason?: string): Promise<void>
  /** Makes treatments of events whose device is known by now; what a power cut interrupted goes on. Resolves to how many. */
  settleWaiting(deviceId: string): Promise<number>
}

type Parts = Pick<TelemetryParts, 'site' | 'store' | 'clock' | 'live' | 'book' | 'outlets'> & { telemetry: Pick<Telemetry, 'idle'> }

/** Over the book, which hears of every change after its commit. */
export function createAssignments(parts: Parts): Assignments {
  const { clock, book } = parts
  const bucketStarts = createBucketStarts()

  async function settleWaiting(deviceId: string): Promise<number> {
    let sum = 0
    for (const place of book.placesOf(deviceId)) {
      let begin: string | undefined = dayAround(place.from, -1)
      while (begin !== undefined) {
        const { settled, next } = await settlePage({ ...parts, bucketStarts }, place, begin)
        sum += settled
        begin = next
      }
    }
    return sum
  }

  return {
    settleWaiting,
    async assign(actor, wanted) {
      const { deviceId } = wanted
      const since = wanted.from ?? (await beginningOf(parts, wanted))
      const { device, left, place } = await recordedChange(parts, actor, async (tx, note) => {
        const moved = await putAt(tx, parts, { ...wanted, from: since, actor: actor.id })
        const before = moved.left.map(one => one.deviceId)
        const after = { device_id: deviceId, from: since }
        note({ action: 'assign_device', subject: wanted.machineId, before, after, reason: wanted.reason })
        return moved
      })
      book.note({ devices: [device], assignments: [...left, place] })
      // Words that looked into the book before this are written by then; they wait as well.
      await parts.telemetry.idle()
      await settleWaiting(deviceId)
      return place
    },
    async release(actor, deviceId, reason) {
      const place = book.placeOf(deviceId)
      if (place === undefined) throw new CodedError('conflict', `${deviceId} is at no machine`)
      const left = { ...place, until: isoNow(clock) }
      await recordedChange(parts, actor, async (tx, note) => {
        await tx.treatments.putAssignments([left])
        note({ action: 'release_device', subject: place.machineId, before: { device_id: deviceId }, after: null, reason })
      })
      book.note({ assignments: [left] })
    },
  }
}

/** Events of one page that belong to the place become its treatments; `next` is where to look on, nothing at the end. */
async function settlePage(
  parts: Parts & { bucketStarts: ReturnType<typeof createBucketStarts> },
  place: TelemetryAssignmentRecord,
  begin: string,
): Promise<{ settled: number; next: string | undefined }> {
  const { store, live, outlets } = parts
  const { deviceId } = place
  const ledger = createTreatmentLedger(parts)
  const until = place.until === null ? null : dayAround(place.until, 1)
  const { waiting, fitting } = await store.transact(async tx => {
    const found = await tx.treatments.waitingEvents(deviceId, begin, until, eventsPerCommit)
    const placed = found.map(event => placedIn(event, outlets.zoneOf(place.outletId)))
    const there = placed.filter(({ at }) => place.from <= at && (place.until === null || at < place.until))
    await ledger.open(
      tx,
      there.flatMap(({ run }) => (run === null ? [] : [{ deviceId, run }])),
    )
    for (const event of there) ledger.take(event, place)
    await ledger.write(tx)
    return { waiting: found, fitting: there }
  })
  for (const event of ledger.told()) live.publish(event)
  const last = waiting.length < eventsPerCommit ? undefined : waiting.at(-1)?.at
  // What became a treatment waits no more; where nothing did, the page is passed over.
  const next = last === undefined ? undefined : fitting.length > 0 ? begin : new Date(Date.parse(last) + 1).toISOString()
  return { settled: fitting.length, next }
}

/**
 * From when a device is at its first machine: what it told before is of that machine too. A clock of seconds that is a little behind
 * must not leave out what it counts right after it was put there.
 */
async function beginningOf(
  { store, clock, book, outlets }: Parts,
  { deviceId, machineId }: { deviceId: string; machineId: string },
): Promise<string> {
  if (book.placeOf(deviceId) !== undefined) return isoNow(clock)
  const machine = await store.machines.get(machineId)
  const [first] = await store.transact(tx => tx.treatments.waitingEvents(deviceId, new Date(0).toISOString(), null, 1))
  const oldest = first === undefined || machine === undefined ? isoNow(clock) : placedIn(first, outlets.zoneOf(machine.outletId)).at
  const isFirst = book.placesOf(deviceId).length === 0 && book.devicesEverAt(machineId).length === 0
  return isFirst ? earlier(oldest, new Date(clock.now() - clockToleranceMs).toISOString()) : oldest
}

/** What waited was read in the zone of the site where it named none; it is of the time that the wall showed where the device was. */
function placedIn(event: DeviceEventRecord, zone: string): DeviceEventRecord {
  const { assumedZone, deviceAt, at, clock } = event
  if (assumedZone === null || assumedZone === zone || deviceAt === null) return event
  const moved = new Date(reread(Date.parse(deviceAt), assumedZone, zone)).toISOString()
  return { ...event, assumedZone: zone, deviceAt: moved, at: clock === 'device' ? earlier(moved, event.receivedAt) : at }
}

/** A day before or after: zones are no further apart. */
function dayAround(at: string, days: 1 | -1): string {
  return new Date(Date.parse(at) + days * 24 * 3_600_000).toISOString()
}

interface Moved {
  device: TelemetryDeviceRecord
  /** The places that end with it. */
  left: TelemetryAssignmentRecord[]
  place: TelemetryAssignmentRecord
}

type Move = { deviceId: string; machineId: string; from: string; actor: string; reason?: string | undefined }

async function putAt(tx: Tx, parts: Parts, { deviceId, machineId, from, actor, reason }: Move): Promise<Moved> {
  const { outletId } = await mustTreat(tx, machineId)
  const place = { id: uuidv7(parts.clock.now()), deviceId, machineId, outletId, from, until: null, actor, reason: reason ?? null }
  const left = leavingAt(parts, place)
  const [known = enteredDevice(deviceId, isoNow(parts.clock))] = await tx.treatments.getDevices([deviceId])
  const device = { ...known, retiredAt: null }
  await tx.treatments.putDevices([device])
  await tx.treatments.putAssignments([...left, place])
  return { device, left, place }
}

async function mustTreat(tx: Tx, machineId: string) {
  const machine = await tx.machines.get(machineId)
  if (machine === undefined) throw new CodedError('unknown_machine', 'there is no such machine')
  if (machine.family !== 'ozone') throw new CodedError('not_supported', `${machineId} is no treatment machine`)
  if ((await tx.premises.machineDetails.get(machineId))?.retiredAt) throw new CodedError('conflict', `${machineId} was retired`)
  return machine
}

/** The places that end when this one begins: of the device elsewhere, and of others at the machine. */
function leavingAt({ book }: Parts, place: TelemetryAssignmentRecord): TelemetryAssignmentRecord[] {
  const open = [book.placeOf(place.deviceId), ...book.devicesAt(place.machineId).map(book.placeOf)]
  const leaving = [...new Set(open.flatMap(one => one ?? []))]
  const ended = [...leaving, ...book.placesOf(place.deviceId)].find(
    ({ from, until }) => from > place.from || (until !== null && until > place.from),
  )
  if (ended !== undefined) throw new CodedError('conflict', `${ended.deviceId} was at ${ended.machineId} since then; choose a later moment`)
  return leaving.map(one => ({ ...one, until: place.from }))
}
