/** Alarms told outside the console: looks at them when they change, decides by the rules, hands messages to the outbox. */
import type { Site } from '@palang/config'
import { CodedError, isCoded, isoNow, uuidv7, type Clock, type Log, type Timer } from '@palang/kit'
import type { AlertChannel, AlertTestResult } from '@palang/protocol'
import type { LiveHub } from '../live/live.ts'
import { endedOrAfter, showHubAlarm } from '../rounds.ts'
import type { Alerts } from '../services.ts'
import type { Store } from '../store/store.ts'
import { failed, type Channel } from './channels/channel.ts'
import { emailChannel } from './channels/email.ts'
import { telegramChannel } from './channels/telegram.ts'
import { ensureWebhookSecret, webhookChannel } from './channels/webhook.ts'
import { alarmsMessage, testMessage } from './message.ts'
import { testWords } from './outcome-words.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { recipientsOf, shownAddress, type Recipient } from './recipients.ts'
import { cameAndWentMs, decide, toldKey, undeliveredAlarm, type Rules, type Told } from './rules.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** Milliseconds. */
export const alertDelays = { gather: 30_000, every: minuteMs, again: 10_000, stop: 2_000 } as const
/** What was told is kept so long; an alarm that has been open longer is told anew when the hub starts. Days. */
const keepDays = 90

export interface AlertParts {
  site: Site
  store: Store
  clock: Clock
  log: Log
  live: Pick<LiveHub, 'publish' | 'hear'>
}

export interface AlertWork extends Alerts {
  start(): Promise<void>
  stop(): Promise<void>
}

/** Nothing is looked at or sent before `start`; nothing ever when the site names nobody. */
export function createAlerts(parts: AlertParts): AlertWork {
  const { site, store, clock, log, live } = parts
  const recipients = recipientsOf(site.alerts)
  const channels = channelsOf(parts)
  const rules: Rules = {
    recipients,
    timeZone: site.outlet.timezone,
    gatherMs: alertDelays.gather,
    escalateMs: site.alerts.escalate_after_minutes * minuteMs,
    repeatMs: site.alerts.repeat_minutes * minuteMs,
  }
  const channelOf = ({ channel }: Recipient) => channels[channel]
  const outbox = createOutbox({
    store,
    clock,
    log,
    recipients,
    channelOf,
    compose: (id, lines, { step }) => alarmsMessage(lines, { id, site, step, at: isoNow(clock) }),
    onOutcome: () => wake(),
  })
  const watch = createWatch({ ...parts, rules, outbox })
  const wake = watch.wake
  let stopHearing = () => {}

  return {
    async start() {
      if (recipients.length === 0) return
      if (recipients.some(({ channel }) => channel === 'webhook')) ensureWebhookSecret(site.dataDir)
      stopHearing = live.hear('alarm', wake)
      watch.start()
    },
    async stop() {
      stopHearing()
      watch.stop()
      outbox.stop()
      // What is still being sent by then counts as unknown at the next start.
      await endedOrAfter(clock, alertDelays.stop, outbox.idle())
    },
    recipients: () =>
      recipients.map(({ id, channel, address, least, step, quiet }) => ({
        id,
        channel,
        address: shownAddress({ channel, address }),
        least,
        step,
        quiet: quiet ?? null,
        ready: channels[channel].missing() === undefined,
      })),
    test: recipientId =>
      test(
        parts,
        channelOf,
        recipients.find(({ id }) => id === recipientId),
      ),
  }
}

async function test(
  { site, clock }: AlertParts,
  channelOf: (recipient: Recipient) => Channel,
  recipient: Recipient | undefined,
): Promise<AlertTestResult> {
  if (recipient === undefined) throw new CodedError('not_found', 'nobody of this name is told of alarms')
  const startedMs = clock.monotonic()
  const missing = channelOf(recipient).missing()
  const outcome =
    missing === undefined
      ? await channelOf(recipient).deliver(recipient.address, testMessage({ id: uuidv7(), site, at: isoNow(clock) }))
      : failed('not_set_up', missing)
  const failure = outcome.state === 'sent' ? null : outcome.failure
  const tookMs = Math.round(clock.monotonic() - startedMs)
  return { delivered: failure === null, message: testWords(recipient.channel, failure), failure, took_ms: tookMs }
}

function channelsOf({ site, clock }: AlertParts): Readonly<Record<AlertChannel, Channel>> {
  return {
    email: emailChannel(site.alerts),
    webhook: webhookChannel({ clock, dataDir: site.dataDir }),
    telegram: telegramChannel({ clock, telegram: site.alerts.telegram }),
  }
}

interface WatchParts extends AlertParts {
  rules: Rules
  outbox: Outbox
}

/** Looks at the alarms one look at a time: when woken, when the rules said so, and every minute. */
function createWatch(parts: WatchParts) {
  const { clock, log } = parts
  const look = createLook(parts)
  let timer: Timer | undefined
  let isLooking = false
  let isWoken = false
  let isRunning = false

  async function lookAndPlan(): Promise<void> {
    isLooking = true
    isWoken = false
    let nextMs: number
    try {
      nextMs = await look()
    } catch (error) {
      if (!isCoded(error, 'database_unavailable')) log.error({ err: error }, 'alarms could not be looked at for alerts')
      nextMs = clock.now() + alertDelays.again
    }
    isLooking = false
    if (isRunning) lookIn(isWoken ? 0 : Math.max(0, nextMs - clock.now()))
  }

  function lookIn(delayMs: number): void {
    timer?.cancel()
    timer = clock.after(delayMs, () => void lookAndPlan())
  }

  return {
    start() {
      isRunning = true
      lookIn(0)
    },
    stop() {
      isRunning = false
      timer?.cancel()
    },
    wake() {
      isWoken = true
      if (!isLooking && isRunning) lookIn(0)
    },
  }
}

/** One look: takes up what was left, decides, hands over. Resolves to when to look again, in milliseconds of the epoch. */
function createLook(parts: WatchParts): () => Promise<number> {
  const { clock, store, outbox } = parts
  const told = new Map<string, Told>()
  let isResumed = false
  let isTroubleShown: boolean | undefined
  let forgotMs = Number.NEGATIVE_INFINITY

  async function resume(keptSince: string): Promise<void> {
    const recent = await store.alerts.since(keptSince)
    for (const row of recent)
      told.set(toldKey(row.recipient, row), { event: row.event, alarmId: row.alarmId, atMs: Date.parse(row.createdAt) })
    await outbox.resume(recent)
    isResumed = true
  }

  return async () => {
    const nowMs = clock.now()
    const keptSince = new Date(nowMs - keepDays * dayMs).toISOString()
    if (!isResumed) await resume(keptSince)
    if (nowMs - forgotMs > dayMs) {
      await store.transact(tx => tx.alerts.forget(keptSince))
      forgotMs = nowMs
    }
    const lookAgainMs = await tell(parts, told, nowMs)
    const nextMs = await outbox.sendDue()
    isTroubleShown = await showTrouble(parts, isTroubleShown)
    return Math.min(lookAgainMs ?? Number.POSITIVE_INFINITY, nextMs ?? Number.POSITIVE_INFINITY, nowMs + alertDelays.every)
  }
}

/** Writes down what the rules say is to be told now; resolves to when to look again. */
async function tell({ store, rules, outbox }: WatchParts, told: Map<string, Told>, nowMs: number): Promise<number | undefined> {
  const ids = [...told.values()].filter(({ event }) => event === 'raised').map(({ alarmId }) => alarmId)
  const raisedSince = new Date(nowMs - cameAndWentMs(rules)).toISOString()
  const alarms = await store.alerts.alarms({ raisedSince, ids })
  const failing = new Set(rules.recipients.filter(({ id }) => outbox.trouble().has(id)).map(({ channel }) => channel))
  const { messages, lookAgainMs } = decide(rules, { alarms, told, failing, nowMs })
  await outbox.add(messages)
  for (const { recipient, tellings } of messages)
    for (const { event, alarm } of tellings) told.set(toldKey(recipient.id, alarm), { event, alarmId: alarm.id, atMs: nowMs })
  return lookAgainMs
}

/** Raises or clears the hub's own alarm that messages do not get through; resolves to whether it stands. */
async function showTrouble({ store, clock, live, rules, outbox }: WatchParts, isShown: boolean | undefined): Promise<boolean> {
  const named = rules.recipients.flatMap(({ id, channel }) => {
    const failure = outbox.trouble().get(id)
    return failure === undefined ? [] : [`${id} (${channel}): ${failure.detail}`]
  })
  const isTrouble = named.length > 0
  if (isTrouble === isShown) return isTrouble
  const message = !isTrouble ? undefined : `Alerts do not get through to ${named.join('; ')}`
  await showHubAlarm({ store, clock, live }, { code: undeliveredAlarm, severity: 'warning' }, message)
  return isTrouble
}
