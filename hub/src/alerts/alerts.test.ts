/** The whole of it over a store in memory and real servers of this computer; time is moved by hand. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AlertsConfig } from '@palang/config'
import { CodedError, ManualClock, silentLog } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { until } from '../../../e2e/site/until.ts'
import { createLive } from '../live/live.ts'
import { showHubAlarm } from '../rounds.ts'
import { memoryStore } from '../store/testing/memory-store.ts'
import { simulatedSite } from '../testing/simulated-site.ts'
import { alertDelays, createAlerts } from './alerts.ts'
import { outboxDelays } from './outbox.ts'
import { fakeReceiver } from './testing/fake-receiver.ts'
import { fakeSmtp } from './testing/fake-smtp.ts'

const minuteMs = 60_000
/** A little more, as the ids of alarms carry the real time. */
const gatheredMs = alertDelays.gather + 5_000

const eventually = (condition: () => boolean) => until('the deliveries to be so', condition, { everyMs: 5 })

async function rig(alerts: Partial<AlertsConfig> = {}) {
  const receiver = await fakeReceiver()
  onTestFinished(() => receiver.close())
  const clock = new ManualClock(Date.now())
  const store = memoryStore()
  const live = createLive({ clock, isGate: () => true })
  const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-alerts-'))
  const config = { ...simulatedSite.alerts, webhook: receiver.url, ...alerts }
  const site = { ...simulatedSite, dataDir, alerts: config }
  /** A hub's alerts over what is stored; a second one is the hub after it was killed. */
  const hub = () => createAlerts({ site, store, clock, log: silentLog(), live })
  const show = (code: string, message: string | undefined) => showHubAlarm({ store, clock, live }, { code, severity: 'critical' }, message)
  const rows = () => [...store.shelves.alertDeliveries.values()]
  const settled = (count: number) =>
    eventually(() => rows().length === count && rows().every(({ state, attempts }) => state !== 'sending' && attempts > 0))
  const told = () => receiver.posts.map(({ body }) => alarmsIn(body).join(', '))
  return { receiver, clock, store, live, hub, show, rows, settled, told }
}

const alarm = z.object({ event: z.string(), code: z.string(), count: z.int() })
const posted = z.object({ data: z.object({ alarms: z.array(alarm).optional() }) })

function alarmsIn(body: string): string[] {
  const { data } = posted.parse(JSON.parse(body))
  return (data.alarms ?? []).map(({ event, code, count }) => `${event} ${code} ${count}`)
}

test('alarms of the same half minute go out in one message, and their end in another', async () => {
  const { receiver, clock, hub, show, rows, settled, told } = await rig()
  const alerts = hub()
  await alerts.start()
  await show('disk_low', 'no room')
  await clock.advance(1_000)
  await show('audit_broken', 'entry 4')
  await clock.advance(gatheredMs)
  await receiver.got(1)
  await settled(2)
  await show('disk_low', undefined)
  await clock.advance(minuteMs)
  await receiver.got(2)
  await settled(3)
  expect(told()).toEqual(['raised disk_low 1, raised audit_broken 1', 'cleared disk_low 1'])
  expect(rows().map(({ state, attempts }) => [state, attempts])).toEqual([
    ['sent', 1],
    ['sent', 1],
    ['sent', 1],
  ])
  await alerts.stop()
})

test('trouble at the other side is waited out; then everything that waits goes at once, each message once', async () => {
  const { receiver, clock, hub, show, rows, settled, told } = await rig()
  receiver.answers = [{ status: 503 }, { status: 503 }, { status: 200 }]
  const alerts = hub()
  await alerts.start()
  await show('disk_low', 'no room')
  await clock.advance(gatheredMs)
  await receiver.got(1)
  await settled(1)
  expect(rows()).toMatchObject([{ state: 'waiting', attempts: 1, lastError: { code: 'server_error', detail: 'HTTP 503' } }])
  await clock.advance(outboxDelays.first)
  await receiver.got(2)
  await settled(1)
  await clock.advance(2 * outboxDelays.first)
  await receiver.got(3)
  await eventually(() => rows()[0]?.state === 'sent')
  expect(told()).toEqual(['raised disk_low 1', 'raised disk_low 1', 'raised disk_low 1'])
  expect(new Set(receiver.posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  await alerts.stop()
})

test('a recipient who cannot be reached is an alarm of the hub, told by the other channel, given up after a day and shown', async () => {
  const smtp = await fakeSmtp()
  onTestFinished(() => smtp.close())
  const { receiver, clock, hub, show, rows, store } = await rig({ smtp_url: smtp.url, email: 'owner@example.com' })
  receiver.answers = [{ status: 410 }]
  const alerts = hub()
  await alerts.start()
  await show('disk_low', 'no room')
  for (let minute = 0; minute < 27 * 60; minute += 60) {
    await clock.advance(60 * minuteMs)
    await eventually(() => rows().every(({ state }) => state !== 'sending'))
  }
  expect([...store.shelves.alarms.values()].map(({ code, state }) => `${code} ${state}`)).toEqual([
    'disk_low active',
    'alert_undelivered active',
  ])
  expect(
    rows()
      .map(({ channel, code, state }) => `${channel} ${code} ${state}`)
      .toSorted(),
  ).toEqual(['email alert_undelivered sent', 'email disk_low sent', 'webhook disk_low failed'])
  expect(smtp.mails.at(-1)).toContain('webhook')
  receiver.answers = [{ status: 200 }]
  await show('disk_low', undefined)
  await clock.advance(minuteMs)
  await eventually(() => [...store.shelves.alarms.values()].every(({ state }) => state === 'cleared'))
  await alerts.stop()
})

test('a hub killed before anything was written tells it when it starts again', async () => {
  const { receiver, clock, hub, show, settled, told } = await rig()
  const first = hub()
  await first.start()
  await show('disk_low', 'no room')
  await first.stop()
  const second = hub()
  await second.start()
  await clock.advance(gatheredMs)
  await receiver.got(1)
  await settled(1)
  expect(told()).toEqual(['raised disk_low 1'])
  await second.stop()
  const third = hub()
  await third.start()
  await clock.advance(60 * minuteMs)
  await show('disk_low', undefined)
  await clock.advance(minuteMs)
  await receiver.got(2)
  expect(told()).toEqual(['raised disk_low 1', 'cleared disk_low 1'])
  await third.stop()
})

test('a webhook whose outcome the killed hub never learnt is sent again under the same id', async () => {
  const { receiver, clock, hub, show, rows } = await rig()
  receiver.answers = ['hang']
  const killed = hub()
  await killed.start()
  await show('disk_low', 'no room')
  await clock.advance(gatheredMs)
  await receiver.got(1)
  expect(rows()).toMatchObject([{ state: 'sending', attempts: 1 }])
  receiver.answers = [{ status: 200 }]
  const next = hub()
  await next.start()
  await clock.advance(1_000)
  await receiver.got(2)
  await eventually(() => rows()[0]?.state === 'sent')
  expect(receiver.posts[1]?.headers['webhook-id']).toBe(receiver.posts[0]?.headers['webhook-id'])
  await next.stop()
})

test('an e-mail whose outcome the killed hub never learnt is not sent again, and said to be unknown', async () => {
  const smtp = await fakeSmtp()
  onTestFinished(() => smtp.close())
  smtp.behaviour = 'hang'
  const { clock, hub, show, rows } = await rig({ webhook: undefined, smtp_url: smtp.url, email: 'owner@example.com' })
  const killed = hub()
  await killed.start()
  await show('disk_low', 'no room')
  const taken = smtp.taken()
  await clock.advance(gatheredMs)
  await taken
  expect(rows()).toMatchObject([{ state: 'sending' }])
  smtp.behaviour = 'take'
  const next = hub()
  await next.start()
  await clock.advance(60 * minuteMs)
  expect(rows()).toMatchObject([{ state: 'unknown', lastError: { code: 'unknown_outcome' } }])
  expect(smtp.mails).toHaveLength(1)
  await next.stop()
})

test('while the database is away nothing is lost and nothing is told twice', async () => {
  const { receiver, clock, hub, show, store, settled, told } = await rig()
  const alerts = hub()
  await alerts.start()
  await show('disk_low', 'no room')
  const { transact } = store
  store.transact = () => Promise.reject(new CodedError('database_unavailable', 'away', { retryable: true }))
  await clock.advance(5 * minuteMs)
  expect(receiver.posts).toEqual([])
  store.transact = transact
  await clock.advance(minuteMs)
  await receiver.got(1)
  await settled(1)
  await clock.advance(60 * minuteMs)
  expect(told()).toEqual(['raised disk_low 1'])
  await alerts.stop()
})

test('a test message is answered with what happened, and shows no secret', async () => {
  const { receiver, hub } = await rig({ recipients: [{ id: 'chat', channel: 'telegram', address: -100, least: 'info', step: 2 }] })
  const alerts = hub()
  expect(await alerts.test('webhook')).toMatchObject({ delivered: true, failure: null, message: 'The test message was accepted' })
  expect(JSON.parse(receiver.posts[0]?.body ?? '')).toMatchObject({ type: 'test' })
  receiver.answers = [{ status: 404 }]
  expect(await alerts.test('webhook')).toMatchObject({ delivered: false, failure: { code: 'rejected', detail: 'HTTP 404' } })
  expect(await alerts.test('chat')).toMatchObject({ delivered: false, failure: { code: 'not_set_up', detail: 'TELEGRAM_BOT_TOKEN' } })
  await expect(alerts.test('nobody')).rejects.toMatchObject({ code: 'not_found' })
  expect(alerts.recipients()).toMatchObject([
    { id: 'webhook', least: 'warning', step: 1, ready: true },
    { id: 'chat', address: '-100', ready: false },
  ])
})

test('a site that names nobody asks the database nothing', async () => {
  const { clock, hub, store } = await rig({ webhook: undefined })
  store.alerts.alarms = () => Promise.reject(new Error('asked'))
  const alerts = hub()
  await alerts.start()
  await clock.advance(10 * minuteMs)
  expect(clock.nextDueMs()).toBeUndefined()
})
