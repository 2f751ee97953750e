/** Checking one fact item: shape, then the payload against its family's catalogue. */
import { factItem, factSchema, factSeq, faultOf, whyNotStorable, type Family, type RejectedFact } from '@palang/protocol'
import type { FactRecord } from '../store/records.ts'
import { factDigest } from './fact-digest.ts'

export type CheckedItem = { ok: true; fact: FactRecord } | { ok: false; item: unknown; rejection: RejectedFact }

export interface ItemOrigin {
  machineId: string
  family: Family
  epoch: string
  receivedAt: string
}

/**
 * Reads one item. A type this version does not know is kept as it is: a newer machine must not lose what it saw.
 * An item without a readable `seq` cannot be answered by its number and is rejected as 0.
 */
export function checkItem(item: unknown, origin: ItemOrigin): CheckedItem {
  const numbered = factSeq.safeParse(item)
  const seq = numbered.success ? numbered.data.seq : 0
  const unstorable = whyNotStorable(item)
  if (unstorable !== undefined) return rejected(null, seq, { message: `${unstorable}; its content is not kept` })
  if (!numbered.success) return rejected(item, 0, faultOf(numbered.error, ''))
  const shape = factItem.safeParse(item)
  if (!shape.success) return rejected(item, seq, faultOf(shape.error, ''))
  const payload = factSchema(origin.family, shape.data.type)?.safeParse(shape.data.payload)
  if (payload !== undefined && !payload.success) return rejected(item, seq, faultOf(payload.error, 'payload'))
  const { id, type, occurred_at: occurredAt, clock } = shape.data
  const { session_id: told, visit_id: visitId } = shape.data.payload
  // A visit at an entry gives its id to the stay it becomes.
  const sessionId = told ?? visitId
  return {
    ok: true,
    fact: {
      machineId: origin.machineId,
      epoch: origin.epoch,
      seq,
      id,
      type,
      sessionId: typeof sessionId === 'string' ? sessionId : null,
      occurredAt,
      receivedAt: origin.receivedAt,
      clock,
      payload: shape.data.payload,
      digest: factDigest({ id, type, occurredAt, clock, payload: shape.data.payload }),
    },
  }
}

function rejected(item: unknown, seq: number, fault: { message: string; path?: string }): CheckedItem {
  const message = fault.path === undefined ? fault.message : `${fault.path}: ${fault.message}`
  return { ok: false, item, rejection: { seq, code: 'invalid_fact', message, terminal: true } }
}
