/** The access part of the hub that only pretends. What is made is answered, and nothing is kept. */
import { Hono } from 'hono'
import { peopleOf, signInsOf, tokensOf } from './access-data.ts'
import type { FixtureSite } from './fixture-data.ts'

/** How signing in goes: refused, a code is wanted, or too many tries. */
export type SignInOutcome = 'refused' | 'code' | 'locked'

function problem(status: number, code: string, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify({ type: 'x', title: code, status, detail: code, code, retryable: false }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
}

const secret = 'otpauth://totp/Palang:siti%40palang.local?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Palang&digits=6&period=30'
const backupCodes = ['h2Kd9-Lm4Qx', 'Zt8Wb-3NcVy', 'p5RgA-7JsEu', 'Xk1Fo-9DqTi', 'm6YhC-2BwLz', 'Vn4Pj-8GaSe', 'q9TrK-5MdXc', 'Bf3Ul-6HoNy']

/** `/api/auth/…`, `/api/tokens`, `/api/audit`. */
export function accessRoutes(site: FixtureSite, outcome: SignInOutcome): Hono {
  const nowMs = Date.now()
  const people = peopleOf(nowMs)
  const app = new Hono()
  app.post('/api/auth/sign-in', c => {
    if (outcome === 'code') return c.json({ second_factor: 'needed' }, 202)
    return outcome === 'locked' ? problem(429, 'rate_limited', { 'retry-after': '95' }) : problem(401, 'unauthenticated')
  })
  app.post('/api/auth/second-factor', () => problem(401, 'wrong_code'))
  app.get('/api/auth/sign-ins', c => c.json(signInsOf(nowMs)))
  app.post('/api/auth/totp', c => c.json({ uri: secret, backup_codes: backupCodes }))
  app.post('/api/auth/totp/confirm', c =>
    c.json({ ...site.session, user: site.session.user === undefined ? undefined : { ...site.session.user, second_factor: true } }),
  )
  app.get('/api/auth/users', c => c.json({ items: people }))
  app.post('/api/auth/users', c => c.json({ user: people[2], password: 'k7qm-4xwd-8cnp-ty2h' }, 201))
  app.delete('/api/auth/users/:id', () => problem(409, 'conflict'))
  app.get('/api/tokens', c => c.json({ items: site.machines.length === 0 ? [] : tokensOf(nowMs) }))
  app.post('/api/tokens', c => c.json({ token: tokensOf(nowMs)[0], secret: 'plg_q7Ecp4vKxW2mYd8RtLz0nAfHsJ6uGbQe3oPi' }, 201))
  app.post('/api/v1/machines/:id/activation', c =>
    c.json({ machine_id: c.req.param('id'), code: 'k7qm-4xwd-8cnp-ty2h', expires_at: new Date(Date.now() + 598_000).toISOString() }, 201),
  )
  app.get('/api/audit', c => {
    const wanted = (['actor', 'action', 'subject'] as const).filter(name => c.req.query(name) !== undefined)
    const items = site.audit.filter(entry => wanted.every(name => entry[name] === c.req.query(name)))
    return c.json({ items, next_cursor: items.length === 24 ? 'more' : null })
  })
  return app
}
