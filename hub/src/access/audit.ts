/** Writing down who changed what. Every edge uses this for acts that decide something over a machine or the hub itself. */
import { isoNow, type Clock } from '@palang/kit'
import type { Actor } from '../services.ts'
import type { Store } from '../store/store.ts'

export interface Act {
  /** What was done, as `gate_control` or `sign_in`. */
  action: string
  /** What it was done to: a machine, session, setting or user. */
  subject: string
  before?: unknown
  after?: unknown
  reason?: string | undefined
}

/** Appends the act to the audit chain. */
export async function recordAct({ store, clock }: { store: Store; clock: Clock }, actor: Actor, act: Act): Promise<void> {
  const entry = {
    at: isoNow(clock),
    actor: actor.id,
    action: act.action,
    subject: act.subject,
    before: act.before ?? null,
    after: act.after ?? null,
    reason: act.reason ?? null,
    source: actor.source ?? null,
  }
  await store.transact(tx => tx.audit.append([entry]))
}
