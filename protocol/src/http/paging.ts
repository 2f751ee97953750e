/** What every list of the HTTP API shares: newest first, `?limit=&cursor=`, one opaque cursor to the next page. */
import { z } from 'zod'

/** A whole number in a query string, between `min` and `max`; the text must be digits only. */
export function queryInteger(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/, 'a whole number')
    .transform(Number)
    .pipe(z.int().min(min).max(max))
}

/** `true` or `false` in a query string, nothing else. */
export const queryBoolean = z.enum(['true', 'false']).transform(text => text === 'true')

/**
 * A moment in a query string; any offset is accepted and turned into UTC. Not before 1970 and not from 9000 on: what is reckoned from it
 * has four digits for its year too, which databases and the comparing of times as text rely on.
 */
export const queryTime = z.iso
  .datetime({ offset: true, abort: true })
  .refine(text => {
    const year = new Date(text).getUTCFullYear()
    return year >= 1970 && year < 9000
  }, 'a time from 1970 to 8999')
  .transform(text => new Date(text).toISOString())

export const pageQuery = z.object({
  limit: queryInteger(1, 500).optional().meta({ description: 'Most items to answer with, 1–500; 50 unless given' }),
  cursor: z.string().min(1).max(512).optional().meta({ description: 'next_cursor of the page before' }),
})

/** One page of `item`s. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() })
}
