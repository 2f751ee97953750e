import type { z } from 'zod'

/** What an earlier run saved, or null when there is none that can be understood: it is our own writing, yet of an earlier version perhaps. */
export function readSavedAs<Saved>(schema: z.ZodType<Saved>, stored: string): Saved | null {
  if (stored === '') return null
  let json: unknown
  try {
    json = JSON.parse(stored)
  } catch {
    return null
  }
  const result = schema.safeParse(json)
  return result.success ? result.data : null
}
