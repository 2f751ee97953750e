/** The ways of paying that need the hub: what the machine asks of it, and that it hears when no answer comes. */
import type { HubVoice } from '../machine.ts'
import type { TillEffect, TillInput } from './till.ts'

export type HubQuestion = Extract<TillEffect, { do: 'ask_online' | 'ask_prepaid' }>
type HubAnswer = Extract<TillInput, { kind: 'online_answered' | 'online_unanswered' | 'prepaid_answered' | 'prepaid_unanswered' }>

export interface HubDesk {
  perform(effect: HubQuestion): void
}

/** `timeoutMs`: how long the hub may think. */
export function hubDesk({
  hub,
  timeoutMs,
  tell,
}: {
  hub: Pick<HubVoice, 'askPayment' | 'askPrepaid'>
  timeoutMs: number
  tell(input: HubAnswer): void
}): HubDesk {
  return {
    perform(effect) {
      const requestId = effect.request.request_id
      if (effect.do === 'ask_online') {
        void hub.askPayment(effect.request, timeoutMs).then(result => {
          tell(result === null ? { kind: 'online_unanswered', requestId } : { kind: 'online_answered', requestId, result })
        })
        return
      }
      void hub.askPrepaid(effect.request, timeoutMs).then(result => {
        tell(result === null ? { kind: 'prepaid_unanswered', requestId } : { kind: 'prepaid_answered', requestId, result })
      })
    },
  }
}
