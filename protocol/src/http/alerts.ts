/** Who is told of alarms outside the console, by what, and whether it arrived. */
import { z } from 'zod'
import { alarmSeverity } from '../machine.ts'
import { isoTime, slug } from '../primitives.ts'
import { pageQuery } from './paging.ts'

export const alertChannel = z.enum(['email', 'webhook', 'telegram'])
export type AlertChannel = z.infer<typeof alertChannel>

/**
 * Why a message did not arrive: `not_set_up` on this hub, `dns` the name leads nowhere, `unreachable` nobody answers there,
 * `timeout` no answer in time, `tls` no trust, `login` user, password or token refused, `rejected` the other side does not take
 * this message or recipient, `redirected` elsewhere, `server_error` its own trouble, `busy` asked to slow down, `unknown_outcome`
 * it may have arrived, `failed` anything else.
 */
export const alertFailure = z.enum([
  'not_set_up',
  'dns',
  'unreachable',
  'timeout',
  'tls',
  'login',
  'rejected',
  'redirected',
  'server_error',
  'busy',
  'unknown_outcome',
  'failed',
])
export type AlertFailure = z.infer<typeof alertFailure>

const failure = z.object({ code: alertFailure, detail: z.string().meta({ description: 'What the other side or the network said' }) })

/** A time of day in the outlet's zone. */
const timeOfDay = z.string()

export const alertRecipientView = z
  .object({
    id: slug,
    channel: alertChannel,
    address: z.string().meta({ description: 'Of a webhook only its host: the rest may be a secret' }),
    least: alarmSeverity,
    step: z.int().meta({ description: '1 is told at once, the next when nobody took note in time' }),
    quiet: z.object({ from: timeOfDay, to: timeOfDay, critical: z.boolean() }).nullable(),
    ready: z.boolean().meta({ description: 'False while the hub lacks what the channel needs, such as SMTP_URL' }),
  })
  .meta({
    id: 'AlertRecipient',
    examples: [
      {
        id: 'owner',
        channel: 'email',
        address: 'owner@example.com',
        least: 'warning',
        step: 1,
        quiet: { from: '22:00', to: '06:00', critical: true },
        ready: true,
      },
    ],
  })
export type AlertRecipientView = z.infer<typeof alertRecipientView>

export const alertRecipientList = z
  .object({
    items: z.array(alertRecipientView),
    escalate_after_minutes: z.int(),
    repeat_minutes: z.int(),
  })
  .meta({ examples: [{ items: [], escalate_after_minutes: 15, repeat_minutes: 30 }] })
export type AlertRecipientList = z.infer<typeof alertRecipientList>

const deliveryState = z.enum(['waiting', 'sending', 'sent', 'failed', 'unknown'])

export const alertDeliveryListQuery = pageQuery.extend({ recipient: slug.optional(), state: deliveryState.optional() })

export const alertDeliveryView = z
  .object({
    id: z.string(),
    message_id: z.string().meta({ description: 'What goes out together has the same; the webhook-id of a webhook' }),
    alarm_id: z.string(),
    machine_id: z.string(),
    code: z.string(),
    event: z.enum(['raised', 'cleared']),
    count: z.int().meta({ description: 'How often it came since it was last told' }),
    channel: alertChannel,
    recipient: z.string(),
    state: deliveryState.meta({
      description: '`failed`: given up after a day; `unknown`: the hub ended while it was sent, and it is not sent again',
    }),
    attempts: z.int(),
    next_attempt_at: isoTime.nullable(),
    last_error: failure.nullable(),
    created_at: isoTime,
    ended_at: isoTime.nullable(),
  })
  .meta({
    id: 'AlertDelivery',
    examples: [
      {
        id: '019bda5e-9a40-7000-8000-0000000000d1',
        message_id: '019bda5e-9a40-7000-8000-0000000000d0',
        alarm_id: '019bda5e-9a40-7000-8000-0000000000a1',
        machine_id: 'gate_in',
        code: 'barrier_fault',
        event: 'raised',
        count: 1,
        channel: 'email',
        recipient: 'owner',
        state: 'waiting',
        attempts: 1,
        next_attempt_at: '2026-01-20T10:31:00.000Z',
        last_error: { code: 'unreachable', detail: 'connect ECONNREFUSED 192.0.2.7:587' },
        created_at: '2026-01-20T10:30:30.000Z',
        ended_at: null,
      },
    ],
  })
export type AlertDeliveryView = z.infer<typeof alertDeliveryView>

export const alertTestBody = z.object({ recipient: slug }).meta({ id: 'AlertTest', examples: [{ recipient: 'owner' }] })

/** How the test ended. It is no error of this hub when the other side does not take it. */
export const alertTestResult = z
  .object({
    delivered: z.boolean(),
    message: z.string().meta({ description: 'What happened, for a person' }),
    failure: failure.nullable(),
    took_ms: z.int(),
  })
  .meta({
    id: 'AlertTestResult',
    examples: [
      {
        delivered: false,
        message: 'The mail server refused the login: user or password is wrong',
        failure: { code: 'login', detail: '535 5.7.8 Authentication failed' },
        took_ms: 180,
      },
    ],
  })
export type AlertTestResult = z.infer<typeof alertTestResult>
