import { expect, test } from 'vitest'
import { alerts, noAlerts } from './alert-schema.ts'
import { environmentMistakes } from './environment.ts'

const mistakesOf = (given: unknown) =>
  (alerts.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`)

test('recipients get their plain values', () => {
  const given = { recipients: [{ id: 'chat', channel: 'telegram', address: -100 }] }
  expect(alerts.parse(given).recipients).toEqual([{ id: 'chat', channel: 'telegram', address: -100, least: 'warning', step: 1 }])
  expect(noAlerts).toEqual({ escalate_after_minutes: 15, repeat_minutes: 30, recipients: [] })
})

test('each mistake is told at its place', () => {
  const email = { id: 'a', channel: 'email', address: 'a@example.com' }
  expect(
    mistakesOf({
      smtp_url: 'mail.example',
      recipients: [
        email,
        email,
        { ...email, id: 'email' },
        { ...email, id: 'b', address: 'nowhere' },
        { ...email, id: 'c', quiet: { from: '25:00', to: '06:00' } },
        { id: 'd', channel: 'webhook', address: 'ftp://example.com' },
      ],
    }),
  ).toEqual([
    'smtp_url: expected smtp://user:password@host:port or smtps://…',
    'recipients.3.address: expected an e-mail address',
    'recipients.4.quiet.from: expected a time of day in quotes, such as "22:00"',
    'recipients.5.address: expected the http or https address that alerts are posted to',
    'recipients.1.id: is used by another recipient already',
    'recipients.2.id: is used by another recipient already',
  ])
})

test('a wrong address in the environment is named without being shown: it may hold a password', () => {
  const told = environmentMistakes({ SMTP_URL: 'me:secret@mail', ALERT_WEBHOOK: 'secret', ALERT_EMAIL: 'owner' })
  expect(told.map(({ path }) => path).toSorted()).toEqual(['ALERT_EMAIL', 'ALERT_WEBHOOK', 'SMTP_URL'])
  expect(JSON.stringify(told)).not.toContain('secret')
})
