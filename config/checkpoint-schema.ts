/** What a site file says of a checkpoint: what is scanned there, and what the words of scans mean. */
import { handoverStep, scanStatus } from '@palang/protocol'
import { z } from 'zod'

/** What is left out is as usual (controllers/src/families/checkpoint/checkpoint-config.ts). */
const rules = z.strictObject({
  /** What may be scanned here, all four unless given; anything else is recorded all the same, and told to be odd. */
  steps: z
    .array(handoverStep)
    .min(1)
    .refine(list => new Set(list).size === list.length, 'each step once')
    .optional(),
  /** What a tap means until a person chooses; the first of `steps` unless given. */
  step: handoverStep.optional(),
  /** The same tag with the same word again within so many seconds, 3 unless given, is the same scan; 0: every one counts. */
  debounce_s: z.number().min(0).max(600).optional(),
})

/** Keys of a machine of family checkpoint. */
export const checkpointKeys = { checkpoint: rules.optional() }

/** Of one machine of the site file. */
export function checkCheckpoint(
  { family, checkpoint }: { family: string; checkpoint?: z.infer<typeof rules> | undefined },
  context: z.RefinementCtx,
): void {
  if (checkpoint === undefined) return
  if (family !== 'checkpoint')
    context.addIssue({ code: 'custom', path: ['checkpoint'], message: 'only machines of family checkpoint scan', input: checkpoint })
  const { step, steps = handoverStep.options } = checkpoint
  if (step !== undefined && !steps.includes(step))
    context.addIssue({ code: 'custom', path: ['checkpoint', 'step'], message: 'is not one of checkpoint.steps', input: step })
}

/** What the whole site says of its meals. */
export const meals = z.strictObject({
  /** What the words of scans mean, beside the usual ones (protocol/src/families/handover.ts) or instead of them. */
  statuses: z.record(scanStatus, handoverStep).default({}),
})
export type MealRules = z.infer<typeof meals>

/** For a site that says nothing of meals. */
export const usualMealRules: MealRules = { statuses: {} }
