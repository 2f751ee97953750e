/** What the pages about tariffs ask the hub; apart, so that the first page loads none of it. */
import { givenValidation, pageOf, replayResult, tariffView } from '@palang/protocol'
import { call } from './http.ts'
import type { Period } from './money-endpoints.ts'

const tariffPage = pageOf(tariffView)
const pathOf = (id: string, version: number) => `/api/tariffs/${encodeURIComponent(id)}/${version}`

export const tariffApi = {
  tariffs: () => call('/api/tariffs', tariffPage),
  tariff: (id: string, version: number) => call(pathOf(id, version), tariffView),
  /** Stores the version for good and puts it in force: `now`, or at a moment to come. */
  publish: (definition: unknown, from: string, reason: string) =>
    call('/api/tariffs', tariffView, { method: 'POST', body: definition, query: { in_force_from: from, reason } }),
  start: (id: string, version: number, startsAt: string, reason: string) =>
    call(`${pathOf(id, version)}/start`, tariffView, {
      method: 'POST',
      body: { reason, ...(startsAt === 'now' ? {} : { starts_at: startsAt }) },
    }),
  replay: (tariff: unknown, period: Period, signal: AbortSignal) =>
    call('/api/tariffs/replay', replayResult, { method: 'POST', body: { tariff, ...period }, signal }),
  giveValidation: (sessionId: string, validation: string, note: string, key: string) =>
    call('/api/parking/validations', givenValidation, {
      method: 'POST',
      body: { session_id: sessionId, validation, ...(note === '' ? {} : { note }) },
      idempotencyKey: key,
    }),
}
