/**
 * Reads the audit trail while the hub runs: at the start and once a day. A break is an alarm of the hub itself, because
 * whoever changed the trail wanted nobody to notice.
 */
import { isCoded, isoNow, type Clock, type Log, type Timer } from '@palang/kit'
import { alarmMessage, clear, raise } from './domain/alarms.ts'
import type { Live } from './services.ts'
import { checkAudit, type AuditVerdict } from './store/audit-check.ts'
import type { AlarmRecord } from './store/records.ts'
import type { Store } from './store/store.ts'

/** Milliseconds. */
export const auditWatchDelays = { first: 60_000, every: 24 * 3_600_000, again: 10 * 60_000 } as const

/** The alarm's code, and what it is raised for: not a machine, but the hub. */
const auditAlarm = { code: 'audit_broken', machineId: 'hub' } as const

export interface AuditWatch {
  start(): void
  stop(): void
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
export function watchAudit({ store, clock, log, live, rest = pauseOn(clock) }: Parts): AuditWatch {
  let timer: Timer | undefined
  let isStopped = false

  async function look(): Promise<void> {
    const verdict = await checkAudit(store, rest)
    if (verdict.broken !== undefined) log.error(verdict, 'the audit trail was changed outside of the hub')
    const changed = await store.transact(async tx => {
      const active = (await tx.alarms.active([auditAlarm.machineId])).find(alarm => alarm.code === auditAlarm.code)
      const next = alarmAfter(active, verdict, isoNow(clock))
      if (next !== undefined) await tx.alarms.putMany([next])
      return next
    })
    if (changed !== undefined) live.publish({ type: 'alarm', machineId: changed.machineId, payload: alarmMessage(changed) })
  }

  function lookIn(delayMs: number): void {
    timer = clock.after(delayMs, () => {
      void lookAndTell().then(delay => {
        if (!isStopped) lookIn(delay)
      })
    })
  }

  /** Resolves to when to look again. */
  async function lookAndTell(): Promise<number> {
    try {
      await look()
      return auditWatchDelays.every
    } catch (error) {
      if (!isCoded(error, 'database_unavailable')) log.error({ err: error }, 'the audit trail could not be read')
      return auditWatchDelays.again
    }
  }

  return {
    look,
    start() {
      isStopped = false
      lookIn(auditWatchDelays.first)
    },
    stop() {
      isStopped = true
      timer?.cancel()
    },
  }
}

const restMs = 50

function pauseOn(clock: Clock): () => Promise<void> {
  return () => new Promise(resolve => clock.after(restMs, resolve))
}

function alarmAfter(active: AlarmRecord | undefined, { broken }: AuditVerdict, at: string): AlarmRecord | undefined {
  if (broken === undefined) return clear(active, at)
  const message = `The audit trail does not fit together at entry ${broken.seq}: ${broken.how}`
  return raise(active, { ...auditAlarm, severity: 'critical', message, at })
}
