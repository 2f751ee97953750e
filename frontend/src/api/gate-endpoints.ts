/** What the operator's side of a gate asks the hub; apart, so that the first page loads none of it. */
import { commandView, gateHoldView, type HelpPhrase, type HelpOutcome } from '@palang/protocol'
import { call } from './http.ts'

/** What a person says to a call for help. */
export type Reply =
  | { act: 'answer' }
  | { act: 'say'; phrase: HelpPhrase }
  | { act: 'say'; text: string }
  | { act: 'end'; outcome: Extract<HelpOutcome, 'helped' | 'let_through' | 'not_needed'> }

export const gateApi = {
  holdAll: (reason: string) => call('/api/gate/hold', gateHoldView, { method: 'POST', body: { reason } }),
  releaseAll: (reason: string) => call('/api/gate/hold/release', gateHoldView, { method: 'POST', body: { reason } }),
  holdLane: (gateId: string, held: boolean, reason: string) =>
    call(`/api/gate/hold/lane/${encodeURIComponent(gateId)}`, commandView, { method: 'POST', body: { held, reason } }),
  reply: (gateId: string, callId: string, reply: Reply) =>
    call(`/api/gate/help/${encodeURIComponent(gateId)}`, commandView, { method: 'POST', body: { call_id: callId, ...reply } }),
}
