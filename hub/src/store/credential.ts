/** Whether a stay goes by a card, ticket or plate. */
import type { SessionRecord } from './records.ts'
import type { Credential } from './store.ts'

/** The first of the credential that is given decides, as in {@link Credential}. */
export function goesBy(stay: SessionRecord, { sessionId, cardId, ticket, licensePlate }: Credential): boolean {
  if (stay.family !== 'gate') return false
  if (sessionId !== undefined) return stay.id === sessionId
  if (cardId !== undefined) return stay.cardId === cardId
  return ticket === undefined ? licensePlate !== undefined && stay.licensePlate === licensePlate : stay.ticket === ticket
}
