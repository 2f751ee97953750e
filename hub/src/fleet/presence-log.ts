/**
 * When a machine was away, written down: facts in its history under the hub's own epoch and numbering, and the alarm of
 * a long absence, in one transaction. Changes that come together share it; while the database is away they wait.
 */
import { isCoded, isoNow, uuidv7, type Clock, type Log, type Timer } from '@palang/kit'
import type { HubFact } from '@palang/protocol'
import { alarmMessage, clear, raise } from '../domain/alarms.ts'
import { factDigest } from '../intake/fact-digest.ts'
import type { Live } from '../services.ts'
import type { AlarmRecord, FactRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'

export const offlineAlarm = 'machine_offline'

/** How long to wait for a database that does not answer. Milliseconds. */
const tryAgainMs = 2_000
const changesPerCommit = 500

/** What is known of one connection's beginning or end. */
export type PresenceFact = HubFact & { at: string }

export interface PresenceChange {
  machineId: string
  facts: readonly PresenceFact[]
  alarm: 'raise' | 'clear' | 'leave'
}

export interface PresenceLog {
  /** Writes the change down in its turn; resolves once it is, or the log has stopped. */
  note(change: PresenceChange): Promise<void>
  stop(): void
}

export interface PresenceLogOptions {
  store: Store
  clock: Clock
  log: Log
  live: Pick<Live, 'publish'>
  hubEpoch: string
}

interface Waiting {
  machineId: string
  facts: FactRecord[]
  alarm: PresenceChange['alarm']
  at: string
  done(): void
}

/** An empty log that numbers from 1 for each machine. */
export function createPresenceLog({ store, clock, log, live, hubEpoch }: PresenceLogOptions): PresenceLog {
  const seqs = new Map<string, number>()
  let waiting: Waiting[] = []
  let isWriting = false
  let isStopped = false
  let pause: Timer | undefined

  const numbered = (machineId: string, fact: PresenceFact, receivedAt: string): FactRecord => {
    const seq = (seqs.get(machineId) ?? 0) + 1
    seqs.set(machineId, seq)
    return factOf({ machineId, epoch: hubEpoch, seq, receivedAt }, fact)
  }

  async function write(isRepeat: boolean): Promise<void> {
    const group = waiting.slice(0, changesPerCommit)
    try {
      const alarms = await store.transact(tx => apply(tx, group, isRepeat))
      waiting = waiting.slice(group.length)
      for (const alarm of alarms) live.publish({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm) })
    } catch (error) {
      if (isCoded(error) && error.retryable) return again()
      log.error({ err: error }, 'presence was not written down')
      waiting = waiting.slice(group.length)
    }
    for (const change of group) change.done()
    if (waiting.length > 0 && !isStopped) return write(false)
    isWriting = false
  }

  function again(): void {
    pause = clock.after(tryAgainMs, () => void write(true))
  }

  return {
    note({ machineId, facts, alarm }) {
      if (isStopped) return Promise.resolve()
      const at = isoNow(clock)
      return new Promise(resolve => {
        waiting.push({ machineId, facts: facts.map(fact => numbered(machineId, fact, at)), alarm, at, done: resolve })
        if (isWriting) return
        isWriting = true
        void Promise.resolve().then(() => write(false))
      })
    },
    stop() {
      isStopped = true
      pause?.cancel()
      for (const change of waiting) change.done()
    },
  }
}

/** Gives the alarms that changed. */
async function apply(tx: Tx, group: readonly Waiting[], isRepeat: boolean): Promise<AlarmRecord[]> {
  const facts = group.flatMap(change => change.facts)
  const fresh = isRepeat ? await notStored(tx, facts) : facts
  if (fresh.length > 0) await tx.facts.insert(fresh)
  const concerned = group.filter(change => change.alarm !== 'leave')
  if (concerned.length === 0) return []
  const found = await tx.alarms.active([...new Set(concerned.map(change => change.machineId))])
  const active = new Map(found.filter(alarm => alarm.code === offlineAlarm).map(alarm => [alarm.machineId, alarm]))
  const changed = new Map<string, AlarmRecord>()
  for (const { machineId, alarm, at } of concerned) {
    const next =
      alarm === 'raise'
        ? raise(active.get(machineId), {
            machineId,
            code: offlineAlarm,
            severity: 'critical',
            message: 'The machine is not connected',
            at,
          })
        : clear(active.get(machineId), at)
    if (next === undefined) continue
    changed.set(next.id, next)
    if (next.state === 'active') active.set(machineId, next)
    else active.delete(machineId)
  }
  if (changed.size > 0) await tx.alarms.putMany([...changed.values()])
  return [...changed.values()]
}

/** A commit whose answer was lost may have happened: what it stored is not stored again. */
async function notStored(tx: Tx, facts: readonly FactRecord[]): Promise<FactRecord[]> {
  const missing: FactRecord[] = []
  for (const fact of facts) {
    if (!(await tx.facts.digests(fact.machineId, fact.epoch, [fact.seq])).has(fact.seq)) missing.push(fact)
  }
  return missing
}

function factOf(origin: Pick<FactRecord, 'machineId' | 'epoch' | 'seq' | 'receivedAt'>, { type, at, payload }: PresenceFact): FactRecord {
  const said = { id: uuidv7(), type, occurredAt: at, clock: 'synced', payload } as const
  return { ...origin, ...said, sessionId: null, digest: factDigest(said) }
}
