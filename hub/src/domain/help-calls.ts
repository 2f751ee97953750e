/** Calls for help, put together from what their machine wrote of them. */
import { gateFacts, type HelpCallView } from '@palang/protocol'
import type { FactRecord } from '../store/records.ts'

/** Facts that a call is made of. */
export const helpFacts = ['help_called', 'help_answered', 'help_ended'] as const

/** The calls that `facts` tell of, the newest first. A part whose beginning is not among them is left out. */
export function callsOf(facts: readonly FactRecord[]): HelpCallView[] {
  const calls = new Map<string, HelpCallView>()
  for (const fact of facts.toSorted(inOrder)) {
    if (fact.type === 'help_called') begun(calls, fact)
    else if (fact.type === 'help_answered') answered(calls, fact)
    else if (fact.type === 'help_ended') ended(calls, fact)
  }
  return [...calls.values()].toSorted((a, b) => (a.called_at < b.called_at ? 1 : -1))
}

function inOrder(a: FactRecord, b: FactRecord): number {
  return a.epoch === b.epoch ? a.seq - b.seq : a.receivedAt < b.receivedAt ? -1 : 1
}

function begun(calls: Map<string, HelpCallView>, { payload, machineId, occurredAt }: FactRecord): void {
  const read = gateFacts.help_called.safeParse(payload)
  if (!read.success) return
  calls.set(read.data.call_id, {
    call_id: read.data.call_id,
    gate_id: machineId,
    called_at: occurredAt,
    phase: read.data.phase,
    session_id: read.data.session_id ?? null,
    answered_at: null,
    answered_by: null,
    answered_after_ms: null,
    ended_at: null,
    ended_by: null,
    outcome: null,
  })
}

function answered(calls: Map<string, HelpCallView>, { payload, occurredAt }: FactRecord): void {
  const read = gateFacts.help_answered.safeParse(payload)
  const call = read.success ? calls.get(read.data.call_id) : undefined
  if (!read.success || call === undefined) return
  calls.set(call.call_id, { ...call, answered_at: occurredAt, answered_by: read.data.by, answered_after_ms: read.data.after_ms })
}

function ended(calls: Map<string, HelpCallView>, { payload, occurredAt }: FactRecord): void {
  const read = gateFacts.help_ended.safeParse(payload)
  const call = read.success ? calls.get(read.data.call_id) : undefined
  if (!read.success || call === undefined) return
  calls.set(call.call_id, { ...call, ended_at: occurredAt, ended_by: read.data.by ?? null, outcome: read.data.outcome })
}
