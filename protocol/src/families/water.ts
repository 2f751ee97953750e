/** Family `water`: what a vending machine is told, and tells, while the link lasts. */
import { z } from 'zod'
import { answer, command, event, type MessageKind, observed, status } from '../message-kind.ts'
import { slug } from '../primitives.ts'

export const waterMessages = {
  dispense: {
    ...command,
    since: 1,
    audited: true,
    payload: z.looseObject({ machine_id: slug.optional(), volume_ml: z.int().min(1).max(50_000) }),
  },
  dispense_response: { ...answer, since: 1 },
  water_quality: { ...status, since: 1, payload: observed },
  dispense_event: { ...event, since: 1, payload: observed },
} as const satisfies Record<string, MessageKind>
