/** The quality of the water: what is measured, what is made of it, and what is done while it is bad. */
import { z } from 'zod'
import { isoTime, reason, uuid } from '../primitives.ts'

/** Who ordered it, as `user:<email>`, `token:<name>` …: set by the hub, whatever the asker says. */
export const actedBy = z.string().max(128)

/** What the sensor head measures: dissolved solids in mg/l, pH, degrees Celsius. */
export const qualityMeasure = z.enum(['tds', 'ph', 'temperature'])
export type QualityMeasure = z.infer<typeof qualityMeasure>

/** Values no water has: beyond them a reading is a fault of the sensor. */
export const possible = {
  tds: { min: 0, max: 1_000 },
  ph: { min: 0, max: 14 },
  temperature: { min: -5, max: 80 },
} as const satisfies Record<QualityMeasure, { min: number; max: number }>

const within = ({ min, max }: { min: number; max: number }) => z.number().min(min).max(max)
const values = { tds: within(possible.tds), ph: within(possible.ph), temperature: within(possible.temperature).nullable() }

/** One reading that may be believed. */
export const qualityReading = z.looseObject({ at: isoTime, ...values })
export type QualityReading = z.infer<typeof qualityReading>

/** How long water is run away. */
export const flushSeconds = z.int().min(1).max(600)

/** `unknown` is not good: nobody can say, so nothing is sold. */
export const qualityVerdict = z.enum(['good', 'bad', 'unknown'])
export type QualityVerdict = z.infer<typeof qualityVerdict>

/**
 * Why water is not good. `…_high`, `…_low`: beyond a threshold. `sensor_…`: away; a reading that cannot be; the same for too long; a jump
 * no water makes; not calibrated in time.
 */
export const qualityReason = z.enum([
  'tds_high',
  'tds_low',
  'ph_high',
  'ph_low',
  'temperature_high',
  'sensor_away',
  'sensor_impossible',
  'sensor_frozen',
  'sensor_jump',
  'calibration_overdue',
  'no_reading_yet',
])
export type QualityReason = z.infer<typeof qualityReason>

/** Between these water is good. What is left out is not looked at. */
export const qualityThresholds = z.looseObject({
  tds_min: z.number().min(0).max(1_000).optional(),
  tds_max: z.number().min(0).max(1_000).optional(),
  ph_min: z.number().min(0).max(14).optional(),
  ph_max: z.number().min(0).max(14).optional(),
  temperature_max: z.number().min(0).max(80).optional(),
})
export type QualityThresholds = z.infer<typeof qualityThresholds>

/** Two points: what the sensor said in two known liquids. One point shifts only. */
export const calibrationPoints = z
  .array(z.looseObject({ measured: z.number(), reference: z.number() }))
  .min(1)
  .max(2)

/** A calibration is due again after so many days at the latest: probes age, and one that is never due is never looked at. */
export const calibrationDaysMost = 730

/** What the sale does about the water: `flushing` runs the water away, `retesting` waits for what the sensor then says. */
export const interlockState = z.enum(['open', 'locked', 'flushing', 'retesting'])
export type InterlockState = z.infer<typeof interlockState>

/** What a machine goes by whose site file says nothing of it: see `interlock` in config/water-schema.ts. */
export const usualInterlock = { flush_s: 30, retest_s: 20, attempts: 3, after_s: 15 } as const

const spread = z.looseObject({ mean: z.number(), min: z.number(), max: z.number() })

/** `water_quality`: the newest reading, smoothed, and what is made of it. A value nobody knows is null. */
export const waterQuality = z.looseObject({
  at: isoTime.nullable(),
  tds: z.number().nullable(),
  ph: z.number().nullable(),
  temperature: z.number().nullable(),
  /** Moving averages. */
  average: z.looseObject({ tds: z.number().nullable(), ph: z.number().nullable() }),
  verdict: qualityVerdict,
  reasons: z.array(qualityReason),
  interlock: interlockState,
  /** A person locked the sale, and only a person unlocks it: who, as in commands, and why. Without a name the reason stands in its place. */
  locked_by: z.string().max(128).optional(),
  lock_reason: reason.optional(),
  thresholds: qualityThresholds.optional(),
  calibration: z.looseObject({ tds_due_at: isoTime.optional(), ph_due_at: isoTime.optional(), flow_due_at: isoTime.optional() }).optional(),
})
export type WaterQuality = z.infer<typeof waterQuality>

/** Payloads of the facts about quality, by fact type. */
export const waterQualityFacts = {
  /** One minute of readings, less where the program began or ended in it. */
  quality_measured: z.looseObject({
    from: isoTime,
    to: isoTime,
    count: z.int().min(1),
    tds: spread,
    ph: spread,
    temperature: spread.optional(),
    verdict: qualityVerdict,
  }),
  /** The verdict is another one from here on. */
  quality_changed: z.looseObject({ verdict: qualityVerdict, reasons: z.array(qualityReason), reading: qualityReading.optional() }),
  /** A person locked the sale, or unlocked it: then the water may have to be tested first, as the steps after it tell. */
  sale_locked: z.looseObject({ locked: z.boolean(), reason, by: actedBy.optional(), command_id: z.string().max(64) }),
  /** One step of locking, flushing, testing again and unlocking; all of one cycle carry its id, each with what was measured then. */
  interlock_step: z.looseObject({
    cycle_id: uuid,
    step: z.enum(['locked', 'flush_started', 'flush_ended', 'retested', 'unlocked', 'gave_up']),
    attempt: z.int().min(0),
    reasons: z.array(qualityReason),
    reading: qualityReading.optional(),
    /** Who, where a person did it; the machine's own steps have none. */
    by: actedBy.optional(),
    command_id: z.string().max(64).optional(),
    /** Of a flush that never began: what the board said. */
    refusal: z.string().max(64).optional(),
    /** Of a flush that ended: the flow meter saw the water run, so many pulses of it; or the relay was switched, and nothing measured. */
    evidence: z.enum(['measured', 'assumed']).optional(),
    pulses: z.int().min(1).optional(),
  }),
} as const
