/** What is said about paying by QRIS. */
import type { Words } from '../i18n/words.ts'

/** Why it came to nothing: the time ran out, QRIS is away, or the code could not be made. */
export type QrisTrouble = keyof Words['pay']['qris']['trouble']

/** Nothing for a code given back. */
export function troubleOf(reason: string | undefined): QrisTrouble | undefined {
  if (reason === undefined || reason === 'cancelled') return undefined
  if (reason === 'expired') return 'expired'
  return reason === 'offline' || reason === 'provider_unreachable' || reason === 'not_offered' ? 'away' : 'failed'
}
