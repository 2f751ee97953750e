/** What is said about paying by QRIS. */
import type { Words } from '../i18n/words.ts'

/** Why it came to nothing, for the customer; nothing for a code given back. */
export function troubleOf({ pay }: Words, reason: string | undefined): string | undefined {
  const { trouble } = pay.qris
  if (reason === undefined || reason === 'cancelled') return undefined
  if (reason === 'expired') return trouble.expired
  return reason === 'offline' || reason === 'provider_unreachable' || reason === 'not_offered' ? trouble.away : trouble.failed
}
