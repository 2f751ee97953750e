/**
 * Who is told what of which alarms, and when. A function of the alarms, of what was told before and of the time: it keeps
 * nothing and sends nothing.
 */
import type { AlertChannel, AlarmSeverity } from '@palang/protocol'
import type { AlarmRecord, AlertDeliveryRecord } from '../store/records.ts'
import { quietUntilMs } from './quiet-hours.ts'
import type { Recipient } from './recipients.ts'

/** The hub's own alarm that messages do not get through. */
export const undeliveredAlarm = 'alert_undelivered'

/** Times are milliseconds. */
export interface Rules {
  recipients: readonly Recipient[]
  timeZone: string
  /** What happens within this time goes out in one message. */
  gatherMs: number
  /** The next step is told when nobody took note for so long. */
  escalateMs: number
  /** The same alarm of the same machine is told once in so long. */
  repeatMs: number
}

/** What one recipient was last told of one code of one machine. */
export interface Told {
  event: AlertDeliveryRecord['event']
  /** The newest alarm it told of; ids of alarms rise. */
  alarmId: string
  atMs: number
}

export interface Telling {
  event: AlertDeliveryRecord['event']
  /** The newest of those it stands for. */
  alarm: AlarmRecord
  count: number
}

export interface Decision {
  messages: { recipient: Recipient; tellings: Telling[] }[]
  /** When something falls due without anything happening before. */
  lookAgainMs: number | undefined
}

export interface Situation {
  /** All active ones and those of late; see {@link cameAndWentMs}. */
  alarms: readonly AlarmRecord[]
  /** By {@link toldKey}. */
  told: ReadonlyMap<string, Told>
  /** Channels that do not get through: they cannot tell that they do not. */
  failing: ReadonlySet<AlertChannel>
  nowMs: number
}

/** What a recipient is told of once in a while is one code of one machine. */
export function toldKey(recipientId: string, { machineId, code }: Pick<AlarmRecord, 'machineId' | 'code'>): string {
  return JSON.stringify([recipientId, machineId, code])
}

/** For how long an alarm that ended before anybody heard of it is still worth telling. Milliseconds. */
export function cameAndWentMs({ repeatMs, gatherMs }: Pick<Rules, 'repeatMs' | 'gatherMs'>): number {
  return repeatMs + gatherMs + 10 * 60_000
}

/** What to send now, one message per recipient at most, and when to look again. */
export function decide(rules: Rules, situation: Situation): Decision {
  const { nowMs } = situation
  const messages: Decision['messages'] = []
  const later: number[] = []
  for (const recipient of rules.recipients) {
    const waiting = pendingFor(recipient, rules, situation)
    const allowed = waiting.filter(({ notBeforeMs }) => notBeforeMs <= nowMs)
    const isDue = allowed.some(({ dueMs }) => dueMs <= nowMs)
    if (isDue) messages.push({ recipient, tellings: allowed.map(({ telling }) => telling) })
    for (const one of isDue ? waiting.filter(other => !allowed.includes(other)) : waiting) later.push(Math.max(one.dueMs, one.notBeforeMs))
  }
  return { messages, lookAgainMs: later.length === 0 ? undefined : Math.min(...later) }
}

interface Pending {
  telling: Telling
  /** Others may join until then. */
  dueMs: number
  notBeforeMs: number
}

const ranks: Readonly<Record<AlarmSeverity, number>> = { info: 0, warning: 1, critical: 2 }

function pendingFor(recipient: Recipient, rules: Rules, { alarms, told, failing, nowMs }: Situation): Pending[] {
  const concerned = alarms.filter(
    ({ severity, code }) => ranks[severity] >= ranks[recipient.least] && !(code === undeliveredAlarm && failing.has(recipient.channel)),
  )
  const quietMs = quietUntilMs(recipient.quiet, rules.timeZone, nowMs) ?? 0
  return [...Map.groupBy(concerned, alarm => toldKey(recipient.id, alarm))].flatMap(([key, ofKey]) => {
    const inOrder = ofKey.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const pending = pendingOf(inOrder, told.get(key), { step: recipient.step, rules, nowMs })
    if (pending === undefined) return []
    const comesThrough = pending.telling.alarm.severity === 'critical' && recipient.quiet?.critical !== false
    return [{ ...pending, notBeforeMs: Math.max(pending.notBeforeMs, comesThrough ? 0 : quietMs) }]
  })
}

/** What there is to tell of one code of one machine; its alarms in the order in which they came. */
function pendingOf(
  alarms: readonly AlarmRecord[],
  last: Told | undefined,
  { step, rules, nowMs }: { step: number; rules: Rules; nowMs: number },
): Pending | undefined {
  const fresh = alarms.filter(alarm => last === undefined || alarm.id > last.alarmId)
  const open = fresh.filter(alarm => alarm.state === 'active' && alarm.acknowledgedAt === null)
  const againMs = last === undefined ? 0 : last.atMs + rules.repeatMs
  const [firstOpen, newestOpen] = [open[0], open.at(-1)]
  if (firstOpen !== undefined && newestOpen !== undefined) {
    const stepMs = knownMs(firstOpen, nowMs) + (step - 1) * rules.escalateMs
    const telling = { event: 'raised', alarm: newestOpen, count: fresh.length } as const
    return { telling, dueMs: stepMs + rules.gatherMs, notBeforeMs: Math.max(stepMs, againMs) }
  }
  const newest = alarms.at(-1)
  if (newest === undefined || alarms.some(alarm => alarm.state === 'active')) return undefined
  if (last?.event === 'raised')
    return {
      telling: { event: 'cleared', alarm: newest, count: Math.max(1, fresh.length) },
      dueMs: endedMs(newest, nowMs, rules.gatherMs),
      notBeforeMs: 0,
    }
  return step > 1 ? undefined : cameAndWent(fresh, againMs, { rules, nowMs })
}

/** Alarms that ended before anybody was told that they were there. */
function cameAndWent(
  fresh: readonly AlarmRecord[],
  againMs: number,
  { rules, nowMs }: { rules: Rules; nowMs: number },
): Pending | undefined {
  const horizonMs = nowMs - cameAndWentMs(rules)
  const unseen = fresh.filter(({ acknowledgedAt, clearedAt }) => acknowledgedAt === null && Date.parse(clearedAt ?? '') >= horizonMs)
  const [first, newest] = [unseen[0], unseen.at(-1)]
  if (first === undefined || newest === undefined) return undefined
  const telling = { event: 'cleared', alarm: newest, count: unseen.length } as const
  return { telling, dueMs: knownMs(first, nowMs) + rules.gatherMs, notBeforeMs: againMs }
}

/**
 * Since when the hub knows of the alarm: its id carries the hub's own time. The machine's time says when it happened, which
 * may be hours ago when the machine was away, or wrong.
 */
function knownMs({ id, raisedAt }: AlarmRecord, nowMs: number): number {
  const idMs = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
  return idMs <= nowMs ? idMs : Math.min(Date.parse(raisedAt), nowMs)
}

/** Until when others may join the end of an alarm; a machine whose clock is ahead does not make it wait. */
function endedMs({ clearedAt }: AlarmRecord, nowMs: number, gatherMs: number): number {
  const clearedMs = Date.parse(clearedAt ?? '')
  return clearedMs <= nowMs ? clearedMs + gatherMs : nowMs
}
