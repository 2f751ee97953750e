import { expect, test } from 'vitest'
import { waterHub } from './testing/water-hub.ts'

test('an operator’s pour is a command of its machine, and its answer the whole life with what was counted', async () => {
  const { call, fleet } = await waterHub()
  fleet.outcome = () => ({ state: 'succeeded', evidence: { kind: 'measured', delivered_ml: 251 } })
  const answer = await call('POST', '/api/v1/machines/vending-1/dispense', { json: { volume_ml: 250, reason: 'after service' } })
  expect(answer).toMatchObject({ status: 200, json: { state: 'succeeded', evidence: { delivered_ml: 251 } } })
  expect(fleet.sent).toMatchObject([{ machineId: 'vending-1', type: 'dispense', payload: { volume_ml: 250 }, reason: 'after service' }])
})

test('a gate pours no water, and an unknown machine is none', async () => {
  const { call, fleet } = await waterHub()
  expect(await call('POST', '/api/v1/machines/gate_in/dispense', { json: { volume_ml: 250 } })).toMatchObject({
    status: 501,
    json: { code: 'not_supported' },
  })
  expect(await call('POST', '/api/v1/machines/nobody/dispense', { json: { volume_ml: 250 } })).toMatchObject({
    status: 404,
    json: { code: 'unknown_machine' },
  })
  expect(fleet.sent).toEqual([])
})

test('less than was ordered is a problem that carries the command', async () => {
  const { call, fleet } = await waterHub()
  const error = { code: 'pour_incomplete', message: '111 of 250 ml came: leak' }
  fleet.outcome = () => ({ state: 'failed', error, evidence: { kind: 'measured', delivered_ml: 111 } })
  expect(await call('POST', '/api/v1/machines/vending-1/dispense', { json: { volume_ml: 250 } })).toMatchObject({
    status: 409,
    json: { code: 'pour_incomplete', command: { evidence: { delivered_ml: 111 } } },
  })
})

test('the same key again pours once', async () => {
  const { call, fleet } = await waterHub()
  const pour = () =>
    call('POST', '/api/v1/machines/vending-1/dispense', { json: { volume_ml: 250 }, headers: { 'idempotency-key': 'k-1' } })
  const [first, second] = [await pour(), await pour()]
  expect([first.status, second.status]).toEqual([200, 200])
  expect(fleet.sent).toHaveLength(1)
})

test.each([
  ['stop_dispense', { reason: 'full' }],
  ['flush', { seconds: 30, reason: 'filter' }],
  ['sale_lock', { locked: true, reason: 'taste' }],
])('%s is a command of the machine, with its reason on it, and proven', async (type, json) => {
  const { call, fleet } = await waterHub()
  fleet.outcome = () => ({ state: 'succeeded', evidence: { kind: 'measured' } })
  const answer = await call('POST', `/api/v1/machines/vending-1/${type}`, { json })
  expect(answer).toMatchObject({ status: 200, json: { state: 'succeeded', type } })
  expect(fleet.sent).toMatchObject([{ machineId: 'vending-1', type, payload: json, reason: json.reason }])
})

test.each([
  ['flush', { seconds: 30, reason: 'filter', by: 'user:somebody@else' }],
  ['sale_lock', { locked: true, reason: 'taste', by: 'user:somebody@else' }],
])('%s says who gave it, whatever the asker says', async (type, json) => {
  const { call, fleet } = await waterHub()
  await call('POST', `/api/v1/machines/vending-1/${type}`, { json })
  const [sent] = fleet.sent
  expect(sent?.payload).toMatchObject({ by: sent?.actor.id })
  expect(sent?.actor.id).not.toBe(json.by)
})

test('a flush and a lock need a reason, a flush an end; nothing is sent without', async () => {
  const { call, fleet } = await waterHub()
  const statuses = [
    await call('POST', '/api/v1/machines/vending-1/flush', { json: { seconds: 30 } }),
    await call('POST', '/api/v1/machines/vending-1/flush', { json: { seconds: 601, reason: 'filter' } }),
    await call('POST', '/api/v1/machines/vending-1/sale_lock', { json: { locked: false } }),
    await call('POST', '/api/v1/machines/gate_in/flush', { json: { seconds: 30, reason: 'filter' } }),
  ].map(({ status }) => status)
  expect([statuses, fleet.sent]).toEqual([[400, 400, 400, 501], []])
})
