import { expect, test } from 'vitest'
import { z } from 'zod'
import { alertDelivery } from '../../store/contract/samples.ts'
import { fakeHub } from './testing/fake-hub.ts'

const listed = z.object({ items: z.array(z.object({ id: z.string() })) })

test('people see who is told and what is missing, and no secret', async () => {
  const smtp = 'smtp://me:mail-secret@mail.example'
  const hub = await fakeHub({
    alerts: { email: 'owner@example.com', webhook: 'https://me:hook-secret@hooks.example/T0/path-secret?key=query-secret', smtp_url: smtp },
  })
  const { status, json } = await hub.call('GET', '/api/alerts/recipients')
  expect(status).toBe(200)
  expect(json).toMatchObject({
    items: [
      { id: 'email', address: 'owner@example.com', least: 'warning', step: 1, quiet: null, ready: true },
      { id: 'webhook', address: 'https://hooks.example/…', ready: true },
    ],
    escalate_after_minutes: 15,
    repeat_minutes: 30,
  })
  expect(JSON.stringify(json)).not.toContain('secret')
})

test('deliveries are listed newest first, by recipient and state, a page at a time', async () => {
  const hub = await fakeHub()
  const rows = [
    alertDelivery({ recipient: 'owner' }),
    alertDelivery({ recipient: 'owner', state: 'failed', lastError: { code: 'login', detail: '535' } }),
    alertDelivery({ recipient: 'chat' }),
  ]
  await hub.store.transact(tx => tx.alerts.putMany(rows))
  const ids = async (search: string) => {
    const { json } = await hub.call('GET', `/api/alerts/deliveries${search}`)
    return listed.parse(json).items.map(({ id }) => id)
  }
  const [first, second, third] = rows.map(({ id }) => id)
  expect(await ids('')).toEqual([third, second, first])
  expect(await ids('?limit=1')).toEqual([third])
  expect(await ids('?recipient=owner&state=failed')).toEqual([second])
})

test('a test message is answered with its outcome and noted; one to nobody is not found', async () => {
  const hub = await fakeHub({ alerts: { email: 'owner@example.com' } })
  const ask = (recipient: string) => hub.call('POST', '/api/alerts/test', { as: 'admin', json: { recipient } })
  expect((await ask('email')).json).toMatchObject({
    delivered: false,
    message: 'This hub was not given SMTP_URL yet',
    failure: { code: 'not_set_up', detail: 'SMTP_URL' },
  })
  expect((await ask('nobody')).status).toBe(404)
  expect(hub.store.shelves.audit).toMatchObject([{ action: 'test_alert', subject: 'alert:email', after: { delivered: false } }])
})
