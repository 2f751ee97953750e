/** The quality as the screens see it. */
import type { WaterQuality } from '@palang/protocol'
import { averageOf } from './quality-filter.ts'
import type { WaterConfig, WaterState } from './state.ts'

/** Undefined where no sensor is fitted: then nobody watches the water. */
export function qualityStatusOf({ quality, interlock, settings, shop }: WaterState, config: WaterConfig): WaterQuality | undefined {
  if (config.quality.sensor === null) return undefined
  const { newest, verdict, reasons } = quality
  const average = averageOf(quality.filter)
  const { tds, ph, flow } = settings?.calibration ?? {}
  return {
    at: newest?.at ?? null,
    tds: newest?.tds ?? null,
    ph: newest?.ph ?? null,
    temperature: newest?.temperature ?? null,
    average: { tds: shown(average?.tds), ph: shown(average?.ph) },
    verdict,
    reasons,
    interlock: interlock.step,
    ...(shop.locked === null ? {} : { locked_by: (shop.locked.by ?? shop.locked.reason).slice(0, 128), lock_reason: shop.locked.reason }),
    thresholds: settings?.thresholds ?? config.quality.thresholds,
    calibration: {
      ...(tds === undefined ? {} : { tds_due_at: tds.due_at }),
      ...(ph === undefined ? {} : { ph_due_at: ph.due_at }),
      ...(flow === undefined ? {} : { flow_due_at: flow.due_at }),
    },
  }
}

/** What changes with each reading, and is told with `water_quality` alone. */
export function steadyPart(quality: WaterQuality | undefined) {
  if (quality === undefined) return undefined
  const { verdict, reasons, interlock, locked_by, lock_reason, thresholds, calibration } = quality
  return { verdict, reasons, interlock, locked_by, lock_reason, thresholds, calibration }
}

function shown(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * 100) / 100
}
