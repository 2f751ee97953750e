/** What the words of one transaction change, in the order they came. Nothing in memory changes here. */
import type { DeviceTime } from '@palang/protocol'
import type { ClockSample } from '../../domain/clock-offset.ts'
import { deviceMoment, happenedAt } from '../../domain/device-clock.ts'
import type { LiveEvent } from '../../services.ts'
import type { Tx } from '../../store/store.ts'
import type { DeviceEventRecord, TelemetryDeviceRecord } from '../../store/treatments.ts'
import type { createBucketStarts } from './buckets.ts'
import { createDeviceChanges, isoOrNull, type DeviceChanges } from './device-changes.ts'
import { deviceLetter, keepLetters } from './device-letters.ts'
import { isFull, readWords, type Heard, type ReadEvent, type ReadWord, type UnreadableWord } from './heard-words.ts'
import type { TelemetryParts } from './telemetry.ts'
import { createTreatmentLedger, type TreatmentLedger } from './treatment-ledger.ts'
import { treatmentStatusOf } from './treatment-status.ts'

export interface BatchParts extends TelemetryParts {
  samples: ReadonlyMap<string, ClockSample>
  bucketStarts: ReturnType<typeof createBucketStarts>
}

/** What is to be remembered and told once the transaction is committed. */
export interface Written {
  devices: Iterable<TelemetryDeviceRecord>
  samples: ReadonlyMap<string, ClockSample>
  told: LiveEvent[]
  unreadable: UnreadableWord[]
}

/** Writes what was heard within one transaction. */
export async function writeWords(tx: Tx, heard: readonly Heard[], parts: BatchParts): Promise<Written> {
  const { book, outlets, site } = parts
  const zoneOf = (deviceId: string) => {
    const place = book.placeOf(deviceId)
    return place === undefined ? site.outlet.timezone : outlets.zoneOf(place.outletId)
  }
  const isOneTooMany = (deviceId: string) => book.device(deviceId) === undefined && isFull(book.devices().length)
  const momentOf = (deviceId: string, given: DeviceTime | undefined) => momentThen(parts, deviceId, given)
  const words = readWords(heard, { momentOf, isOneTooMany })
  const fresh = await freshOf(tx, words)
  const changes = createDeviceChanges({ book, zoneOf, samples: parts.samples })
  const ledger = createTreatmentLedger(parts)
  await ledger.open(
    tx,
    [...fresh].flatMap(({ deviceId, event: { run } }) => (run === undefined ? [] : [{ deviceId, run }])),
  )
  const told: LiveEvent[] = []
  for (const word of words) {
    if (word.kind === 'event' && fresh.has(word)) takeEvent(word, { changes, ledger, book })
    else if (word.kind === 'event') changes.heard(word, word.receivedAt)
    else if (word.kind === 'status') {
      const device = changes.told(word.word, word.receivedAt)
      const machineId = book.placeOf(device.id)?.machineId
      if (machineId !== undefined) told.push({ type: 'treatment_status', machineId, payload: treatmentStatusOf(device, word.word.status) })
    }
  }
  const unreadable = words.flatMap(one => (one.kind === 'unreadable' ? [one] : []))
  await ledger.write(tx)
  await changes.write(tx)
  await keepLetters(
    tx,
    unreadable.map(({ word, receivedAt }) => deviceLetter(word, book.placeOf(word.deviceId)?.machineId, receivedAt)),
  )
  return {
    devices: changes.devices(),
    samples: changes.samples,
    told: [...ledger.told(), ...told],
    unreadable: unreadable.map(({ word }) => word),
  }
}

/** A time without a zone is read in that of the outlet where the device was then; in that of the site while it was nowhere. */
function momentThen({ book, outlets, site }: BatchParts, deviceId: string, given: DeviceTime | undefined) {
  for (const { outletId, from, until } of book.placesOf(deviceId)) {
    const moment = deviceMoment(given, outlets.zoneOf(outletId))
    if (moment?.zone === null) return moment
    const at = isoOrNull(moment?.ms)
    if (at !== null && from <= at && (until === null || at < until)) return moment
  }
  return deviceMoment(given, site.outlet.timezone)
}

/** The events that were never kept, each once. */
async function freshOf(tx: Tx, words: readonly ReadWord[]): Promise<Set<ReadEvent>> {
  const events = words.flatMap(word => (word.kind === 'event' ? [word] : []))
  const known = await tx.treatments.knownEvents(events.map(({ id }) => id))
  return new Set(events.filter(({ id }) => !known.has(id) && known.add(id)))
}

interface Taking extends Pick<BatchParts, 'book'> {
  changes: DeviceChanges
  ledger: TreatmentLedger
}

function takeEvent(read: ReadEvent, { changes, ledger, book }: Taking): void {
  const { deviceId, deviceMs, receivedAt } = read
  const device = changes.heard(read, receivedAt)
  const { atMs, clock } = happenedAt(deviceMs, Date.parse(receivedAt), device.clockOffsetMs)
  const at = new Date(atMs).toISOString()
  const place = book.placeAt(deviceId, at)
  changes.counted(read, atMs, place?.machineId ?? null)
  ledger.take(eventRecord(read, at, clock), place)
}

function eventRecord(
  { id, deviceId, event, deviceMs, assumedZone, receivedAt }: ReadEvent,
  at: string,
  clock: DeviceEventRecord['clock'],
): DeviceEventRecord {
  return {
    id,
    deviceId,
    machineId: null,
    outletId: null,
    sessionId: null,
    treatment: event.event_type,
    phase: event.phase ?? null,
    run: event.run ?? null,
    at,
    clock,
    deviceAt: isoOrNull(deviceMs),
    assumedZone,
    receivedAt,
    plannedS: event.planned_s ?? null,
    actualS: event.actual_s ?? null,
    countBasic: event.count_basic ?? null,
    countStandard: event.count_standard ?? null,
    countPremium: event.count_premium ?? null,
  }
}
