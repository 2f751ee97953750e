/** What of the gates concerns whoever sits at the console, on whatever page: gates held open, and customers who wait for help. */
import type { Lane } from '@palang/protocol'
import type { LiveMachine } from '../../live/state.ts'
import type { MachineRow } from '../../site/site.tsx'

export interface OpenCall {
  gateId: string
  gateName: string
  callId: string
  calledAt: string
  answeredBy: string | undefined
  phrase: string | undefined
  text: string | undefined
}

/** How far the hold of one gate is proven. */
export type HoldProof = 'open' | 'assumed' | 'stopped' | 'not_open' | 'not_reached'

export interface HeldRow {
  id: string
  name: string
  proof: HoldProof
}

const laneOf = (machine: LiveMachine | undefined): Lane | undefined => machine?.system?.lane

/** Whether a machine has something that every page must show. */
export function needsAttention(machine: LiveMachine): boolean {
  return machine.hold !== undefined || laneOf(machine)?.hold !== undefined || laneOf(machine)?.help !== undefined
}

/** Calls that are not over, those nobody has taken before the others, the oldest first. */
export function openCalls(rows: readonly MachineRow[]): OpenCall[] {
  const calls = rows.flatMap((row): OpenCall[] => {
    const help = laneOf(row.live)?.help
    if (help === undefined) return []
    const { call_id: callId, called_at: calledAt, answered_by: answeredBy, phrase, text } = help
    return [{ gateId: row.id, gateName: row.name, callId, calledAt, answeredBy, phrase, text }]
  })
  const rank = (call: OpenCall) => `${call.answeredBy === undefined ? 0 : 1} ${call.calledAt}`
  return calls.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1))
}

/** Gates that are or should be held open, and what is proven of each. */
export function heldGates(rows: readonly MachineRow[]): HeldRow[] {
  return rows.flatMap(row =>
    row.live?.hold === undefined && laneOf(row.live)?.hold === undefined ? [] : [{ id: row.id, name: row.name, proof: proofOf(row) }],
  )
}

function proofOf({ live, isStale }: MachineRow): HoldProof {
  if (isStale || live?.online === false || live?.gate === undefined) return 'not_reached'
  if (live.gate.estop === true) return 'stopped'
  if (live.gate.status !== 'open') return 'not_open'
  return live.gate.position_known === false ? 'assumed' : 'open'
}

/** Since when and why the site's gates are held; a lane held only at its machine has no site's hold. */
export function siteHold(
  rows: readonly MachineRow[],
): { since: string | undefined; reason: string | undefined; by: string | undefined } | undefined {
  const hold = rows.find(row => row.live?.hold !== undefined)?.live?.hold
  return hold === undefined ? undefined : { since: hold.since, reason: hold.reason, by: hold.by }
}
