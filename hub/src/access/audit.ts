/** Writing down who changed what, in the same transaction as the change. */
import { isoNow, type Clock } from '@palang/kit'
import type { Actor } from './actor.ts'
import type { AuditInput } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'

export interface Act {
  /** What was done, as `gate_control` or `sign_in`. */
  action: string
  /** What it was done to: a machine, session, setting or user. */
  subject: string
  before?: unknown
  after?: unknown
  reason?: string | undefined
}

type Parts = { store: Store; clock: Clock }

/**
 * Runs `change` in one transaction with the acts it notes: both are stored or neither. A change that notes nothing has
 * changed nothing. `change` may be given up and must not wait for anything but its `tx`.
 */
export async function recordedChange<T>(
  { store, clock }: Parts,
  actor: Actor,
  change: (tx: Tx, note: (act: Act) => void) => Promise<T>,
): Promise<T> {
  return store.transact(async tx => {
    const acts: Act[] = []
    const result = await change(tx, act => void acts.push(act))
    const at = isoNow(clock)
    await tx.audit.append(acts.map(act => auditEntry(actor, act, at)))
    return result
  })
}

/** Appends an act that changed nothing else of what is stored, as a refused sign-in or an export. */
export async function recordAct(parts: Parts, actor: Actor, act: Act): Promise<void> {
  await recordedChange(parts, actor, async (_, note) => note(act))
}

function auditEntry(actor: Actor, act: Act, at: string): AuditInput {
  return {
    at,
    actor: actor.id,
    action: act.action,
    subject: act.subject,
    before: act.before ?? null,
    after: act.after ?? null,
    reason: act.reason ?? null,
    source: actor.source ?? null,
  }
}
