/**
 * A tariff as written in `config/tariffs/*.yaml` and stored, version by version, on the hub. A stored version is never
 * changed: whatever is added here is optional and has no default, so that earlier versions read back as they were stored.
 *
 * **The one rule.** A stay is a row of periods, each begun where the one before it ended; the first begins at the entry. A
 * period is charged whole, by the band in which it begins, and counts towards the cap of the day in which it begins. It lasts
 * its minutes, also across a boundary; a flat one lasts until its band ends. Hence nobody pays twice for the same minute,
 * and a price never falls while time passes: staying longer only ever begins further periods.
 *
 * **The clock.** Bands and calendar days follow the clock on the wall of the outlet. Each boundary comes once a day, when that
 * clock first reaches or skips it: when the clock is set back, bands and days wait until it has caught up. Periods and the
 * 24 hours of a cap are time that really passed, so a night of 9 hours costs a ninth hour and a day of 23 hours none more.
 *
 * **Rounding.** Started minutes of the stay count whole, so every period begins a whole number of minutes after the entry;
 * started periods are charged whole. What remains after a percentage is rounded down to the smallest unit of the currency.
 * With `rounding` the whole price, fine included, is brought to what can be paid in coins; that keeps the order
 * of two prices, and may pass a cap that is no multiple by less than one coin.
 *
 * **Order.** Periods with their caps; minutes a validation gives; the member's percentage; percentages of validations;
 * amounts of validations, each at most what is left; the lost-ticket fine, which no discount lessens; last the rounding.
 */
import { z } from 'zod'

/** What fits every message and record. */
export const largestAmount = 2_000_000_000

const amount = z.int().min(0).max(largestAmount)
const minutes = z
  .int()
  .min(1)
  .max(60 * 24 * 31)
const slug = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
/** Shown on screens and paper; the well-known ones (`night`, `weekend` …) are translated there, others stand as written. */
const name = z.string().regex(/^\S(.{0,22}\S)?$/u, 'expected 1 to 24 characters, no space at either end')
const percent = z.int().min(1).max(100)

const period = z.strictObject({ minutes, amount })

/** What one class pays for periods that begin within a band. */
export const bandRates = z.union([
  z.strictObject({
    /** The first period of a stay that begins here; without it the stay begins with a following one. */
    first: period.optional(),
    /** Every started period. */
    following: period,
  }),
  z.strictObject({
    /** One price until the band ends, each time a period begins within it. */
    flat: amount,
  }),
])
export type BandRates = z.infer<typeof bandRates>

/** Prices of one vehicle class. Amounts are in the smallest unit of the currency. */
export const classRates = z.strictObject({
  /** The first period and its price. */
  first: period,
  /** Every started period after the first. */
  following: period,
  /** Rates by the name of a band. Outside all bands, and in bands not named here, `first` and `following` apply. */
  bands: z.record(name, bandRates).optional(),
  /** Most a stay may cost for each started 24 hours from entry. Each of them begins again with a first period. */
  cap_per_24h: amount.optional(),
  /** Most a stay may cost for each calendar day of the outlet. Periods run on through midnight. Instead of `cap_per_24h`. */
  cap_per_day: amount.optional(),
  /** Added when the ticket is lost. */
  lost_ticket: amount.default(0),
})
export type ClassRates = z.infer<typeof classRates>

export const dayKinds = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'holiday'] as const
export type DayKind = (typeof dayKinds)[number]

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 06:00')

/** A part of the week with rates of its own. Where two bands meet, the first in the list applies. */
export const band = z.strictObject({
  name,
  /** Days on which it begins; every day without it. A date in `holidays` is a `holiday` and no weekday. */
  days: z.array(z.enum(dayKinds)).min(1).optional(),
  from: clockTime,
  /** Up to here, this minute not included; `24:00` is the end of the day. At or before `from`: on the day after. */
  to: clockTime.or(z.literal('24:00')),
})
export type Band = z.infer<typeof band>

/** What members pay, when not simply nothing. */
export const memberRates = z.union([
  /** So much off the price. */
  z.strictObject({ percent }),
  /** The rates of this class, whatever they drive. */
  z.strictObject({ class: slug }),
])

/** What a merchant's validation gives. Each counts once for a stay. */
export const validation = z.union([
  /** The price of so many minutes from the entry, further ones after those of validations before it. */
  z.strictObject({ minutes }),
  z.strictObject({ percent }),
  z.strictObject({ amount }),
])
export type Validation = z.infer<typeof validation>

/** To what a price is rounded, so that coins can pay it; half of it goes up with `nearest`. */
export const rounding = z.strictObject({ to: z.int().min(2).max(1_000_000), direction: z.enum(['up', 'down', 'nearest']) })
export type Rounding = z.infer<typeof rounding>

const graceMinutes = z
  .int()
  .min(0)
  .max(24 * 60)

export const tariff = z.strictObject({
  id: slug,
  version: z.int().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/),
  /** A stay no longer than this costs nothing. */
  free_minutes: z
    .int()
    .min(0)
    .max(24 * 60)
    .default(0),
  /** A member with a valid card pays nothing. */
  members_free: z.boolean().default(true),
  /** Decides instead of `members_free`. */
  members: memberRates.optional(),
  bands: z.array(band).max(20).optional(),
  /** Dates of the outlet, `2026-12-25`. */
  holidays: z.array(z.iso.date()).max(1000).optional(),
  /** By the name the merchant's validation carries. */
  validations: z.record(name, validation).optional(),
  /** Minutes to leave after payment; 15 without it. */
  exit_grace: z
    .strictObject({
      minutes: graceMinutes,
      /** Other minutes by the machine where it was paid. */
      pay_points: z.record(slug, graceMinutes).optional(),
    })
    .optional(),
  /** Without it a price is asked as it comes out. */
  rounding: rounding.optional(),
  classes: z.record(slug, classRates).refine(c => Object.keys(c).length > 0, 'at least one vehicle class'),
})
export type Tariff = z.infer<typeof tariff>
