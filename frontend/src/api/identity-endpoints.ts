/** What the pages about who comes and what does not fit together ask the hub; apart, so that the first page loads none of it. */
import {
  candidateList,
  capacityView,
  type ConflictView,
  conflictView,
  lostTicketAnswer,
  type MemberView,
  memberView,
  pageOf,
  passbackResetView,
  passbackView,
} from '@palang/protocol'
import { call } from './http.ts'

const memberPage = pageOf(memberView)
const conflictPage = pageOf(conflictView)

const conflictPath = (id: string, act: string) => `/api/conflicts/${encodeURIComponent(id)}/${act}`

export interface CandidateFilter {
  plate?: string | undefined
  vehicle_class?: string | undefined
  from?: string | undefined
  gate_id?: string | undefined
}

/** What a person writes of a membership. */
export type MemberDraft = Omit<MemberView, 'id' | 'created_at' | 'updated_at' | 'note'>

export const identityApi = {
  members: (filter: { search?: string | undefined; expiring_days?: number | undefined }, cursor?: string) =>
    call('/api/members', memberPage, { query: { ...filter, cursor, limit: 50 } }),
  addMember: (member: MemberDraft) => call('/api/members', memberView, { method: 'POST', body: member }),
  changeMember: (id: string, change: Partial<MemberDraft>) =>
    call(`/api/members/${encodeURIComponent(id)}`, memberView, { method: 'PATCH', body: change }),

  conflicts: (state: ConflictView['state'], cursor?: string) =>
    call('/api/conflicts', conflictPage, { query: { state, cursor, limit: 30 } }),
  acceptConflict: (id: string) => call(conflictPath(id, 'accept'), conflictView, { method: 'POST' }),
  declineConflict: (id: string, reason: string) => call(conflictPath(id, 'decline'), conflictView, { method: 'POST', body: { reason } }),
  /** The vehicle classes that have places here. */
  vehicleClasses: async () => [...new Set((await call('/api/parking/capacity', capacityView)).zones.map(zone => zone.vehicle_class))],
  candidates: (filter: CandidateFilter, cursor?: string) =>
    call('/api/lost-tickets/candidates', candidateList, { query: { ...filter, cursor, limit: 24 } }),
  loseTicket: (sessionId: string, gateId: string, reason: string) =>
    call('/api/lost-tickets', lostTicketAnswer, { method: 'POST', body: { session_id: sessionId, gate_id: gateId, reason } }),
  /** The fine alone, taken in cash; the gate opens. */
  fineUnknown: (given: { gate_id: string; vehicle_class?: string; license_plate?: string; reason: string }, key: string) =>
    call('/api/lost-tickets/unknown', lostTicketAnswer, {
      method: 'POST',
      body: { ...given, payment_method: 'cash' },
      idempotencyKey: key,
    }),
  passback: () => call('/api/passback', passbackView),
  /** Of one card, or of all of them. */
  resetPassback: (cardId: string | undefined, reason: string) =>
    call('/api/passback/reset', passbackResetView, {
      method: 'POST',
      body: { reason, ...(cardId === undefined ? {} : { card_id: cardId }) },
    }),
}
