/** What a person orders a treatment machine to do. */
import { z } from 'zod'
import { treatment } from '../families/device-message.ts'
import { reason } from '../primitives.ts'

export const treatmentOrderBody = z
  .discriminatedUnion('action', [
    z.object({
      action: z.literal('start'),
      treatment,
      seconds: z.int().min(1).max(7_200).optional().meta({ description: 'As the machine has it unless given' }),
      reason: reason.optional(),
    }),
    z.object({ action: z.literal('stop'), reason: reason.optional() }),
  ])
  .meta({ id: 'TreatmentOrder', examples: [{ action: 'start', treatment: 'BASIC', reason: 'paid at the desk' }] })

export const treatmentSettingsBody = z
  .object({
    minutes: z.partialRecord(treatment, z.number().positive().max(120)).optional(),
    max_run_s: z.int().min(1).max(7_200).optional(),
    cool_down_s: z.int().min(0).max(3_600).optional(),
    reason: reason.optional(),
  })
  .refine(({ reason: _reason, ...settings }) => Object.values(settings).some(value => value !== undefined), 'nothing is to be set')
  .meta({ id: 'TreatmentSettings', examples: [{ minutes: { BASIC: 5 }, cool_down_s: 60 }] })
