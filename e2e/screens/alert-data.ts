/** Who is told of alarms at the fixture hub, and what became of it. */
import type { AlertDeliveryView, AlertRecipientView } from '@palang/protocol'
import { Hono } from 'hono'

const plain = { least: 'warning', step: 1, quiet: null, ready: true } as const

const recipients: AlertRecipientView[] = [
  { ...plain, id: 'teknisi', channel: 'telegram', address: '-1001234567890' },
  { ...plain, id: 'webhook', channel: 'webhook', address: 'https://hooks.example.com/…' },
  {
    ...plain,
    id: 'pemilik',
    channel: 'email',
    address: 'pemilik@parkirpusat.example',
    least: 'critical',
    step: 2,
    quiet: { from: '22:00', to: '06:00', critical: true },
    ready: false,
  },
]

function deliveriesOf(nowMs: number): AlertDeliveryView[] {
  const row = (minutesAgo: number, over: Partial<AlertDeliveryView>): AlertDeliveryView => ({
    id: `d${minutesAgo}`,
    message_id: `m${minutesAgo}`,
    alarm_id: 'a1',
    machine_id: 'gate_out',
    code: 'barrier_fault',
    event: 'raised',
    count: 1,
    channel: 'telegram',
    recipient: 'teknisi',
    state: 'sent',
    attempts: 1,
    next_attempt_at: null,
    last_error: null,
    created_at: new Date(nowMs - minutesAgo * 60_000).toISOString(),
    ended_at: null,
    ...over,
  })
  return [
    row(2, {}),
    row(3, {
      recipient: 'webhook',
      channel: 'webhook',
      state: 'waiting',
      attempts: 3,
      last_error: { code: 'server_error', detail: 'HTTP 503' },
    }),
    row(40, { code: 'paper_out', event: 'cleared', count: 4 }),
  ]
}

/** `/api/alerts` */
export function alertRoutes(scenario: string | undefined): Hono {
  const app = new Hono()
  const isCalm = scenario === 'calm'
  app.get('/api/alerts/recipients', c => c.json({ items: isCalm ? [] : recipients, escalate_after_minutes: 15, repeat_minutes: 30 }))
  app.get('/api/alerts/deliveries', c => c.json({ items: isCalm ? [] : deliveriesOf(Date.now()), next_cursor: null }))
  app.post('/api/alerts/test', c => c.json({ delivered: true, message: 'The test message was accepted', failure: null, took_ms: 180 }))
  return app
}
