/** What the hub looks after by itself, again and again, and its own alarm that says what was found. */
import { isCoded, isoNow, type Clock, type Log, type Timer } from '@palang/kit'
import { alarmMessage, clear, raise, type AlarmCondition } from './domain/alarms.ts'
import type { SessionState } from '@palang/protocol'
import type { HubServices, Live } from './services.ts'
import type { SessionRecord } from './store/records.ts'
import type { Store } from './store/store.ts'

export interface Rounds {
  start(): void
  stop(): void
  isStopped(): boolean
}

interface RoundsParts {
  clock: Clock
  log: Log
  /** Milliseconds: after the start, from one round's end to the next, and the same after one that failed. */
  delays: { readonly first: number; readonly every: number; readonly again: number }
  round(): Promise<void>
  /** What is logged of a round that failed, unless the database was away. */
  failure: string
}

/** Makes rounds from `start` on, one at a time. */
export function inRounds({ clock, log, delays, round, failure }: RoundsParts): Rounds {
  let timer: Timer | undefined
  let isStopped = false

  /** Resolves to when the next is due. */
  async function oneRound(): Promise<number> {
    try {
      await round()
      return delays.every
    } catch (error) {
      if (!isCoded(error, 'database_unavailable')) log.error({ err: error }, failure)
      return delays.again
    }
  }

  function roundIn(delayMs: number): void {
    timer = clock.after(delayMs, () => {
      void oneRound().then(delay => {
        if (!isStopped) roundIn(delay)
      })
    })
  }

  return {
    isStopped: () => isStopped,
    start() {
      isStopped = false
      roundIn(delays.first)
    },
    stop() {
      isStopped = true
      timer?.cancel()
    },
  }
}

const restMs = 50

/** A rest between two pieces of a round, in which the hub does its work. */
export function restOn(clock: Clock): () => Promise<void> {
  return () => new Promise(resolve => clock.after(restMs, resolve))
}

/** Resolves once `work` has ended, or after `ms` milliseconds, whichever comes first: a slow other side keeps nobody from stopping. */
export async function endedOrAfter(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const patience = Promise.withResolvers<void>()
  const timer = clock.after(ms, patience.resolve)
  await Promise.race([work, patience.promise])
  timer.cancel()
}

type AlarmParts = Pick<HubServices, 'store' | 'clock'> & { live: Pick<Live, 'publish'> }

/** How it stands with one condition: there while it has a message. */
export interface ShownCondition extends Pick<AlarmCondition, 'machineId' | 'code' | 'severity'> {
  message: string | undefined
}

/** Raises an alarm that is not a machine's but the hub's, or clears it when there is no message; screens hear what changed. */
export function showHubAlarm(
  parts: AlarmParts,
  condition: Pick<AlarmCondition, 'code' | 'severity'>,
  message: string | undefined,
): Promise<void> {
  return showAlarms(parts, [{ ...condition, machineId: 'hub', message }])
}

/** Raises the alarms of conditions that have a message and clears those that have none, all or none; screens hear what changed. */
export async function showAlarms({ store, clock, live }: AlarmParts, conditions: readonly ShownCondition[]): Promise<void> {
  const changed = await store.transact(async tx => {
    const found = await tx.alarms.active([...new Set(conditions.map(({ machineId }) => machineId))])
    const active = new Map(found.map(alarm => [`${alarm.machineId} ${alarm.code}`, alarm]))
    const at = isoNow(clock)
    const next = conditions.flatMap(({ machineId, code, severity, message }) => {
      const standing = active.get(`${machineId} ${code}`)
      return (message === undefined ? clear(standing, at) : raise(standing, { code, machineId, severity, message, at })) ?? []
    })
    if (next.length > 0) await tx.alarms.putMany(next)
    return next
  })
  for (const alarm of changed) live.publish({ type: 'alarm', machineId: alarm.machineId, payload: alarmMessage(alarm) })
}

/** The machines at which the alarm stands. */
export async function alarmedMachines({ alarms }: Pick<Store, 'alarms'>, code: string): Promise<string[]> {
  const { items } = await alarms.list({ state: 'active' }, { limit: 500 })
  return items.filter(alarm => alarm.code === code).map(({ machineId }) => machineId)
}

/** The open sessions in this state that began before the moment, page by page. */
export async function openedBefore({ sessions }: Pick<Store, 'sessions'>, state: SessionState, before: string): Promise<SessionRecord[]> {
  const found: SessionRecord[] = []
  let cursor: string | null | undefined
  while (cursor !== null) {
    const page = await sessions.list({ open: true, state, to: before }, { limit: 200, cursor })
    found.push(...page.items)
    cursor = page.nextCursor
  }
  return found
}
