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

/**
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
  const critical = [...(isHeard && verdict === 'bad' ? signs.reasons : []), ...codes(true).filter(code => code !== 'machine_offline')]
  const doubted = isHeard && verdict === 'unknown' ? signs.reasons : []
  const warning = [...codes(false), ...(calibrationOverdue ? ['calibration_overdue'] : []), ...(isHeard ? near : [])]
  const found: readonly (readonly [MachineHealth, readonly string[]])[] = [
    ['CRITICAL', critical],
    ['UNKNOWN', [...unknown, ...doubted]],
    ['WARNING', warning],
  ]
  const health = found.find(([, reasons]) => reasons.length > 0)?.[0] ?? 'HEALTHY'
  return { health, reasons: [...new Set(found.flatMap(([, reasons]) => reasons))] }
}
