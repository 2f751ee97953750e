/** Family `ozone`: what a treatment device tells while the link lasts. */
import { event, type MessageKind, observed } from '../message-kind.ts'

export const ozoneMessages = {
  treatment_event: { ...event, since: 1, payload: observed },
} as const satisfies Record<string, MessageKind>
