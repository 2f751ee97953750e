import { readJson } from '@palang/kit/json'
import type { z } from 'zod'

/** What an earlier run saved, or null when there is none that can be understood: it is our own writing, yet of an earlier version perhaps. */
export function readSavedAs<Saved>(schema: z.ZodType<Saved>, stored: string): Saved | null {
  const result = schema.safeParse(readJson(stored))
  return result.success ? result.data : null
}
