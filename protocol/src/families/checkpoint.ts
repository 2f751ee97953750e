/** Family `checkpoint`: what a reader of patrol tags tells while the link lasts. */
import { event, type MessageKind, observed } from '../message-kind.ts'

export const checkpointMessages = {
  scan_event: { ...event, since: 1, payload: observed },
} as const satisfies Record<string, MessageKind>
