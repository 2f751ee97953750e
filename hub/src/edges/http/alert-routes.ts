/** Who is told of alarms outside the console, and whether it arrived. */
import {
  alertDeliveryListQuery,
  alertDeliveryView as deliverySchema,
  alertRecipientList,
  alertTestBody,
  alertTestResult,
  pageOf,
  type AlertDeliveryView,
} from '@palang/protocol'
import { Hono } from 'hono'
import { recordAct } from '../../access/audit.ts'
import type { HubServices } from '../../services.ts'
import type { AlertDeliveryRecord } from '../../store/records.ts'
import type { AppEnv } from './context.ts'
import { body, describe, query } from './describe.ts'
import { allow } from './rights.ts'
import { pageFrom, pageView } from './views.ts'

const deliveryList = pageOf(deliverySchema).meta({ examples: [{ items: [], next_cursor: null }] })

/** `/api/alerts` */
export function alertRoutes(services: HubServices) {
  const { store, alerts, site } = services
  return new Hono<AppEnv>()
    .get(
      '/api/alerts/recipients',
      describe({
        id: 'listAlertRecipients',
        tag: 'Alarms',
        summary: 'Who is told of alarms',
        description: 'As the site file and the environment say.',
        ok: { schema: alertRecipientList },
      }),
      allow('operator', { everywhere: true }),
      c => {
        const { escalate_after_minutes, repeat_minutes } = site.alerts
        return c.json({ items: alerts.recipients(), escalate_after_minutes, repeat_minutes })
      },
    )
    .get(
      '/api/alerts/deliveries',
      describe({
        id: 'listAlertDeliveries',
        tag: 'Alarms',
        summary: 'What was told to whom, newest first',
        ok: { schema: deliveryList },
      }),
      allow('operator', { everywhere: true }),
      query(alertDeliveryListQuery),
      async c => {
        const { recipient, state, ...page } = c.req.valid('query')
        return c.json(pageView(await store.alerts.list({ recipient, state }, pageFrom(page)), deliveryView))
      },
    )
    .post(
      '/api/alerts/test',
      describe({
        id: 'testAlert',
        tag: 'Alarms',
        summary: 'Send one recipient a test message now',
        description: 'Answers when the other side has taken or refused it, half a minute later at most. It is tried once.',
        ok: { schema: alertTestResult },
        errors: ['not_found'],
      }),
      allow('admin', { everywhere: true }),
      body(alertTestBody),
      async c => {
        const { recipient } = c.req.valid('json')
        const result = await alerts.test(recipient)
        const after = { delivered: result.delivered, failure: result.failure?.code ?? null }
        await recordAct(services, c.get('actor'), { action: 'test_alert', subject: `alert:${recipient}`, after })
        return c.json(result)
      },
    )
}

function deliveryView(row: AlertDeliveryRecord): AlertDeliveryView {
  return {
    id: row.id,
    message_id: row.messageId,
    alarm_id: row.alarmId,
    machine_id: row.machineId,
    code: row.code,
    event: row.event,
    count: row.count,
    channel: row.channel,
    recipient: row.recipient,
    state: row.state,
    attempts: row.attempts,
    next_attempt_at: row.nextAttemptAt,
    last_error: row.lastError,
    created_at: row.createdAt,
    ended_at: row.endedAt,
  }
}
