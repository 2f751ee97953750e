/** What a site file says of a treatment machine with a controller: what it sells, and what keeps people safe. */
import { longestRunSeconds, treatment, usualTreatmentSafety } from '@palang/protocol'
import { z } from 'zod'

/** No board switches its relay on for longer in one piece. */
const mostMinutes = longestRunSeconds / 60
const minutes = z.number().positive().max(mostMinutes, `at most ${mostMinutes}: no board treats longer in one piece`)

/** Keys of a machine of family ozone. */
export const treatmentKeys = {
  /** What customers may choose. */
  treatments: z
    .array(z.strictObject({ treatment, minutes, price: z.int().min(0).max(1_000_000_000) }))
    .min(1)
    .refine(list => new Set(list.map(one => one.treatment)).size === list.length, 'each treatment once')
    .optional(),
  /** Never longer, whatever is asked for. */
  max_run_minutes: minutes.optional(),
  /** Rest after each treatment, seconds. */
  cool_down_s: z.int().min(0).max(3_600).optional(),
  /** Whether a door switch is fitted: nothing runs unless it says that the door is shut. */
  door: z.boolean().optional(),
}

interface Treating {
  family: string
  treatments?: readonly { minutes: number }[] | undefined
  max_run_minutes?: number | undefined
}

/** What one key of a machine says against another. */
function treatmentMistakes(machine: Treating): { path: (string | number)[]; message: string; input: unknown }[] {
  const { family, treatments = [], max_run_minutes: most = usualTreatmentSafety.max_run_minutes } = machine
  if (family !== 'ozone') {
    const given = Object.entries(machine).find(([key, value]) => Object.hasOwn(treatmentKeys, key) && value !== undefined)
    return given === undefined ? [] : [{ path: [given[0]], message: 'only machines of family ozone treat', input: given[1] }]
  }
  return treatments.flatMap(({ minutes: given }, index) =>
    given > most ? [{ path: ['treatments', index, 'minutes'], message: `more than max_run_minutes, ${most}`, input: given }] : [],
  )
}

/** Of one machine of the site file. */
export function checkTreatments(machine: Treating, context: z.RefinementCtx): void {
  for (const mistake of treatmentMistakes(machine)) context.addIssue({ code: 'custom', ...mistake })
}
