/** Where payment providers tell of what happened. Open to everybody: what proves the sender is in what is sent. */
import { noticeAnswer, noticeBody, qrisProviderName } from '@palang/protocol'
import { Hono } from 'hono'
import type { HubServices } from '../../services.ts'
import type { AppEnv } from './context.ts'
import { body, describe } from './describe.ts'
import { refusal } from './problem.ts'

/** `/api/payments/notify` */
export function noticeRoutes({ payments, log }: HubServices) {
  return new Hono<AppEnv>().post(
    '/api/payments/notify/:provider',
    describe({
      id: 'notifyPayment',
      tag: 'Money',
      summary: 'A payment provider tells that something happened to a charge',
      description:
        'Proven by the signature (Midtrans) or the header `x-callback-token` (Xendit). It only makes the hub ask the provider at once: sent twice, late or out of order it changes nothing.',
      open: true,
      path: { provider: 'midtrans' },
      ok: { schema: noticeAnswer },
      errors: ['not_found'],
    }),
    body(noticeBody),
    async c => {
      const provider = qrisProviderName.safeParse(c.req.param('provider'))
      if (!provider.success) throw refusal('not_found', 'there is no such payment provider')
      const heard = await payments.notice(provider.data, { header: name => c.req.header(name), body: c.req.valid('json') })
      if (heard === 'forged') {
        log.warn({ provider: provider.data }, 'a notification of a payment was not proven to come from the provider')
        throw refusal('invalid_request', 'this is not signed as the provider signs')
      }
      return c.json({ noted: heard === 'noted' })
    },
  )
}
