import { expect, test } from 'vitest'
import { payment } from '../../store/contract/samples.ts'
import { fakeHub, sessionRecord, tokens } from './testing/fake-hub.ts'

type Hub = Awaited<ReturnType<typeof fakeHub>>

/** Books a payment as the parking does it for somebody with an open shift. */
async function took({ store }: Hub, actor: string, over: Parameters<typeof payment>[0]) {
  const shiftId = (await store.transact(tx => tx.shifts.openOf(actor)))?.id ?? null
  const entry = payment({ actor, shiftId, ...over })
  await store.transact(tx => tx.ledger.append([entry]))
  return entry
}

const opened = (hub: Hub, as: keyof typeof tokens = 'operator') => hub.call('POST', '/api/shifts', { json: { opening_float: 100_000 }, as })

test('a shift is counted blind: what should be there is told with the count, and never changes', async () => {
  const hub = await fakeHub()
  const shift = await opened(hub)
  expect(shift.status).toBe(201)
  const page = `/api/shifts/${String(shift.json['id'])}`
  await took(hub, 'token:operator', { amount: 15_000 })
  await took(hub, 'token:operator', { amount: 7000, method: 'card' })
  expect((await hub.call('GET', page)).json).toMatchObject({ expected_amount: null, difference: null, totals: null })

  const closed = await hub.call('POST', `${page}/close`, { json: { counted_amount: 114_000 } })
  expect(closed.json).toMatchObject({ counted_amount: 114_000, expected_amount: 115_000, difference: -1000, closed_by: 'token:operator' })
  const again = await hub.call('POST', `${page}/close`, { json: { counted_amount: 115_000 } })
  expect([again.status, again.json['code']]).toEqual([409, 'conflict'])
  expect((await hub.call('GET', page)).json).toMatchObject({
    difference: -1000,
    adjusted: 0,
    totals: expect.arrayContaining([{ method: 'cash', kind: 'payment', count: 1, amount: 15_000 }]) as unknown,
  })
  expect(hub.store.shelves.audit.map(({ action }) => action)).toEqual(['open_shift', 'close_shift'])
})

test('nobody has two open shifts, and nobody but an administrator closes that of somebody else', async () => {
  const hub = await fakeHub()
  const shift = await opened(hub)
  expect((await opened(hub)).json).toMatchObject({ code: 'conflict' })
  expect((await opened(hub, 'admin')).status).toBe(201)
  const close = `/api/shifts/${String(shift.json['id'])}/close`
  const count = { json: { counted_amount: 100_000 } }
  expect((await hub.call('POST', close, { ...count, as: 'operator_pusat' })).status).toBe(403)
  expect((await hub.call('POST', close, { ...count, as: 'admin' })).json).toMatchObject({ difference: 0, closed_by: 'token:admin' })
})

test('what is found after a shift was closed is an entry of its own, by an administrator', async () => {
  const hub = await fakeHub()
  const shift = await opened(hub)
  const page = `/api/shifts/${String(shift.json['id'])}`
  const found = { json: { amount: -1000, reason: 'torn note' } }
  expect((await hub.call('POST', `${page}/adjustments`, { ...found, as: 'admin' })).json).toMatchObject({ code: 'conflict' })
  await hub.call('POST', `${page}/close`, { json: { counted_amount: 99_000 } })
  expect((await hub.call('POST', `${page}/adjustments`, found)).status).toBe(403)
  const entry = await hub.call('POST', `${page}/adjustments`, { ...found, as: 'admin' })
  expect([entry.status, entry.json]).toMatchObject([
    201,
    { kind: 'adjustment', amount: -1000, note: 'torn note', shift_id: shift.json['id'] },
  ])
  expect((await hub.call('GET', page)).json).toMatchObject({ expected_amount: 100_000, difference: -1000, adjusted: -1000 })
})

test('an operator takes back a payment of the own open shift, once; the stay owes it again', async () => {
  const hub = await fakeHub()
  const stay = { ...sessionRecord('2026-01-20T10:00:00.000Z'), paidAmount: 9000 }
  hub.store.shelves.sessions.set(stay.id, stay)
  const shift = await opened(hub)
  const paid = await took(hub, 'token:operator', { sessionId: stay.id, amount: 9000 })
  const refund = (json: object) => hub.call('POST', `/api/payments/${paid.id}/refund`, { json })
  expect((await refund({ amount: 4000, reason: 'wrong class' })).json).toMatchObject({
    kind: 'refund',
    amount: -4000,
    method: 'cash',
    reverses_id: paid.id,
    session_id: stay.id,
    shift_id: shift.json['id'],
  })
  expect(hub.store.shelves.sessions.get(stay.id)?.paidAmount).toBe(5000)
  expect((await refund({ amount: 5001, reason: 'too much' })).json).toMatchObject({ code: 'conflict' })
  expect((await refund({ reason: 'all of it' })).json).toMatchObject({ amount: -5000 })
  expect((await refund({ reason: 'once more' })).json).toMatchObject({ code: 'conflict' })
  expect(hub.store.shelves.sessions.get(stay.id)?.paidAmount).toBe(0)
})

test('a payment that did not go through the own open till is taken back by an administrator only', async () => {
  const hub = await fakeHub()
  const paid = await took(hub, 'machine:gate_out', { amount: 5000, sessionId: null })
  await opened(hub)
  const path = `/api/payments/${paid.id}/refund`
  expect((await hub.call('POST', path, { json: { reason: 'he asked' } })).json).toMatchObject({ code: 'forbidden' })
  expect((await hub.call('POST', path, { json: { reason: 'he asked' }, as: 'admin' })).json).toMatchObject({
    amount: -5000,
    shift_id: null,
  })
  expect((await hub.call('POST', '/api/payments/none/refund', { json: { reason: 'x' } })).status).toBe(404)
})

test.each([
  ['/api/shifts', { opening_float: -1 }],
  ['/api/shifts', { opening_float: 1.5 }],
  ['/api/shifts/x/close', {}],
  ['/api/shifts/x/adjustments', { amount: 0, reason: 'nothing' }],
  ['/api/payments/x/refund', { amount: 0, reason: 'nothing' }],
  ['/api/payments/x/refund', { amount: 5 }],
])('%s refuses %j', async (path, json) => {
  const { call } = await fakeHub()
  expect((await call('POST', path, { json, as: 'admin' })).json).toMatchObject({ code: 'invalid_request' })
})

test('the report adds up days of the outlet under every heading, beside the openings by hand', async () => {
  const hub = await fakeHub()
  const stay = sessionRecord('2026-01-19T10:00:00.000Z')
  hub.store.shelves.sessions.set(stay.id, stay)
  // Midnight in Jakarta is 17:00 UTC.
  await took(hub, 'token:operator', { sessionId: stay.id, amount: 10_000, occurredAt: '2026-01-19T16:59:59.999Z' })
  await took(hub, 'machine:gate_out', { amount: 20_000, occurredAt: '2026-01-19T17:00:00.000Z' })
  await took(hub, 'machine:gate_out', { amount: -5000, kind: 'change', occurredAt: '2026-01-20T02:00:00.000Z' })
  await hub.call('POST', '/api/gate/control/gate_out', { json: { action: 'open', duration: 10, reason: 'guest' } })
  const { status, json } = await hub.call('GET', '/api/reports/money?from=2026-01-19&to=2026-01-20')
  expect(status).toBe(200)
  expect(json).toMatchObject({
    timezone: 'Asia/Jakarta',
    total: { count: 3, in: 30_000, out: -5000, net: 25_000 },
    days: [
      { key: '2026-01-19', count: 1, net: 10_000 },
      { key: '2026-01-20', count: 2, in: 20_000, out: -5000, net: 15_000 },
    ],
    actors: [
      { key: 'machine:gate_out', net: 15_000 },
      { key: 'token:operator', net: 10_000 },
    ],
    vehicle_classes: [
      { key: 'none', net: 15_000 },
      { key: 'car', net: 10_000 },
    ],
    manual_opens: [{ machine_id: 'gate_out', actor: 'token:operator', opens: 1, payments: 1 }],
  })
  const file = await hub.app.request('/api/reports/money/export?from=2026-01-19&to=2026-01-20', {
    headers: { authorization: `Bearer ${tokens.viewer}` },
  })
  expect(await file.text()).toContain('day,2026-01-20,2,20000,-5000,15000\r\n')
})

test.each(['from=2026-01-20&to=2026-01-19', 'from=2026-01-01&to=2026-04-10', 'from=2026-02-30&to=2026-03-01', 'from=2026-01-01'])(
  'a report of %s is refused',
  async period => {
    const { call } = await fakeHub()
    expect((await call('GET', `/api/reports/money?${period}`)).json).toMatchObject({ code: 'invalid_request' })
  },
)

test('the ledger is checked against what sessions say', async () => {
  const hub = await fakeHub()
  expect((await hub.call('GET', '/api/reports/ledger-check')).json).toMatchObject({
    balanced: true,
    balance: { takings: 0, sessions: 0 },
    mismatches: [],
  })
  const stay = { ...sessionRecord('2026-01-20T10:00:00.000Z'), paidAmount: 1 }
  hub.store.shelves.sessions.set(stay.id, stay)
  expect((await hub.call('GET', '/api/reports/ledger-check')).json).toMatchObject({
    balanced: false,
    balance: { takings: 0, sessions: 1 },
    mismatches: [{ kind: 'session', id: stay.id, expected: 0, found: 1 }],
  })
})
