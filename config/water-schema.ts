/** What a site file says of water: what is good water, what is sold, and how machines that sell it are kept. */
import { calibrationDaysMost, usualInterlock, volumeMl } from '@palang/protocol'
import { z } from 'zod'

const tds = z.number().min(0).max(1_000)
const ph = z.number().min(0).max(14)

/** Drinking water as Permenkes 2/2023 has it. */
const thresholds = z
  .strictObject({
    tds_min: tds.optional(),
    tds_max: tds.default(300),
    ph_min: ph.default(6.5),
    ph_max: ph.default(8.5),
    temperature_max: z.number().min(0).max(80).optional(),
  })
  .refine(({ tds_min = 0, tds_max }) => tds_min < tds_max, { path: ['tds_min'], message: 'less than tds_max' })
  .refine(({ ph_min, ph_max }) => ph_min < ph_max, { path: ['ph_min'], message: 'less than ph_max' })

export const products = z
  .array(z.strictObject({ volume_ml: volumeMl, price: z.int().min(0).max(1_000_000_000) }))
  .min(1)
  .max(24)
  .refine(list => new Set(list.map(({ volume_ml }) => volume_ml)).size === list.length, 'each volume once')

/** Of the site, for machines of family water; everything has a usual value. */
export const water = z.strictObject({
  thresholds: thresholds.prefault({}),
  /** Where customers' telephones reach the hub. With it the kiosk shows the code of its machine's page of quality; without it none. */
  public_url: z
    .url({ protocol: /^https?$/, error: 'expected the http or https address customers reach the hub at' })
    .max(200)
    .optional(),
  /** A machine the hub has not spoken to for longer sells nothing: its prices may be old. 0: however old they are. */
  prices_max_age_hours: z.int().min(0).max(8_760).default(168),
  /** What was left over from a sale is the next customer's choice for so long; after it a person pays it back. */
  credit_minutes: z.int().min(1).max(1_440).default(5),
  /** Prepaid cards pay here. False: none is taken, and no money is put on one. */
  prepaid_cards: z.boolean().default(true),
  /** Sensors and flow meters are calibrated anew after so many days. */
  calibration_days: z.int().min(1).max(calibrationDaysMost).default(90),
  /** What becomes of a sensor whose calibration is overdue: a warning, or no sale. */
  calibration_overdue: z.enum(['warn', 'lock']).default('warn'),
  /** How long readings are kept: each single one, and what is made of a minute, an hour; of a day for ever. */
  keep: z
    .strictObject({
      reading_days: z.int().min(1).max(3_650).default(14),
      minute_days: z.int().min(1).max(3_650).default(60),
      hour_days: z.int().min(1).max(36_500).default(1_095),
    })
    .prefault({}),
})
export type WaterRules = z.infer<typeof water>

/** For a site that says nothing about water. */
export const usualWaterRules: WaterRules = water.parse({})

/** What is done while the water of a machine is bad: lock the sale, run water away, test again. */
export const interlock = z.strictObject({
  /** Relay of the board that opens the flush valve; without one bad water is only waited for. */
  flush_relay: z.int().min(0).max(7).optional(),
  flush_s: z.int().min(1).max(600).default(usualInterlock.flush_s),
  /** After a flush the sensor is believed again after so long. */
  retest_s: z.int().min(1).max(3_600).default(usualInterlock.retest_s),
  /** Flushes in a row; then a person has to come. */
  attempts: z.int().min(1).max(20).default(usualInterlock.attempts),
  /** Bad for shorter is noise. */
  after_s: z.int().min(0).max(600).default(usualInterlock.after_s),
})
export type InterlockRules = z.infer<typeof interlock>

/** What wears out or runs empty in one machine; what is left out is not watched. */
export const consumables = z.strictObject({
  /** Water the tank holds when it was filled, in litres. */
  tank_litres: z.number().positive().max(100_000).optional(),
  /** Litres through a filter before it is changed. */
  filter_litres: z.number().positive().max(10_000_000).optional(),
  /** Hours the ultraviolet lamp is on before it is changed; it burns while the machine has power. */
  uv_hours: z.int().positive().max(1_000_000).optional(),
})
export type Consumables = z.infer<typeof consumables>
