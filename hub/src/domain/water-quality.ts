/** What the hub makes of readings that no controller has judged: a verdict by the site's thresholds, and an alarm that noise does not raise. */
import type { HubHealthReason, QualityReason, QualityThresholds, QualityVerdict } from '@palang/protocol'

/** What a sensor says, in mg/l, pH and °C. */
export interface QualityValues {
  tds: number
  ph: number
  temperature: number | null
}

/** Readings in a row that raise the alarm, or clear it. */
const alarmAfter = 3
/** Readings the moving average looks back over. */
const averaged = 5
/** This close to a threshold is worth a look: a tenth of it for dissolved solids, and so much pH. */
const near = { tdsShare: 0.9, ph: 0.2 } as const

const beyond = (value: number | null, limit: number | undefined, by: 'over' | 'under') =>
  value !== null && limit !== undefined && (by === 'over' ? value > limit : value < limit)

/** Which thresholds these values are beyond. A value exactly on one is good. */
export function reasonsOf({ tds, ph, temperature }: QualityValues, thresholds: QualityThresholds): QualityReason[] {
  const { tds_min, tds_max, ph_min, ph_max, temperature_max } = thresholds
  const found = [
    ['tds_high', beyond(tds, tds_max, 'over')],
    ['tds_low', beyond(tds, tds_min, 'under')],
    ['ph_high', beyond(ph, ph_max, 'over')],
    ['ph_low', beyond(ph, ph_min, 'under')],
    ['temperature_high', beyond(temperature, temperature_max, 'over')],
  ] as const
  return found.flatMap(([reason, isSo]) => (isSo ? [reason] : []))
}

/** Good values that are about to leave what is good. */
export function nearLimits({ tds, ph }: { tds: number | null; ph: number | null }, thresholds: QualityThresholds): HubHealthReason[] {
  const { tds_max, ph_min, ph_max } = thresholds
  const isPhNear = ph !== null && ((ph_max !== undefined && ph > ph_max - near.ph) || (ph_min !== undefined && ph < ph_min + near.ph))
  return [
    ...(tds !== null && tds_max !== undefined && tds > tds_max * near.tdsShare ? ['tds_near_limit' as const] : []),
    ...(isPhNear ? ['ph_near_limit' as const] : []),
  ]
}

/** What is remembered of the readings of one machine. */
export interface Standing {
  latest: (QualityValues & { at: string }) | undefined
  /** The newest few, oldest first. */
  recent: readonly Pick<QualityValues, 'tds' | 'ph'>[]
  verdict: QualityVerdict
  reasons: readonly QualityReason[]
  /** Readings in a row that speak against the alarm as it stands. */
  against: number
  /** `water_quality_bad` stands. */
  isBad: boolean
}

/** Of a machine that has said nothing yet. */
export const noReadings: Standing = {
  latest: undefined,
  recent: [],
  verdict: 'unknown',
  reasons: ['no_reading_yet'],
  against: 0,
  isBad: false,
}

/** What one reading more makes of it; a reading older than the latest changes nothing. */
export function afterReading(standing: Standing, reading: QualityValues & { at: string }, thresholds: QualityThresholds): Standing {
  if (standing.latest !== undefined && reading.at <= standing.latest.at) return standing
  const reasons = reasonsOf(reading, thresholds)
  const speaksAgainst = reasons.length > 0 !== standing.isBad
  const against = speaksAgainst ? standing.against + 1 : 0
  const turns = against >= alarmAfter
  return {
    latest: reading,
    recent: [...standing.recent, { tds: reading.tds, ph: reading.ph }].slice(-averaged),
    verdict: reasons.length > 0 ? 'bad' : 'good',
    reasons,
    against: turns ? 0 : against,
    isBad: turns ? !standing.isBad : standing.isBad,
  }
}

/** The mean of the newest few. */
export function averageOf({ recent }: Pick<Standing, 'recent'>): { tds: number | null; ph: number | null } {
  const mean = (values: readonly number[]) =>
    values.length === 0 ? null : Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 1000) / 1000
  return { tds: mean(recent.map(({ tds }) => tds)), ph: mean(recent.map(({ ph }) => ph)) }
}
