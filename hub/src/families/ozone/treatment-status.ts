/** How a machine with a device on MQTT is, as screens are told of it. */
import type { DeviceStatus, TreatmentStatus } from '@palang/protocol'
import type { TelemetryDeviceRecord } from '../../store/treatments.ts'

/** From what the device said last, and what is known of it from before. */
export function treatmentStatusOf(device: TelemetryDeviceRecord, status: DeviceStatus): TreatmentStatus {
  return {
    state: status.state ?? 'unknown',
    treatment: status.treatment ?? null,
    remaining_s: status.remaining_s ?? null,
    switches: { door: status.door_open ?? null, emergency_stop: status.emergency_stop ?? null },
    device: {
      device_id: device.id,
      wifi_connected: device.wifiConnected,
      rtc_available: device.rtcAvailable,
      sd_available: device.sdAvailable,
      firmware: device.firmware,
      uptime_s: device.uptimeS,
      queued: device.queued,
      last_seen: device.lastSeenAt,
      clock_offset_ms: device.clockOffsetMs,
    },
  }
}
