/** Treatment devices as they leave over HTTP. */
import type { CounterBreakView, MachinePlace, TreatmentDeviceDetail, TreatmentDeviceView } from '@palang/protocol'
import { isHidden, type Reach } from '../../access/reach.ts'
import type { HubServices } from '../../services.ts'
import type { CounterBreakRecord, TelemetryAssignmentRecord, TelemetryDeviceRecord } from '../../store/treatments.ts'
import { neverHeard } from './device-changes.ts'

const minuteMs = 60_000
/** Open gaps that are counted; more of them are a broken fleet. */
const mostGaps = 5_000

type Parts = Pick<HubServices, 'store' | 'clock' | 'site' | 'treatments'>

/** Whether this device is not to be shown: where it is now decides, and one that waits is for those who see every outlet. */
export function isDeviceHidden({ treatments }: Pick<HubServices, 'treatments'>, reach: Reach, deviceId: string): boolean {
  return isHidden(reach, treatments.book.placeOf(deviceId)?.machineId ?? '')
}

/** Whether a part of what the device counted is not to be shown: nobody can tell it from the rest. */
export function hasCountedElsewhere({ treatments }: Pick<HubServices, 'treatments'>, reach: Reach, deviceId: string): boolean {
  return treatments.book.placesOf(deviceId).some(({ machineId }) => isHidden(reach, machineId))
}

/** Those within reach, by id. */
export async function treatmentDevices(parts: Parts, reach: Reach): Promise<TreatmentDeviceView[]> {
  const view = await viewerOf(parts)
  const seen = parts.treatments.book.devices().filter(({ id }) => !isDeviceHidden(parts, reach, id))
  return seen.map(view).toSorted((a, b) => (a.device_id < b.device_id ? -1 : 1))
}

/** One with its history at machines within reach, the newest place first. */
export async function treatmentDevice(parts: Parts, reach: Reach, device: TelemetryDeviceRecord): Promise<TreatmentDeviceDetail> {
  const seen = parts.treatments.book.placesOf(device.id).filter(({ machineId }) => !isHidden(reach, machineId))
  return { ...(await viewerOf(parts))(device), history: seen.toReversed().map(placeView) }
}

async function viewerOf({
  store,
  clock,
  site,
  treatments: { book },
}: Parts): Promise<(device: TelemetryDeviceRecord) => TreatmentDeviceView> {
  const [waiting, gaps] = await Promise.all([store.treatments.waiting(), store.treatments.breaks({ open: true }, { limit: mostGaps })])
  const waitingOf = new Map(waiting.map(({ deviceId, count, oldestAt }) => [deviceId, { count, oldest_at: oldestAt }]))
  const gapsOf = Map.groupBy(
    gaps.items.filter(({ kind }) => kind === 'gap'),
    ({ deviceId }) => deviceId,
  )
  const heardSince = clock.now() - site.telemetry.silent_minutes * minuteMs
  return device => {
    const place = book.placeOf(device.id)
    const last = book.placesOf(device.id).at(-1)
    return {
      device_id: device.id,
      id: device.id,
      kind: 'treatment',
      model: device.mapping,
      machine_id: place?.machineId ?? null,
      outlet_id: place?.outletId ?? null,
      is_active: place !== undefined,
      assigned_date: last?.from ?? null,
      deactivated_date: last?.until ?? null,
      state: device.retiredAt !== null ? 'retired' : place === undefined ? 'waiting' : 'assigned',
      online: Date.parse(device.lastSeenAt) > heardSince,
      first_seen: device.firstSeenAt,
      last_seen: device.lastSeenAt === neverHeard ? null : device.lastSeenAt,
      wifi_connected: device.wifiConnected,
      rtc_available: device.rtcAvailable,
      sd_available: device.sdAvailable,
      firmware: device.firmware,
      uptime_s: device.uptimeS,
      queued: device.queued,
      clock_offset_ms: device.clockOffsetMs,
      count_basic: device.countBasic,
      count_standard: device.countStandard,
      count_premium: device.countPremium,
      counted_at: device.countedAt,
      waiting_events: waitingOf.get(device.id) ?? { count: 0, oldest_at: null },
      open_gaps: gapsOf.get(device.id)?.length ?? 0,
    }
  }
}

/** Who was at the machine, the newest first. */
export function devicesAtMachine({ treatments: { book } }: Pick<HubServices, 'treatments'>, machineId: string): MachinePlace[] {
  return book
    .devicesEverAt(machineId)
    .flatMap(book.placesOf)
    .filter(place => place.machineId === machineId)
    .toSorted((a, b) => (a.from < b.from ? 1 : -1))
    .map(place => {
      const { machine_id: _machine, ...view } = placeView(place)
      return { device_id: place.deviceId, ...view }
    })
}

function placeView({
  machineId,
  outletId,
  from,
  until,
  actor,
  reason,
}: TelemetryAssignmentRecord): TreatmentDeviceDetail['history'][number] {
  return { machine_id: machineId, outlet_id: outletId, from, until, by: actor, reason }
}

export function breakView({
  id,
  kind,
  machineId,
  treatment,
  missing,
  arrived,
  from,
  to,
  foundAt,
  closedAt,
}: CounterBreakRecord): CounterBreakView {
  return { id, kind, machine_id: machineId, treatment, missing, arrived, from, to, found_at: foundAt, closed_at: closedAt }
}
