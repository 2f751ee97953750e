/**
 * Who may call which route: one line per route of the application, tried with every kind of caller. A route that is not
 * in the table, or a line without a route, fails.
 */
import { expect, test } from 'vitest'
import { fakeHub } from './testing/fake-hub.ts'

/** The least role; `machine` after it: machines too. `open` answers without a login, `machines` only to machines. */
const rules = {
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  'GET /status': 'open',
  'GET /metrics': 'open',
  'POST /api/auth/sign-in': 'open',
  'POST /api/auth/sign-out': 'open',
  'GET /api/auth/session': 'anybody',
  'POST /api/auth/change-password': 'viewer',
  'GET /api/status': 'viewer',
  'GET /api/dashboard/summary': 'viewer',
  'GET /api/logs': 'viewer',
  'GET /api/parking/capacity': 'viewer, machine',
  'POST /api/parking/entry': 'operator, machine',
  'POST /api/parking/exit': 'operator, machine',
  'POST /api/emergency/force-exit': 'operator',
  'POST /api/gate/control/:gate_id': 'operator',
  'POST /api/gate/control': 'operator',
  'GET /api/camera/stream/:gate_id': 'viewer',
  'POST /api/camera/capture/:gate_id': 'operator',
  'GET /api/commands': 'viewer',
  'GET /api/commands/:id': 'viewer',
  'GET /api/photos/:image_id': 'viewer',
  'PUT /api/photos/:image_id': 'machines',
  'GET /api/sessions': 'viewer',
  'GET /api/sessions/:id': 'viewer',
  'GET /api/cards': 'viewer',
  'GET /api/cards/:id': 'viewer',
  'POST /api/cards': 'admin',
  'PATCH /api/cards/:id': 'admin',
  'DELETE /api/cards/:id': 'admin',
  'GET /api/vehicles': 'viewer',
  'GET /api/vehicles/:id': 'viewer',
  'POST /api/vehicles': 'admin',
  'PATCH /api/vehicles/:id': 'admin',
  'DELETE /api/vehicles/:id': 'admin',
  'GET /api/tariffs': 'viewer',
  'POST /api/tariffs': 'admin',
  'GET /api/payments': 'viewer',
  'GET /api/alarms': 'viewer',
  'POST /api/alarms/:id/acknowledge': 'operator',
  'GET /api/dead-letters': 'viewer',
  'GET /api/dead-letters/:id': 'viewer',
  'POST /api/dead-letters/:id/retry': 'admin',
  'POST /api/dead-letters/:id/discard': 'admin',
  'GET /api/config': 'viewer',
  'PUT /api/config': 'admin',
  'GET /api/audit': 'viewer',
  'GET /api/v1/machines': 'viewer',
  'GET /api/machines': 'viewer',
  'GET /api/v1/machines/:id': 'viewer',
  'PATCH /api/v1/machines/:id': 'admin',
  'GET /api/v1/machines/:id/history': 'viewer',
  'GET /api/outlets': 'viewer',
  'GET /api/devices': 'viewer',
  'GET /api/devices/all': 'viewer',
  'GET /api/devices/:device_id': 'viewer',
  'GET /api/openapi.json': 'viewer',
  'GET /api/docs': 'viewer',
} as const

type Rule = (typeof rules)[keyof typeof rules]
type Caller = 'nobody' | 'gate_in' | 'viewer' | 'operator' | 'admin'

const callers: readonly Caller[] = ['nobody', 'gate_in', 'viewer', 'operator', 'admin']

/** 401 for whoever has not said who he is, 403 for whoever may not, and undefined for whoever may. */
function refusalOf(rule: Rule, caller: Caller): 401 | 403 | undefined {
  if (rule === 'open') return undefined
  if (caller === 'nobody') return 401
  if (rule === 'anybody') return undefined
  if (caller === 'gate_in') return rule === 'machines' || rule.endsWith('machine') ? undefined : 403
  if (rule === 'machines') return 403
  const ranks = ['viewer', 'operator', 'admin']
  return ranks.indexOf(caller) >= ranks.indexOf(rule.replace(', machine', '')) ? undefined : 403
}

test('every route of the application has a rule, and every rule a route', async () => {
  const { app } = await fakeHub()
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
  expect([...new Set(routes)].toSorted()).toEqual(Object.keys(rules).toSorted())
})

test.each(Object.entries(rules))('%s is for: %s', async (route, rule) => {
  const [method = '', path = ''] = route.split(' ')
  for (const caller of callers) {
    const hub = await fakeHub()
    const { status } = await hub.call(method, path.replaceAll(/:\w+/g, 'gate_in'), { as: caller === 'nobody' ? undefined : caller })
    const refused = status === 401 || status === 403 ? status : undefined
    expect([caller, refused]).toEqual([caller, refusalOf(rule, caller)])
    expect(status, caller).not.toBe(500)
  }
})
