/** What is said about paying by QRIS. */
import type { Words } from '../../kiosk/i18n/words.ts'

/** Why it came to nothing, for the driver; nothing for a code he gave back himself. */
export function troubleOf({ pay }: Words, reason: string | undefined): string | undefined {
  const { trouble } = pay.qris
  if (reason === undefined || reason === 'cancelled') return undefined
  if (reason === 'expired') return trouble.expired
  return reason === 'offline' || reason === 'provider_unreachable' || reason === 'not_offered' ? trouble.away : trouble.failed
}

/** `4:05`; never below nothing. */
export function clockText(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
