/**
 * Reads the audit trail while the hub runs: at the start and once a day. A break is an alarm of the hub itself, because
 * whoever changed the trail wanted nobody to notice.
 */
import type { Clock, Log } from '@palang/kit'
import { inRounds, restOn, showHubAlarm, type Rounds } from './rounds.ts'
import type { Live } from './services.ts'
import { checkAudit } from './store/audit-check.ts'
import type { Store } from './store/store.ts'

/** Milliseconds. */
export const auditWatchDelays = { first: 60_000, every: 24 * 3_600_000, again: 10 * 60_000 } as const

export interface AuditWatch extends Pick<Rounds, 'start' | 'stop'> {
  /** Looks now; resolves once the alarm says what was found. */
  look(): Promise<void>
}

interface Parts {
  store: Store
  clock: Clock
  log: Log
  live: Pick<Live, 'publish'>
  /** Between two reads of the trail the hub does its work. */
  rest?: () => Promise<void>
}

/** Not watching yet. */
export function watchAudit({ store, clock, log, live, rest = restOn(clock) }: Parts): AuditWatch {
  async function look(): Promise<void> {
    const verdict = await checkAudit(store, rest)
    const { broken } = verdict
    if (broken !== undefined) log.error(verdict, 'the audit trail was changed outside of the hub')
    const message = broken === undefined ? undefined : `The audit trail does not fit together at entry ${broken.seq}: ${broken.how}`
    await showHubAlarm({ store, clock, live }, { code: 'audit_broken', severity: 'critical' }, message)
  }
  return { look, ...inRounds({ clock, log, delays: auditWatchDelays, round: look, failure: 'the audit trail could not be read' }) }
}
