/** The money part of the hub that only pretends. What is done is answered, and nothing is kept. */
import { Hono } from 'hono'
import type { FixtureSite } from './fixture-data.ts'
import { ledgerCheckOf, ledgerOf, prepaidOf, reportOf, shiftsOf } from './money-data.ts'

export interface TillOptions {
  /** Nobody has opened the till of the person who looks. */
  tillShut?: boolean
  /** What the hub answers to an act on money instead of doing it. */
  moneyRefused?: 'conflict' | 'forbidden'
}

function refuse(status: 403 | 404 | 409, code: string): Response {
  return new Response(JSON.stringify({ type: 'x', title: code, status, detail: code, code, retryable: false }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })
}

/** `/api/shifts`, `/api/payments`, `/api/prepaid`, `/api/reports`. */
export function moneyRoutes(site: FixtureSite, { tillShut = false, moneyRefused }: TillOptions, isBalanced: boolean): Hono {
  const nowMs = Date.now()
  const isEmpty = site.machines.length === 0
  const shifts = isEmpty ? [] : shiftsOf(nowMs, !tillShut)
  const ledger = ledgerOf(site.sessions, shifts[0]?.id ?? '')
  const app = new Hono()
  if (moneyRefused !== undefined) {
    const refused = () => refuse(moneyRefused === 'conflict' ? 409 : 403, moneyRefused)
    app.post('/api/shifts/*', refused)
    app.post('/api/shifts', refused)
    app.post('/api/payments/*', refused)
  }
  app.get('/api/shifts', c => {
    const by = c.req.query('opened_by')
    const items = shifts.filter(
      shift => (by === undefined || shift.opened_by === by) && (c.req.query('open') !== 'true' || shift.closed_at === null),
    )
    return c.json({ items: items.map(({ totals: _totals, adjusted: _adjusted, ...shift }) => shift), next_cursor: null })
  })
  app.get('/api/shifts/:id', c => {
    const found = shifts.find(shift => shift.id === c.req.param('id'))
    if (found === undefined) return refuse(404, 'not_found')
    return c.json(found.closed_at === null && site.session.role !== 'admin' ? { ...found, totals: null } : found)
  })
  app.get('/api/payments', c => {
    const session = c.req.query('session_id')
    const from = Number(c.req.query('cursor') ?? 0)
    const limit = Number(c.req.query('limit') ?? 50)
    const found = ledger.filter(entry => session === undefined || entry.session_id === session)
    return c.json({ items: found.slice(from, from + limit), next_cursor: from + limit < found.length ? String(from + limit) : null })
  })
  app.get('/api/reports/money', c => c.json(reportOf(c.req.query('from') ?? '', c.req.query('to') ?? '', isEmpty)))
  app.get('/api/reports/ledger-check', c => c.json(ledgerCheckOf(isBalanced)))
  app.get('/api/prepaid/:card', c => c.json(prepaidOf(c.req.param('card'), nowMs)))
  return app
}
