/** Calls for help at gates over HTTP. */
import { z } from 'zod'
import { helpOutcome, helpReply } from '../families/gate.ts'
import { isoTime, slug, uuid } from '../primitives.ts'

export const helpCallView = z.object({
  call_id: uuid,
  gate_id: slug,
  called_at: isoTime,
  /** What the lane was doing then. */
  phase: z.string().nullable(),
  session_id: z.string().nullable(),
  answered_at: isoTime.nullable(),
  answered_by: z.string().nullable(),
  /** How long the customer had waited, by the machine's own clock. */
  answered_after_ms: z.int().min(0).nullable(),
  ended_at: isoTime.nullable(),
  ended_by: z.string().nullable(),
  outcome: helpOutcome.nullable(),
})
export type HelpCallView = z.infer<typeof helpCallView>

export const helpCalls = z.object({ items: z.array(helpCallView) }).meta({
  id: 'HelpCalls',
  examples: [
    {
      items: [
        {
          call_id: '019bda5e-9a40-7000-8000-0000000000e1',
          gate_id: 'gate_out',
          called_at: '2026-01-20T10:30:00.000Z',
          phase: 'paying',
          session_id: null,
          answered_at: '2026-01-20T10:30:14.000Z',
          answered_by: 'user:admin@palang.local',
          answered_after_ms: 14_000,
          ended_at: '2026-01-20T10:31:02.000Z',
          ended_by: 'user:admin@palang.local',
          outcome: 'helped',
        },
      ],
    },
  ],
})

const { call_id: callId, act, phrase, text, outcome } = helpReply.shape

export const helpReplyBody = z.object({ call_id: callId, act, phrase, text, outcome }).meta({
  id: 'HelpReply',
  examples: [{ call_id: '019bda5e-9a40-7000-8000-0000000000e1', act: 'say', phrase: 'coming' }],
})
