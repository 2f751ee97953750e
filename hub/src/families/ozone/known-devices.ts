/** The treatment devices as Home Assistant is told of them. */
import type { Site } from '@palang/config'
import type { Clock } from '@palang/kit'
import { treatmentStatus } from '@palang/protocol'
import type { KnownDevices } from '../../edges/mqtt/announcer.ts'
import type { KnownDevice } from '../../edges/mqtt/home-assistant.ts'
import type { Live } from '../../services.ts'
import type { Outlets } from '../../outlets.ts'
import type { TelemetryDeviceRecord } from '../../store/treatments.ts'
import type { Treatments } from './treatments.ts'

interface Parts {
  site: Pick<Site, 'telemetry'>
  clock: Clock
  live: Pick<Live, 'latestOf'>
  outlets: Outlets
  treatments: Treatments
}

/** Every device that is not retired, and who of them was heard. */
export function knownDevices(parts: Parts): KnownDevices {
  const { book, telemetry } = parts.treatments
  return {
    devices: () => book.devices().flatMap(device => (device.retiredAt === null ? knownOf(device, parts) : [])),
    device(deviceId) {
      const device = book.device(deviceId)
      return device === undefined || device.retiredAt !== null ? undefined : knownOf(device, parts)
    },
    onChange: listener => telemetry.onHeard(ids => ids.forEach(listener)),
  }
}

function knownOf(device: TelemetryDeviceRecord, { site, clock, live, outlets, treatments }: Parts): KnownDevice {
  const place = treatments.book.placeOf(device.id)
  const latest = place === undefined ? undefined : live.latestOf(place.machineId, 'treatment_status')?.payload
  const switches = treatmentStatus.safeParse(latest).data?.switches
  return {
    deviceId: device.id,
    name: place?.machineId ?? device.id,
    area: place === undefined ? undefined : outlets.get(place.outletId)?.name,
    isOnline: Date.parse(device.lastSeenAt) >= clock.now() - site.telemetry.silent_minutes * 60_000,
    lastSeen: device.lastSeenAt,
    status: {
      count_basic: device.countBasic ?? undefined,
      count_standard: device.countStandard ?? undefined,
      count_premium: device.countPremium ?? undefined,
      wifi_connected: device.wifiConnected ?? undefined,
      rtc_available: device.rtcAvailable ?? undefined,
      sd_available: device.sdAvailable ?? undefined,
      firmware: device.firmware ?? undefined,
      uptime_s: device.uptimeS ?? undefined,
      door_open: switches?.door ?? undefined,
      emergency_stop: switches?.emergency_stop ?? undefined,
    },
  }
}
