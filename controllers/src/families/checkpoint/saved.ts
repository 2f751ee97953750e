/** Reading back what an earlier run saved. It is our own writing, yet of an earlier version perhaps: what does not fit is left. */
import { handoverStep, machineMode, scanWarning } from '@palang/protocol'
import { z } from 'zod'
import { readSavedAs } from '../read-saved.ts'
import type { SavedCheckpoint } from './state.ts'

const saved = z.object({
  mode: machineMode,
  step: handoverStep,
  alarms: z.array(z.string()),
  today: z.object({ day: z.string(), counts: z.partialRecord(handoverStep, z.int()) }),
  last: z
    .object({
      id: z.string(),
      tag: z.string(),
      label: z.string().nullable(),
      school: z.string().nullable(),
      step: handoverStep.nullable(),
      repeated: z.boolean(),
      warnings: z.array(scanWarning),
      at: z.string(),
    })
    .nullable(),
}) satisfies z.ZodType<SavedCheckpoint>

/** The saved checkpoint, or null when there is none that can be understood. */
export const readSaved = (stored: string): SavedCheckpoint | null => readSavedAs(saved, stored)
