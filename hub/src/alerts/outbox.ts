/**
 * Messages on their way: written down before they are sent, tried again for a day, and never sent twice on purpose. What a
 * message says is made when it leaves, of the alarms as they are then.
 */
import { isCoded, isoNow, messageOf, uuidv7, type Clock, type Log } from '@palang/kit'
import type { AlertDeliveryRecord } from '../store/records.ts'
import type { Store } from '../store/store.ts'
import { failed, type Channel, type Failure, type Outcome } from './channels/channel.ts'
import type { Message, MessageLine } from './message.ts'
import type { Recipient } from './recipients.ts'
import type { Decision } from './rules.ts'

/** Milliseconds. */
export const outboxDelays = { first: 30_000, longest: 3_600_000, giveUp: 24 * 3_600_000, noteAgain: 5_000 } as const

/** So many tries in vain are worth an alarm; with the delays above, about four minutes. */
const triesWorthAnAlarm = 4

/** Recipients that messages do not reach, and why. */
export type Trouble = ReadonlyMap<string, Failure>

export interface Outbox {
  /** Takes up what an earlier run of the hub left. */
  resume(recent: readonly AlertDeliveryRecord[]): Promise<void>
  /** Writes down what is to be told; nothing is sent yet. */
  add(messages: Decision['messages']): Promise<void>
  /** Begins to send what is due; resolves to when the next falls due, in milliseconds of the epoch. */
  sendDue(): Promise<number | undefined>
  trouble(): Trouble
  /** Resolves once nothing is being sent. */
  idle(): Promise<void>
  stop(): void
}

export interface OutboxParts {
  store: Store
  clock: Clock
  log: Log
  recipients: readonly Recipient[]
  channelOf(recipient: Recipient): Channel
  compose(id: string, lines: readonly MessageLine[], recipient: Recipient): Message
  /** Something was sent, or was not. */
  onOutcome(): void
}

/** Nothing is read or sent before it is asked to. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { store, clock, recipients } = parts
  const courier = createCourier(parts)
  const put = (rows: readonly AlertDeliveryRecord[]) => (rows.length === 0 ? undefined : store.transact(tx => tx.alerts.putMany(rows)))

  return {
    trouble: () => courier.trouble,
    async resume(recent) {
      for (const [id, rows] of Map.groupBy(recent, row => row.recipient)) {
        const last = rows.findLast(row => row.state !== 'unknown')
        if (last !== undefined && last.lastError !== null && isWorthAnAlarm(last)) courier.trouble.set(id, last.lastError)
      }
      await put((await store.alerts.unended()).flatMap(row => leftBehind(row, parts)))
    },
    async add(messages) {
      const at = isoNow(clock)
      await put(messages.flatMap(message => rowsOf(message, at)))
    },
    async sendDue() {
      const waiting = (await store.alerts.unended()).filter(({ state }) => state === 'waiting')
      let nextMs: number | undefined
      for (const [id, rows] of Map.groupBy(waiting, row => row.recipient)) {
        const recipient = recipients.find(one => one.id === id)
        if (recipient === undefined || !courier.isFree(id)) continue
        const due = rows.find(row => courier.reaches(id) || dueMs(row) <= clock.now())
        if (due === undefined) nextMs = Math.min(nextMs ?? Number.POSITIVE_INFINITY, ...rows.map(dueMs))
        else
          courier.send(
            recipient,
            rows.filter(row => row.messageId === due.messageId),
          )
      }
      return nextMs
    },
    idle: courier.idle,
    stop: courier.stop,
  }
}

/** Carries one message at a time to each recipient, and writes down how it ended. */
function createCourier(parts: OutboxParts) {
  const { store, clock, log, onOutcome } = parts
  const trouble = new Map<string, Failure>()
  /** Recipients whose last message arrived: what waits for them need not wait any longer. */
  const reachable = new Set<string>()
  const busy = new Map<string, Promise<void>>()
  let isStopped = false

  const put = (rows: readonly AlertDeliveryRecord[]) => store.transact(tx => tx.alerts.putMany(rows))

  /** A database that is away must not make a message go out twice: what happened is written as soon as it can be. */
  async function note(rows: readonly AlertDeliveryRecord[]): Promise<void> {
    while (!isStopped) {
      try {
        return await put(rows)
      } catch (error) {
        if (!isCoded(error, 'database_unavailable')) log.error({ err: error }, 'the outcome of an alert was not written down')
        await new Promise<void>(resolve => clock.after(outboxDelays.noteAgain, resolve))
      }
    }
  }

  async function carry(recipient: Recipient, waiting: readonly AlertDeliveryRecord[]): Promise<void> {
    const { id, channel } = recipient
    const rows = waiting.map(row => ({ ...row, state: 'sending' as const, attempts: row.attempts + 1, nextAttemptAt: null }))
    await put(rows)
    const outcome = await attempt(parts, recipient, rows).catch((error: unknown) => failed('failed', messageOf(error)))
    const after = rows.map(row => settled(row, outcome, clock.now()))
    if (outcome.state === 'sent') {
      reachable.add(id)
      trouble.delete(id)
    } else {
      reachable.delete(id)
      if (after.some(isWorthAnAlarm)) trouble.set(id, outcome.failure)
      log.warn({ recipient: id, channel, attempts: after[0]?.attempts, failure: outcome.failure }, 'an alert was not delivered')
    }
    await note(after)
  }

  return {
    trouble,
    reaches: (id: string) => reachable.has(id),
    isFree: (id: string) => !isStopped && !busy.has(id),
    /** Rejects never; what happened is in the database. */
    send(recipient: Recipient, rows: readonly AlertDeliveryRecord[]): void {
      const work = carry(recipient, rows)
        .then(onOutcome, (error: unknown) => {
          if (!isCoded(error, 'database_unavailable')) log.error({ err: error }, 'an alert was not sent')
        })
        .finally(() => busy.delete(recipient.id))
      busy.set(recipient.id, work)
    },
    idle: async () => void (await Promise.all(busy.values())),
    stop: () => void (isStopped = true),
  }
}

async function attempt(
  { store, channelOf, compose }: OutboxParts,
  recipient: Recipient,
  rows: readonly AlertDeliveryRecord[],
): Promise<Outcome> {
  const channel = channelOf(recipient)
  const missing = channel.missing()
  if (missing !== undefined) return { state: 'failed', failure: { code: 'not_set_up', detail: missing } }
  const alarms = await store.alerts.alarms({ raisedSince: rows[0]?.createdAt ?? '', ids: rows.map(row => row.alarmId) })
  const lines = rows.flatMap(({ event, count, alarmId }) => {
    const alarm = alarms.find(({ id }) => id === alarmId)
    return alarm === undefined ? [] : [{ event, count, alarm }]
  })
  return channel.deliver(recipient.address, compose(rows[0]?.messageId ?? '', lines, recipient))
}

function rowsOf({ recipient, tellings }: Decision['messages'][number], at: string): AlertDeliveryRecord[] {
  const messageId = uuidv7()
  return tellings.map(({ event, alarm, count }) => ({
    id: uuidv7(),
    messageId,
    alarmId: alarm.id,
    machineId: alarm.machineId,
    code: alarm.code,
    event,
    count,
    channel: recipient.channel,
    recipient: recipient.id,
    state: 'waiting',
    attempts: 0,
    nextAttemptAt: at,
    lastError: null,
    createdAt: at,
    endedAt: null,
  }))
}

function dueMs({ nextAttemptAt }: AlertDeliveryRecord): number {
  return nextAttemptAt === null ? 0 : Date.parse(nextAttemptAt)
}

function isWorthAnAlarm({ state, attempts }: AlertDeliveryRecord): boolean {
  return state === 'failed' || attempts >= triesWorthAnAlarm
}

/** A delivery after a try. */
function settled(row: AlertDeliveryRecord, outcome: Outcome, nowMs: number): AlertDeliveryRecord {
  const ended = { ...row, nextAttemptAt: null, endedAt: new Date(nowMs).toISOString() }
  if (outcome.state === 'sent') return { ...ended, state: 'sent', lastError: null }
  if (outcome.state === 'unknown') return { ...ended, state: 'unknown', lastError: outcome.failure }
  const againMs = nowMs + Math.min(outboxDelays.first * 2 ** (row.attempts - 1), outboxDelays.longest)
  if (againMs > Date.parse(row.createdAt) + outboxDelays.giveUp) return { ...ended, state: 'failed', lastError: outcome.failure }
  return { ...row, state: 'waiting', nextAttemptAt: new Date(againMs).toISOString(), lastError: outcome.failure }
}

/** What changes with a delivery that an earlier run of the hub left. */
function leftBehind(row: AlertDeliveryRecord, { recipients, channelOf, clock }: OutboxParts): AlertDeliveryRecord[] {
  const at = isoNow(clock)
  const recipient = recipients.find(({ id, channel }) => id === row.recipient && channel === row.channel)
  if (recipient === undefined) {
    const lastError = { code: 'not_set_up', detail: 'nobody of this name is told any more' } as const
    return [{ ...row, state: 'failed', nextAttemptAt: null, endedAt: at, lastError }]
  }
  if (row.state !== 'sending') return []
  if (channelOf(recipient).knowsRepeats) return [{ ...row, state: 'waiting', nextAttemptAt: at }]
  const lastError = { code: 'unknown_outcome', detail: 'the hub ended while it was being sent' } as const
  return [{ ...row, state: 'unknown', nextAttemptAt: null, endedAt: at, lastError }]
}
