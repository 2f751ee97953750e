/** The small schemas every message is built from. Nothing here coerces: a wrong type is an error. */
import { z } from 'zod'

/** Stable name of an outlet, machine, zone or tariff: lower-case, 1–64 characters. */
export const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'a slug: a-z, 0-9, _ and -, at most 64 characters, starting with a letter or digit')

/** UUID of any version; ids we make ourselves are version 7. */
export const uuid = z.uuid()

/** An id another program may choose freely (command ids, idempotency keys). */
export const foreignId = z.string().regex(/^[A-Za-z0-9._:-]{1,64}$/, '1–64 characters of A-Z a-z 0-9 . _ : -')

/** ISO 8601 in UTC, as `2026-01-20T10:30:00.000Z`. */
export const isoTime = z.iso.datetime({ offset: false })

/** Card or tag id in its canonical form: printable ASCII without spaces. */
export const cardId = z.string().regex(/^[\x21-\x7e]{1,64}$/, '1–64 printable characters without spaces')

/** Ticket number as printed and typed. */
export const ticketNumber = z.string().regex(/^[A-Z0-9-]{4,32}$/, '4–32 characters of A-Z 0-9 -')

/** Licence plate as people write it; compared after {@link normalizePlate}. */
export const licensePlate = z
  .string()
  .trim()
  .min(2)
  .max(16)
  .regex(/^[A-Za-z0-9 -]*[A-Za-z0-9][A-Za-z0-9 -]*$/, 'letters, digits, spaces and - only, at least one letter or digit')

/** A date, `YYYY-MM-DD`, after which there is another that is written so: the last one would have none to end at. */
export const calendarDay = z.iso.date().refine(date => date < '9999-12-31', 'before 9999-12-31')

/** Name of a time zone in the IANA database, as far as this system knows it. */
export const timeZoneName = z.string().max(64).refine(isTimeZone, 'expected an IANA time zone, such as Asia/Jakarta')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Integer amount in the smallest unit of its currency (rupiah has no decimals). */
export const amount = z.int().min(0).max(2_000_000_000)

/** ISO 4217 currency code. */
export const currency = z.string().regex(/^[A-Z]{3}$/, 'three capital letters, such as IDR')

/** Seconds a barrier is asked to stay open. */
export const holdSeconds = z.int().min(1).max(600)

/** A reason given by a person; shown in the audit trail. */
export const reason = z.string().trim().min(1).max(200)

export const family = z.enum(['gate', 'water', 'ozone', 'checkpoint'])
export type Family = z.infer<typeof family>

/** `B 1234 xyz` and `b1234XYZ` are the same plate. */
export function normalizePlate(plate: string): string {
  return plate.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}
