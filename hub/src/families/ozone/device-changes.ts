/** What the words of one transaction change of the devices themselves: how they are, how their clocks and counters stand. */
import { offsetAfter, type ClockSample } from '../../domain/clock-offset.ts'
import { deviceMoment } from '../../domain/device-clock.ts'
import type { DeviceStatus } from '@palang/protocol'
import type { Tx } from '../../store/store.ts'
import type { CounterBreakRecord, TelemetryDeviceRecord } from '../../store/treatments.ts'
import { countsIn, filled, recounted } from './counter-watch.ts'
import type { DeviceBook } from './device-book.ts'
import { type ReadEvent, type StatusWord } from './heard-words.ts'

export interface DeviceChanges {
  /** The device was heard; resolves to it as it was before the word counts. */
  heard(word: { deviceId: string; mapping: string }, receivedAt: string): TelemetryDeviceRecord
  /** A new event shows the counters; `machineId` is where the device was then. */
  counted(read: ReadEvent, atMs: number, machineId: string | null): void
  /** The device after its status. */
  told(word: StatusWord, receivedAt: string): TelemetryDeviceRecord
  write(tx: Tx): Promise<void>
  devices(): Iterable<TelemetryDeviceRecord>
  samples: ReadonlyMap<string, ClockSample>
}

interface Parts {
  book: DeviceBook
  zoneOf(deviceId: string): string
  /** What each device last said of its clock. */
  samples: ReadonlyMap<string, ClockSample>
}

/** Nothing changed yet. */
export function createDeviceChanges({ book, zoneOf, samples: known }: Parts): DeviceChanges {
  const devices = new Map<string, TelemetryDeviceRecord>()
  const breaks = new Map<string, CounterBreakRecord>()
  const samples = new Map<string, ClockSample>()
  const late: ReadEvent[] = []

  const heard: DeviceChanges['heard'] = ({ deviceId, mapping }, receivedAt) => {
    const device = {
      ...(devices.get(deviceId) ?? book.device(deviceId) ?? newDevice(deviceId, mapping, receivedAt)),
      mapping,
      lastSeenAt: receivedAt,
    }
    devices.set(deviceId, device)
    return device
  }
  const note = (recount: ReturnType<typeof recounted>) => {
    devices.set(recount.device.id, recount.device)
    for (const one of recount.breaks) breaks.set(one.id, one)
    return recount
  }
  /** How far the device's clock is behind, after it showed this moment. */
  const offsetNow = (deviceId: string, knownMs: number | null, now: ClockSample): number | null => {
    const before = samples.get(deviceId) ?? known.get(deviceId)
    samples.set(deviceId, now)
    return offsetAfter(knownMs, before, now)
  }

  return {
    heard,
    samples,
    devices: () => devices.values(),
    counted(read, atMs, machineId) {
      const { event, deviceMs, receivedAt } = read
      // The beginning of a treatment shows the counters as they were; its end counts on.
      const isOne = event.phase === undefined || event.phase === 'finish'
      const reading = { atMs: deviceMs ?? atMs, counts: countsIn(event), counted: isOne ? event.event_type : null }
      const { isLate } = note(recounted(heard(read, receivedAt), reading, { machineId, foundAt: receivedAt }))
      if (isLate && isOne) late.push(read)
    },
    told(word, receivedAt) {
      const { deviceId, status } = word
      const device = heard(word, receivedAt)
      const deviceMs = deviceMoment(status.timestamp, zoneOf(deviceId))?.ms
      const receivedMs = Date.parse(receivedAt)
      const clockOffsetMs =
        deviceMs === undefined ? device.clockOffsetMs : offsetNow(deviceId, device.clockOffsetMs, { deviceMs, receivedMs })
      const reading = { atMs: deviceMs ?? receivedMs - (clockOffsetMs ?? 0), counts: countsIn(status), counted: null }
      const about = { machineId: book.placeOf(deviceId)?.machineId ?? null, foundAt: receivedAt }
      return note(recounted({ ...device, ...conditionOf(device, status), clockOffsetMs }, reading, about)).device
    },
    async write(tx) {
      await fillGaps(tx, late, breaks)
      await tx.treatments.putDevices([...devices.values()])
      await tx.treatments.putBreaks([...breaks.values()])
    },
  }
}

/** Puts what came late into the gaps it was missing in. */
async function fillGaps(tx: Tx, late: readonly ReadEvent[], breaks: Map<string, CounterBreakRecord>): Promise<void> {
  if (late.length === 0) return
  const open = await tx.treatments.openGaps(late.map(({ deviceId }) => deviceId))
  for (const gap of open) breaks.set(gap.id, breaks.get(gap.id) ?? gap)
  for (const { deviceId, event, deviceMs, receivedAt } of late) {
    const at = isoOrNull(deviceMs) ?? receivedAt
    const gap = filled(breaks.values(), { deviceId, treatment: event.event_type, at, receivedAt })
    if (gap !== undefined) breaks.set(gap.id, gap)
  }
}

/** What a status says of the device; what it does not say stays as it was. */
function conditionOf(device: TelemetryDeviceRecord, status: DeviceStatus) {
  return {
    wifiConnected: status.wifi_connected ?? device.wifiConnected,
    rtcAvailable: status.rtc_available ?? device.rtcAvailable,
    sdAvailable: status.sd_available ?? device.sdAvailable,
    firmware: status.firmware ?? device.firmware,
    uptimeS: status.uptime_s ?? device.uptimeS,
    queued: status.queued ?? device.queued,
  }
}

/** When a device was heard that never was. */
export const neverHeard = '1970-01-01T00:00:00.000Z'

/** A device nobody had heard of. */
function newDevice(id: string, mapping: string, at: string): TelemetryDeviceRecord {
  return {
    id,
    mapping,
    firstSeenAt: at,
    lastSeenAt: at,
    wifiConnected: null,
    rtcAvailable: null,
    sdAvailable: null,
    firmware: null,
    uptimeS: null,
    queued: null,
    clockOffsetMs: null,
    countBasic: null,
    countStandard: null,
    countPremium: null,
    countedAt: null,
    retiredAt: null,
  }
}

/** A device that was entered by hand: it was never heard. */
export function enteredDevice(id: string, at: string): TelemetryDeviceRecord {
  return { ...newDevice(id, 'ozon', at), lastSeenAt: neverHeard }
}

/** Clocks show anything; a year that no table can hold is no time. */
export function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined || ms < 0 || ms >= Date.UTC(2200, 0) ? null : new Date(ms).toISOString()
}
