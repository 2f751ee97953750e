/**
 * Who may call which route: one line per route of the application, tried with every kind of caller. A route that is not
 * in the table, or a line without a route, fails.
 */
import { expect, test } from 'vitest'
import { fakeHub, tokens } from './testing/fake-hub.ts'

/**
 * The least role. `open` answers without a login, `anybody` needs one of any kind, `people` is for those who signed
 * in (all callers here have tokens), `machines` only for machines and `or machine` for them too, `or announcer` for who has a token that announces machines, `or sender` for one that sends scans. `everywhere` is not for those limited to outlets; `here` not for those of another outlet,
 * while lists without it are narrowed to what they may see.
 */
const rules = {
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  'GET /status': 'open',
  'GET /metrics': 'open',
  'POST /api/auth/sign-in': 'open',
  'POST /api/auth/sign-out': 'open',
  'GET /api/auth/session': 'anybody',
  'POST /api/auth/change-password': 'people',
  'POST /api/auth/second-factor': 'open',
  'POST /api/auth/sign-out-everywhere': 'people',
  'GET /api/auth/sign-ins': 'people',
  'DELETE /api/auth/sign-ins/:id': 'people',
  'POST /api/auth/totp': 'people',
  'POST /api/auth/totp/confirm': 'people',
  'POST /api/auth/totp/remove': 'people',
  'GET /api/auth/users': 'admin everywhere',
  'POST /api/auth/users': 'admin everywhere',
  'PATCH /api/auth/users/:id': 'admin everywhere',
  'DELETE /api/auth/users/:id': 'admin everywhere',
  'POST /api/auth/users/:id/reset-password': 'admin everywhere',
  'POST /api/auth/users/:id/remove-second-factor': 'admin everywhere',
  'POST /api/auth/users/:id/sign-out': 'admin everywhere',
  'GET /api/tokens': 'admin everywhere',
  'POST /api/tokens': 'admin everywhere',
  'DELETE /api/tokens/:id': 'admin everywhere',
  'POST /api/enroll': 'open',
  'POST /api/v1/machines/:id/activation': 'admin, here',
  'POST /api/v1/machines/:id/renew-token': 'admin, here',
  'GET /api/status': 'viewer',
  'GET /api/dashboard/summary': 'viewer',
  'GET /api/logs': 'viewer everywhere',
  'POST /api/v1/machines/:id/treatment': 'operator, here',
  'POST /api/v1/machines/:id/treatment/settings': 'admin, here',
  'GET /api/v1/machines/:id/maintenance': 'viewer, here',
  'POST /api/v1/machines/:id/maintenance': 'operator, here',
  'PUT /api/v1/machines/:id/maintenance/plan': 'admin, here',
  'GET /api/v1/machines/:id/devices': 'viewer, here',
  'GET /api/events/recent': 'viewer',
  'GET /api/events/analytics': 'viewer',
  'GET /api/events/analytics.csv': 'viewer',
  'POST /api/events/analytics/rebuild': 'admin everywhere',
  'GET /api/parking/capacity': 'viewer or machine, here',
  'POST /api/parking/entry': 'operator or machine, here',
  'POST /api/parking/exit': 'operator or machine, here',
  'GET /api/parking/sign': 'viewer or machine, here',
  'GET /api/parking/recounts': 'viewer',
  'GET /api/parking/recounts/proposal/:zone/:vehicle_class': 'operator, here',
  'POST /api/parking/recounts': 'operator, here',
  'POST /api/parking/validations': 'operator, here',
  'POST /api/emergency/force-exit': 'operator, here',
  'GET /api/lost-tickets/candidates': 'operator, here',
  'POST /api/lost-tickets': 'operator, here',
  'POST /api/lost-tickets/unknown': 'operator, here',
  'GET /api/conflicts': 'viewer',
  'POST /api/conflicts/:id/accept': 'operator',
  'POST /api/conflicts/:id/decline': 'operator',
  'GET /api/passback': 'viewer, here',
  'POST /api/passback/reset': 'operator, here',
  'POST /api/gate/control/:gate_id': 'operator, here',
  'POST /api/gate/control': 'operator, here',
  'GET /api/gate/hold': 'viewer',
  'POST /api/gate/hold': 'operator, here',
  'POST /api/gate/hold/release': 'operator, here',
  'POST /api/gate/hold/lane/:gate_id': 'operator, here',
  'GET /api/gate/help': 'viewer',
  'POST /api/gate/help/:gate_id': 'operator, here',
  'POST /api/gate/reprint/:gate_id': 'operator, here',
  'GET /api/camera/stream/:gate_id': 'viewer, here',
  'POST /api/camera/capture/:gate_id': 'operator, here',
  'GET /api/commands': 'viewer',
  'GET /api/commands/:id': 'viewer',
  'GET /api/photos/:image_id': 'viewer',
  'PUT /api/photos/:image_id': 'machines',
  'GET /api/sessions': 'viewer',
  'GET /api/sessions/:id': 'viewer',
  'GET /api/sessions/:id/incident': 'viewer',
  'GET /api/sessions/:id/incident.html': 'operator',
  'GET /api/alarms/:id/incident': 'viewer',
  'GET /api/alarms/:id/incident.html': 'operator',
  'GET /api/v1/machines/:id/incident': 'viewer, here',
  'GET /api/v1/machines/:id/incident.html': 'operator, here',
  'GET /api/incidents/:sha256': 'viewer everywhere',
  'GET /api/prepaid/:id': 'viewer',
  'POST /api/prepaid/:id/top-up': 'operator, here',
  'GET /api/cards': 'viewer',
  'GET /api/cards/:id': 'viewer',
  'POST /api/cards': 'admin everywhere',
  'PATCH /api/cards/:id': 'admin everywhere',
  'DELETE /api/cards/:id': 'admin everywhere',
  'GET /api/vehicles': 'viewer',
  'GET /api/vehicles/:id': 'viewer',
  'POST /api/vehicles': 'admin everywhere',
  'PATCH /api/vehicles/:id': 'admin everywhere',
  'DELETE /api/vehicles/:id': 'admin everywhere',
  'GET /api/members': 'viewer',
  'GET /api/members/:id': 'viewer',
  'POST /api/members': 'admin everywhere',
  'PATCH /api/members/:id': 'admin everywhere',
  'DELETE /api/members/:id': 'admin everywhere',
  'GET /api/tariffs': 'viewer',
  'POST /api/tariffs': 'admin everywhere',
  'GET /api/tariffs/:id/:version': 'viewer',
  'POST /api/tariffs/:id/:version/start': 'admin everywhere',
  'POST /api/tariffs/check': 'viewer',
  'POST /api/tariffs/replay': 'operator, here',
  'GET /api/payments': 'viewer',
  'POST /api/payments/:id/refund': 'operator, here',
  'POST /api/payments/notify/:provider': 'open',
  'GET /api/shifts': 'operator',
  'GET /api/shifts/:id': 'operator',
  'POST /api/shifts': 'operator, here',
  'POST /api/shifts/:id/close': 'operator, here',
  'POST /api/shifts/:id/adjustments': 'admin, here',
  'GET /api/reports/money': 'viewer',
  'GET /api/reports/money/export': 'viewer',
  'GET /api/reports/ledger-check': 'viewer everywhere',
  'GET /api/alarms': 'viewer',
  'POST /api/alarms/:id/acknowledge': 'operator',
  'GET /api/alerts/recipients': 'operator everywhere',
  'GET /api/alerts/deliveries': 'operator everywhere',
  'POST /api/alerts/test': 'admin everywhere',
  'GET /api/dead-letters': 'viewer',
  'GET /api/dead-letters/:id': 'viewer',
  'POST /api/dead-letters/:id/retry': 'admin everywhere',
  'POST /api/dead-letters/:id/discard': 'admin everywhere',
  'GET /api/config': 'viewer',
  'PUT /api/config': 'admin everywhere',
  'GET /api/audit': 'viewer everywhere',
  'GET /api/audit/export': 'operator everywhere',
  'GET /api/v1/machines': 'viewer',
  'GET /api/machines': 'viewer',
  'GET /api/v1/machines/:id': 'viewer, here',
  'GET /api/machines/:id': 'viewer, here',
  'PUT /api/v1/machines/:id': 'admin, here',
  'PATCH /api/machines/:id': 'admin, here',
  'PUT /api/machines/:id': 'admin, here',
  'PATCH /api/v1/machines/:id': 'admin, here',
  'GET /api/v1/machines/:id/history': 'viewer, here',
  'POST /api/v1/machines/:id/dispense': 'operator, here',
  'POST /api/v1/machines/:id/stop_dispense': 'operator, here',
  'POST /api/v1/machines/:id/flush': 'operator, here',
  'POST /api/v1/machines/:id/sale_lock': 'operator, here',
  'GET /api/v1/machines/:id/calibrations': 'viewer, here',
  'POST /api/v1/machines/:id/calibrations': 'operator, here',
  'POST /api/v1/machines/:id/renewals': 'operator, here',
  'GET /quality/:id': 'open',
  'GET /api/public/quality/:id': 'open',
  'GET /api/v1/machines/:id/quality-code.svg': 'viewer, here',
  'GET /api/water/consumables': 'viewer',
  'GET /api/water/report': 'viewer',
  'GET /api/water/report.csv': 'viewer',
  'GET /api/water/prices': 'viewer',
  'POST /api/water/prices': 'admin, here',
  'POST /api/v1/machines/:id/update_quality': 'operator or machine or announcer, here',
  'GET /api/v1/machines/:id/metrics': 'viewer, here',
  'GET /api/v1/machines/:id/metrics/export': 'viewer, here',
  'GET /api/v1/metrics': 'viewer',
  'POST /api/v1/machines': 'admin, here',
  'POST /api/machines': 'admin, here',
  'DELETE /api/v1/machines/:id': 'admin, here',
  'DELETE /api/machines/:id': 'admin, here',
  'GET /api/outlets': 'viewer',
  'POST /api/outlets': 'admin everywhere',
  'GET /api/outlets/:outlet_id': 'viewer, here',
  'PUT /api/outlets/:outlet_id': 'admin, here',
  'PATCH /api/outlets/:outlet_id': 'admin, here',
  'DELETE /api/outlets/:outlet_id': 'admin, here',
  'GET /api/devices': 'viewer',
  'GET /api/devices/all': 'viewer',
  'GET /api/devices/:device_id': 'viewer',
  'POST /api/devices': 'admin, here',
  'GET /api/treatments/prices': 'viewer',
  'POST /api/treatments/prices': 'admin, here',
  'POST /api/devices/:device_id/assign': 'admin',
  'POST /api/devices/:device_id/release': 'admin',
  'POST /api/devices/:device_id/retire': 'admin everywhere',
  'GET /api/devices/:device_id/breaks': 'viewer',
  'POST /api/devices/:device_id/breaks/:id/close': 'admin',
  'GET /api/mqtt': 'viewer',
  'POST /api/mqtt/start': 'admin everywhere',
  'POST /api/mqtt/stop': 'admin everywhere',
  'POST /api/sync_gateway_data': 'operator or machine or sender',
  'GET /api/meals/scans': 'viewer',
  'GET /api/meals/programmes': 'viewer',
  'PUT /api/meals/programmes/:id': 'admin everywhere',
  'DELETE /api/meals/programmes/:id': 'admin everywhere',
  'GET /api/meals/programmes/:id/export': 'admin everywhere',
  'POST /api/meals/programmes/:id/erase': 'admin everywhere',
  'GET /api/meals/places': 'viewer',
  'PUT /api/meals/places/:id': 'admin everywhere',
  'DELETE /api/meals/places/:id': 'admin everywhere',
  'GET /api/meals/vehicles': 'viewer',
  'PUT /api/meals/vehicles/:id': 'admin everywhere',
  'DELETE /api/meals/vehicles/:id': 'admin everywhere',
  'GET /api/meals/menus': 'viewer',
  'PUT /api/meals/menus/:id': 'admin everywhere',
  'DELETE /api/meals/menus/:id': 'admin everywhere',
  'GET /api/meals/board': 'viewer',
  'GET /api/meals/balance': 'viewer',
  'POST /api/meals/plan': 'operator',
  'GET /api/meals/deliveries/:id': 'viewer',
  'POST /api/meals/deliveries/:id/corrections': 'operator',
  'GET /api/meals/batches': 'viewer',
  'POST /api/meals/batches': 'operator',
  'PATCH /api/meals/batches/:id': 'operator',
  'GET /api/meals/containers': 'viewer',
  'POST /api/meals/containers': 'operator',
  'DELETE /api/meals/containers/:tag_id': 'admin everywhere',
  'GET /api/meals/stock': 'viewer',
  'POST /api/meals/stock': 'operator',
  'GET /api/meals/report': 'viewer',
  'GET /api/meals/report.csv': 'viewer',
  'GET /api/openapi.json': 'viewer',
  'GET /api/docs': 'viewer',
} as const

type Rule = (typeof rules)[keyof typeof rules]
type Caller = 'nobody' | keyof typeof tokens

const callers: readonly Caller[] = ['nobody', ...(Object.keys(tokens) as (keyof typeof tokens)[])]

/** What a route needs before it looks whose machine is meant. */
const bodies: { [Route in keyof typeof rules]?: unknown } = {
  'POST /api/parking/entry': { card_id: 'CARD_001' },
  'POST /api/parking/exit': { card_id: 'CARD_001' },
  'POST /api/emergency/force-exit': { card_id: 'CARD_001', reason: 'lost' },
  'POST /api/lost-tickets': { session_id: '01920000-0000-7000-8000-000000000001', reason: 'plate agrees' },
  'POST /api/lost-tickets/unknown': { payment_method: 'cash', reason: 'no entry' },
  'POST /api/conflicts/:id/decline': { reason: 'two vehicles' },
  'POST /api/passback/reset': { reason: 'drill' },
  'POST /api/parking/recounts': { zone_id: 'main', vehicle_class: 'car', counted: 1, reason: 'evening' },
  'POST /api/gate/control/:gate_id': { action: 'open' },
  'POST /api/gate/hold': { reason: 'fire' },
  'POST /api/gate/hold/release': { reason: 'over' },
  'POST /api/gate/hold/lane/:gate_id': { held: true, reason: 'fire' },
  'POST /api/gate/help/:gate_id': { call_id: '019bda5e-9a40-7000-8000-0000000000e1', act: 'answer' },
  'POST /api/gate/control': { action: 'open', reason: 'drill' },
  'POST /api/gate/reprint/:gate_id': { job_id: 'T-01', reason: 'paper' },
  'PATCH /api/v1/machines/:id': { name: 'Gerbang' },
  'PUT /api/v1/machines/:id': { name: 'Gerbang' },
  'PATCH /api/machines/:id': { name: 'Gerbang' },
  'PUT /api/machines/:id': { name: 'Gerbang' },
  'POST /api/payments/:id/refund': { reason: 'wrong class' },
  'POST /api/parking/validations': { card_id: 'CARD_001', validation: 'Bioskop' },
  'POST /api/tariffs/replay': { tariff: {}, from: '2026-01-20', to: '2026-01-20' },
  'POST /api/shifts': { opening_float: 0 },
  'POST /api/prepaid/:id/top-up': { amount: 1000, method: 'cash' },
  'POST /api/shifts/:id/close': { counted_amount: 0 },
  'POST /api/shifts/:id/adjustments': { amount: 1, reason: 'found' },
  'POST /api/v1/machines/:id/dispense': { volume_ml: 250 },
  'POST /api/v1/machines/:id/maintenance': { kind: 'part' },
  'PUT /api/v1/machines/:id/maintenance/plan': { days: 90 },
  'POST /api/v1/machines/:id/treatment': { action: 'start', treatment: 'BASIC' },
  'POST /api/v1/machines/:id/treatment/settings': { cool_down_s: 60 },
  'POST /api/v1/machines/:id/stop_dispense': {},
  'POST /api/v1/machines/:id/flush': { seconds: 30, reason: 'filter' },
  'POST /api/v1/machines/:id/sale_lock': { locked: true, reason: 'taste' },
  'POST /api/v1/machines/:id/calibrations': { kind: 'ph', points: [{ measured: 7, reference: 7 }] },
  'POST /api/v1/machines/:id/renewals': { kind: 'filter' },
  'POST /api/water/prices': { products: [{ volume_ml: 600, price: 1000 }], reason: 'March' },
  'POST /api/v1/machines/:id/update_quality': { tds: 120.5, ph: 7.1 },
  'POST /api/v1/machines': { id: 'vending-11' },
  'POST /api/outlets': { name: 'Ozon Timur' },
  'POST /api/devices': { device_id: '3C:8A:1F:A4:3E:C4', machine_id: 'gate_in' },
  'POST /api/devices/:device_id/assign': { machine_id: 'gate_in' },
  'POST /api/treatments/prices': { outlet_id: 'pusat', treatment: 'BASIC', price: 5_000 },
  'POST /api/devices/:device_id/release': {},
  'POST /api/devices/:device_id/retire': {},
  'POST /api/devices/:device_id/breaks/:id/close': { reason: 'read out' },
  'PUT /api/outlets/:outlet_id': { location: 'Blok M' },
  'PATCH /api/outlets/:outlet_id': { location: 'Blok M' },
  'POST /api/machines': { id: 'vending-11' },
  'POST /api/sync_gateway_data': [],
  'PUT /api/meals/programmes/:id': { name: 'MBG' },
  'POST /api/meals/programmes/:id/erase': { reason: 'it has ended' },
  'PUT /api/meals/places/:id': { programme_id: 'mbg', kind: 'school', name: 'SDN 1' },
  'PUT /api/meals/vehicles/:id': { programme_id: 'mbg', name: 'Mobil 1' },
  'PUT /api/meals/menus/:id': { programme_id: 'mbg', name: 'Nasi' },
  'POST /api/meals/plan': { programme_id: 'mbg', day: '2026-01-20', items: [{ kitchen_id: 'dapur', school_id: 'sdn-1', portions: 1 }] },
  'POST /api/meals/deliveries/:id/corrections': { step: 'received', change: 1, reason: 'counted' },
  'POST /api/meals/batches': { programme_id: 'mbg', day: '2026-01-20', kitchen_id: 'dapur', name: 'Pagi', portions: 1 },
  'PATCH /api/meals/batches/:id': { name: 'Siang' },
  'POST /api/meals/containers': { items: [{ tag_id: 'T', programme_id: 'mbg', label: 'T', portions: 1, kitchen_id: 'dapur' }] },
  'POST /api/meals/stock': { kitchen_id: 'dapur', item: 'Beras', unit: 'g', kind: 'in', quantity: 1 },
}

/** 401 for whoever has not said who he is, 403 for whoever may not, and undefined for whoever may. */
function refusalOf(rule: Rule, caller: Caller): 401 | 403 | undefined {
  if (rule === 'open') return undefined
  if (caller === 'nobody') return 401
  if (rule === 'anybody') return undefined
  if (rule === 'people') return 403
  if (caller.startsWith('gate')) return rule === 'machines' || rule.includes('or machine') ? undefined : 403
  if (caller.startsWith('announcer')) return rule.includes('or announcer') && caller === 'announcer' ? undefined : 403
  if (caller === 'sender') return rule.includes('or sender') ? undefined : 403
  if (rule === 'machines' || caller === 'scraper') return 403
  const ranks = ['viewer', 'operator', 'admin']
  const [role = '', outlet] = caller.split('_')
  const mayNot = ranks.indexOf(role) < ranks.indexOf(/^\w+/.exec(rule)?.[0] ?? '')
  const tooNarrow = outlet !== undefined && rule.includes('everywhere')
  const notHis = outlet === 'cabang' && rule.includes('here') && !rule.includes('everywhere')
  return mayNot || tooNarrow || notHis ? 403 : undefined
}

test('every route of the application has a rule, and every rule a route', async () => {
  const { app } = await fakeHub()
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
  expect([...new Set(routes)].toSorted()).toEqual(Object.keys(rules).toSorted())
})

test.each(Object.entries(rules))('%s is for: %s', async (route, rule) => {
  const [method = '', path = ''] = route.split(' ')
  const json = bodies[route as keyof typeof rules]
  let hub = await fakeHub()
  for (const caller of callers) {
    // The gate a machine may act as is its own.
    const target = caller.startsWith('gate') ? caller : 'gate_in'
    const as = caller === 'nobody' ? undefined : caller
    const { status } = await hub.call(method, path.replace(':outlet_id', 'pusat').replaceAll(/:\w+/g, target), {
      as,
      ...(json === undefined ? {} : { json }),
    })
    const refused = status === 401 || status === 403 ? status : undefined
    expect([caller, refused]).toEqual([caller, refusalOf(rule, caller)])
    expect(status, caller).not.toBe(500)
    // Reading and being refused change nothing; what anything else did, the next caller must not meet.
    if (refused === undefined && method !== 'GET') hub = await fakeHub()
  }
})

test('whoever is limited to another outlet sees nothing in any list, and nobody sees more than before by asking by name', async () => {
  const hub = await fakeHub()
  const lists = Object.keys(rules).filter(route => route.startsWith('GET /api') && !route.includes(':'))
  for (const route of lists) {
    const { status, json } = await hub.call('GET', route.split(' ')[1] ?? '', { as: 'viewer_cabang' })
    if (status !== 200 || !('items' in json) || /cards|vehicles|tariffs/.test(route)) continue
    expect([route, json['items']]).toEqual([route, []])
  }
  const { json } = await hub.call('GET', '/api/status', { as: 'viewer_cabang' })
  expect(json).toMatchObject({ gates: {}, machines: {}, active_sessions: {} })
  expect((await hub.call('GET', '/api/dashboard/summary', { as: 'viewer_cabang' })).json).toMatchObject({
    outlets: 0,
    machines: { online: 0, total: 0 },
    occupancy: { total: 0 },
  })
})

test('the numbers for Prometheus can be kept for those with a token', async () => {
  const hub = await fakeHub({ metrics: 'token' })
  const ask = async (as: Caller) => (await hub.call('GET', '/metrics', { as: as === 'nobody' ? undefined : as })).status
  const asked = (['nobody', 'gate_in', 'scraper', 'viewer', 'viewer_pusat'] as const).map(async as => [as, await ask(as)])
  expect(Object.fromEntries(await Promise.all(asked))).toEqual({ nobody: 401, gate_in: 403, scraper: 200, viewer: 200, viewer_pusat: 403 })
})
