/** Every way out, against real servers of this computer that take, refuse, hang or break off. */
import { createHmac } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ManualClock, readSecretFile } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { expect, onTestFinished, test } from 'vitest'
import { simulatedSite } from '../../testing/simulated-site.ts'
import { alarm } from '../../store/contract/samples.ts'
import { alarmsMessage, testMessage } from '../message.ts'
import { fakeReceiver } from '../testing/fake-receiver.ts'
import { fakeSmtp } from '../testing/fake-smtp.ts'
import { emailChannel } from './email.ts'
import { postTimeoutMs } from './post-json.ts'
import { telegramChannel } from './telegram.ts'
import { webhookChannel, webhookSecretFile } from './webhook.ts'

const clock = new ManualClock()
const lines = [{ event: 'raised' as const, count: 3, alarm: alarm({ message: 'a <b> & c', code: 'home_made' }) }]
const message = alarmsMessage(lines, {
  id: '019bda5e-9a40-7000-8000-0000000000d0',
  site: simulatedSite,
  step: 2,
  at: '2026-01-20T10:30:00.000Z',
})

async function receiver() {
  const server = await fakeReceiver()
  onTestFinished(() => server.close())
  return server
}

async function mailServer() {
  const server = await fakeSmtp()
  onTestFinished(() => server.close())
  return server
}

function webhook() {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-webhook-'))
  return { channel: webhookChannel({ clock, dataDir }), secret: () => readSecretFile(webhookSecretFile(dataDir)) ?? '' }
}

test('a webhook is signed so that its receiver can tell who sent it', async () => {
  const server = await receiver()
  const { channel, secret } = webhook()
  expect(await channel.deliver(`${server.url}/hook?x=1`, message)).toEqual({ state: 'sent' })
  const [post, ...more] = server.posts
  if (post === undefined) throw new Error('nothing was posted')
  expect(more).toEqual([])
  const { headers, body, path: where } = post
  expect([where, headers['content-type'], headers['webhook-id']]).toEqual(['/hook?x=1', 'application/json', message.id])
  expect(headers['webhook-timestamp']).toBe(String(clock.now() / 1000))
  const key = Buffer.from(secret().replace('whsec_', ''), 'base64')
  const signed = `${message.id}.${String(headers['webhook-timestamp'])}.${body}`
  expect(key).toHaveLength(32)
  expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  expect(JSON.parse(body)).toMatchObject({
    type: 'alarms',
    data: { outlet: { id: simulatedSite.outlet.id }, alarms: [{ event: 'raised', count: 3, code: 'home_made', severity: 'critical' }] },
  })
})

test.each([
  [{ status: 204 }, { state: 'sent' }],
  [
    { status: 307, location: 'http://127.0.0.1:1/' },
    { state: 'failed', failure: { code: 'redirected' } },
  ],
  [{ status: 403 }, { state: 'failed', failure: { code: 'login' } }],
  [{ status: 404 }, { state: 'failed', failure: { code: 'rejected', detail: 'HTTP 404' } }],
  [{ status: 429 }, { state: 'failed', failure: { code: 'busy' } }],
  [{ status: 503 }, { state: 'failed', failure: { code: 'server_error' } }],
  ['break off' as const, { state: 'failed', failure: { code: 'unreachable' } }],
])('a webhook that answers %j: %j', async (answer, outcome) => {
  const server = await receiver()
  server.answers = [answer]
  expect(await webhook().channel.deliver(server.url, message)).toMatchObject(outcome)
  expect(server.posts).toHaveLength(1)
})

test('a webhook that does not answer is given up after ten seconds', async () => {
  const server = await receiver()
  server.answers = ['hang']
  const outcome = webhook().channel.deliver(server.url, message)
  await server.got(1)
  await clock.advance(postTimeoutMs)
  expect(await outcome).toMatchObject({ state: 'failed', failure: { code: 'timeout' } })
})

test('an address that leads nowhere is told apart from one where nobody listens', async () => {
  const { channel } = webhook()
  expect(await channel.deliver('http://nobody.invalid/', message)).toMatchObject({ state: 'failed', failure: { code: 'dns' } })
  expect(await channel.deliver(`http://127.0.0.1:${await freePort()}/`, message)).toMatchObject({ failure: { code: 'unreachable' } })
})

const token = '123456:telegram-secret-0123456789'

test('Telegram is given the text for the chat', async () => {
  const server = await receiver()
  server.answers = [{ status: 200, body: { ok: true, result: {} } }]
  const channel = telegramChannel({ clock, telegram: { token, base_url: `${server.url}/` } })
  expect(await channel.deliver('-100123', message)).toEqual({ state: 'sent' })
  expect(decodeURIComponent(server.posts[0]?.path ?? '')).toBe(`/bot${token}/sendMessage`)
  expect(JSON.parse(server.posts[0]?.body ?? '')).toEqual({ chat_id: '-100123', text: `${message.subject}\n\n${message.text}` })
})

test.each([
  [
    { status: 401, body: { ok: false, description: 'Unauthorized' } },
    { state: 'failed', failure: { code: 'login' } },
  ],
  [
    { status: 400, body: { ok: false, description: 'Bad Request: chat not found' } },
    { state: 'failed', failure: { code: 'rejected', detail: 'Bad Request: chat not found' } },
  ],
  [{ status: 403, body: { ok: false, description: 'Forbidden: bot was blocked by the user' } }, { failure: { code: 'rejected' } }],
  [{ status: 429, body: { ok: false, description: 'Too Many Requests: retry after 5' } }, { failure: { code: 'busy' } }],
  [{ status: 502 }, { state: 'failed', failure: { code: 'server_error' } }],
  ['break off' as const, { state: 'unknown', failure: { code: 'unknown_outcome' } }],
])('a Telegram server that answers %j: %j', async (answer, outcome) => {
  const server = await receiver()
  server.answers = [answer]
  const told = await telegramChannel({ clock, telegram: { token, base_url: server.url } }).deliver('1', message)
  expect(told).toMatchObject(outcome)
  expect(JSON.stringify(told)).not.toContain('secret')
})

test('Telegram out of reach is no unknown outcome: nothing had left', async () => {
  const channel = telegramChannel({ clock, telegram: { token, base_url: `http://127.0.0.1:${await freePort()}` } })
  expect(await channel.deliver('1', message)).toMatchObject({ state: 'failed', failure: { code: 'unreachable' } })
  expect(telegramChannel({ clock, telegram: undefined }).missing()).toBe('TELEGRAM_BOT_TOKEN')
})

test('an e-mail arrives with subject, text and HTML', async () => {
  const server = await mailServer()
  const channel = emailChannel({ smtp_url: server.url })
  expect(await channel.deliver('owner@example.com', message)).toEqual({ state: 'sent' })
  const [mail = ''] = server.mails
  expect(mail).toMatch(/^From: palang@127\.0\.0\.1\r$/m)
  expect(mail).toMatch(/^To: owner@example\.com\r$/m)
  expect(mail).toContain(`Message-ID: <${message.id}@`)
  expect(mail).toContain('Content-Type: text/html')
  expect(mail).toContain('a &lt;b&gt; &amp; c')
  expect(mail).toContain('a <b> & c')
})

test.each([
  ['refuse', { state: 'failed', failure: { code: 'rejected' } }],
  ['busy', { state: 'failed', failure: { code: 'server_error' } }],
] as const)('a mail server that says %s: %j', async (behaviour, outcome) => {
  const server = await mailServer()
  server.behaviour = behaviour
  expect(await emailChannel({ smtp_url: server.url }).deliver('owner@example.com', message)).toMatchObject(outcome)
})

test('a wrong password, an unknown mailbox, a server that is not there: each by its name, and no password told', async () => {
  const server = await mailServer()
  const wrong = server.url.replace('secret', 'wrong-secret')
  const told = [
    await emailChannel({ smtp_url: wrong }).deliver('owner@example.com', message),
    await emailChannel({ smtp_url: server.url }).deliver('nobody@example.com', message),
    await emailChannel({ smtp_url: `smtp://a:wrong-secret@127.0.0.1:${await freePort()}` }).deliver('o@example.com', message),
    await emailChannel({ smtp_url: 'smtp://a:wrong-secret@nobody.invalid' }).deliver('o@example.com', message),
    await emailChannel({ smtp_url: server.url.replace('smtp:', 'smtps:') }).deliver('o@example.com', message),
    await emailChannel({}).deliver('o@example.com', message),
  ]
  expect(told.map(one => (one.state === 'sent' ? 'sent' : one.failure.code))).toEqual([
    'login',
    'rejected',
    'unreachable',
    'dns',
    'tls',
    'not_set_up',
  ])
  expect(JSON.stringify(told)).not.toContain('wrong-secret')
})

test('a mail server that takes the whole message and says nothing leaves the outcome unknown', async () => {
  const server = await mailServer()
  server.behaviour = 'hang'
  const channel = emailChannel({ smtp_url: server.url, timeouts: { socketTimeout: 300 } })
  expect(await channel.deliver('owner@example.com', message)).toMatchObject({ state: 'unknown', failure: { code: 'unknown_outcome' } })
})

test('a test message is in the language of the outlet', () => {
  const subject = (language: 'id' | 'en') =>
    testMessage({ id: 'x', site: { ...simulatedSite, outlet: { ...simulatedSite.outlet, name: 'P', language } }, at: '' }).subject
  expect([subject('id'), subject('en')]).toEqual(['P · Pesan percobaan', 'P · Test message'])
})
