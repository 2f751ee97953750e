/** What the pages about who comes and what does not fit together ask the hub; apart, so that the first page loads none of it. */
import { type ConflictView, conflictView, pageOf, passbackResetView, passbackView } from '@palang/protocol'
import { call } from './http.ts'

const conflictPage = pageOf(conflictView)

const conflictPath = (id: string, act: string) => `/api/conflicts/${encodeURIComponent(id)}/${act}`

export const identityApi = {
  conflicts: (state: ConflictView['state'], cursor?: string) =>
    call('/api/conflicts', conflictPage, { query: { state, cursor, limit: 30 } }),
  acceptConflict: (id: string) => call(conflictPath(id, 'accept'), conflictView, { method: 'POST' }),
  declineConflict: (id: string, reason: string) => call(conflictPath(id, 'decline'), conflictView, { method: 'POST', body: { reason } }),
  passback: () => call('/api/passback', passbackView),
  /** Of one card, or of all of them. */
  resetPassback: (cardId: string | undefined, reason: string) =>
    call('/api/passback/reset', passbackResetView, {
      method: 'POST',
      body: { reason, ...(cardId === undefined ? {} : { card_id: cardId }) },
    }),
}
