/** How a water machine does, in one word with its reasons. Who asks has looked everything up. */
import type { AlarmSeverity, HubHealthReason, MachineHealth, QualityReason, QualityVerdict } from '@palang/protocol'

/** A reading older than this says nothing of the water now. Milliseconds. */
export const readingTooOldMs = 10 * 60_000

export interface MachineSigns {
  online: boolean
  mode: 'active' | 'maintenance' | 'disabled'
  /** Of the newest reading; null when there is none. */
  ageMs: number | null
  verdict: QualityVerdict
  reasons: readonly QualityReason[]
  /** Thresholds that good water is close to. */
  near: readonly HubHealthReason[]
  alarms: readonly { code: string; severity: AlarmSeverity }[]
  /** A sensor or flow meter is to be calibrated anew. */
  calibrationOverdue: boolean
}

/** A machine that is meant to be out of service is so whether it is heard or not. */
export function statusWordOf({ online, mode }: Pick<MachineSigns, 'online' | 'mode'>): 'ACTIVE' | 'MAINTENANCE' | 'OFFLINE' {
  if (mode !== 'active') return 'MAINTENANCE'
  return online ? 'ACTIVE' : 'OFFLINE'
}

/** A sensor that cannot be believed raises `sensor_fault`, which is critical: so is its health, also before the alarm has come. */
const isOfSensor = (reason: QualityReason) => reason.startsWith('sensor_')

/**
 * As bad as the gravest alarm that stands or that follows from what is so: health and alarms never say two things of one trouble.
 * The worst that is so, and every reason of it. A machine that cannot be heard is `UNKNOWN`, whatever its last word was, but a critical
 * alarm that stands is told all the same.
 */
export function healthOf(signs: MachineSigns): { health: MachineHealth; reasons: string[] } {
  const { online, ageMs, verdict, near, alarms, calibrationOverdue } = signs
  const codes = (isCritical: boolean) => alarms.flatMap(({ code, severity }) => ((severity === 'critical') === isCritical ? [code] : []))
  const isOld = ageMs === null || ageMs > readingTooOldMs
  const unknown: HubHealthReason[] = [...(online ? [] : ['offline' as const]), ...(isOld ? ['no_recent_reading' as const] : [])]
  const isHeard = unknown.length === 0
  // What a silent machine last said of its water is how it was.
  const why = isHeard ? signs.reasons : []
  const isCritical = (reason: QualityReason) => verdict === 'bad' || (verdict === 'unknown' && isOfSensor(reason))
  const critical = [...why.filter(isCritical), ...codes(true).filter(code => code !== 'machine_offline')]
  const doubted = verdict === 'unknown' ? why.filter(reason => !isOfSensor(reason)) : []
  const warning = [...codes(false), ...(calibrationOverdue ? ['calibration_overdue'] : []), ...(isHeard ? near : [])]
  const found: readonly (readonly [MachineHealth, readonly string[]])[] = [
    ['CRITICAL', critical],
    ['UNKNOWN', [...unknown, ...doubted]],
    ['WARNING', warning],
  ]
  const health = found.find(([, reasons]) => reasons.length > 0)?.[0] ?? 'HEALTHY'
  return { health, reasons: [...new Set(found.flatMap(([, reasons]) => reasons))] }
}
