/**
 * A handover of the meal programme: food leaves a kitchen, is received at a school, is served, and its container comes back. What a
 * checkpoint scans, what it goes by while its hub is away, and what it thinks of a scan. A checkpoint flags, it never blocks: the food is
 * there, whatever the plan says.
 */
import { z } from 'zod'
import { calendarDay, cardId, isoTime, reason, slug, uuid } from '../primitives.ts'

/** In this order, unless something went wrong. */
export const handoverStep = z.enum(['dispatched', 'received', 'served', 'returned'])
export type HandoverStep = z.infer<typeof handoverStep>

/** `status_scan` as a gateway says it; which step it means is the site's mapping. */
export const scanStatus = z
  .string()
  .regex(/^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/, '1–64 printable characters, no space at either end')

/**
 * What the words of the source document mean. It prints `makanan_keluar` alone; the others are how such gateways go on. A site adds its
 * own, or gives one another meaning.
 */
export const usualScanStatuses: Readonly<Record<string, HandoverStep>> = {
  makanan_keluar: 'dispatched',
  makanan_diterima: 'received',
  makanan_masuk: 'received',
  makanan_disajikan: 'served',
  wadah_kembali: 'returned',
  dispatched: 'dispatched',
  received: 'received',
  served: 'served',
  returned: 'returned',
}

/** What each word means at a site with words of its own. */
export function scanStatusesWith(own: Readonly<Record<string, HandoverStep>>): Record<string, HandoverStep> {
  return { ...usualScanStatuses, ...own }
}

/** The one word each step is called by when a person chooses it. */
export const stepStatus: Readonly<Record<HandoverStep, string>> = {
  dispatched: 'makanan_keluar',
  received: 'makanan_diterima',
  served: 'makanan_disajikan',
  returned: 'wadah_kembali',
}

/**
 * What is odd about a scan, as far as the checkpoint knows by itself. `unknown_status`: no step is meant by its word. `unknown_tag`: nobody
 * entered it. `not_expected`: it is for another place, or the step is not this place's. `skipped_step`, `repeated_step`: seen from the steps before. `too_old`: the time for which
 * the food is safe is over. `too_cold`: hot food below what its programme asks for. `clock_unsure`: nobody can say how late it is.
 */
export const scanWarning = z.enum([
  'unknown_status',
  'unknown_tag',
  'not_expected',
  'skipped_step',
  'repeated_step',
  'too_old',
  'too_cold',
  'clock_unsure',
])
export type ScanWarning = z.infer<typeof scanWarning>

const portions = z.int().min(0).max(100_000)
/** Tenths of a degree Celsius, so that it is an integer. */
const temperature = z.int().min(-500).max(1_500)

/** What travels with a container, on its tag or in the plan: enough to warn without a network. */
export const foodTimes = {
  batch_id: uuid.optional(),
  cooked_at: isoTime.optional(),
  dispatched_at: isoTime.optional(),
}

/** What people at a checkpoint add to a scan. */
export const scanDetails = {
  /** In the container, where they are not what it usually holds. */
  portions: portions.optional(),
  rejected: portions.optional(),
  reject_reason: reason.optional(),
  temperature_dc: temperature.optional(),
}

/** Who says so; a name of a grown-up at the place, never of a child. */
export const recipientName = z.string().trim().min(1).max(80)

/** What a checkpoint knows of one tag. */
export const plannedTag = z.object({
  tag: cardId,
  label: z.string().max(80),
  portions,
  /** Where it is to go, where that is known. */
  school: z.object({ id: slug, name: z.string().max(120) }).nullable(),
  batch: z.object({ id: uuid, name: z.string().max(120), cooked_at: isoTime.nullable(), safe_minutes: z.int().min(1) }).nullable(),
  /** The steps of its present round that the hub knows of, with their times. */
  steps: z.partialRecord(handoverStep, isoTime),
})
export type PlannedTag = z.infer<typeof plannedTag>

/** What the controller of a checkpoint is told by its hub, and keeps for days without one. */
export const checkpointSettings = z.object({
  /** Of the outlet. */
  day: calendarDay,
  statuses: z.record(scanStatus, handoverStep),
  place: z.object({ id: slug, name: z.string().max(120), kind: z.enum(['kitchen', 'school']) }).nullable(),
  /** For food of which nothing else is said: how long after cooking it may be served. */
  safe_minutes: z.int().min(1).max(1_440),
  /** Hot food is at least this warm. */
  warm_dc: temperature.nullable(),
  tags: z.array(plannedTag).max(20_000),
  /** Of the day, at this place. */
  expected: z.object({ containers: z.int().min(0), portions }).nullable(),
})
export type CheckpointSettings = z.infer<typeof checkpointSettings>
