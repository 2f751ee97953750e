import { expect, test } from 'vitest'
import { fakeHub } from '../../edges/http/testing/fake-hub.ts'

async function waterHub() {
  const hub = await fakeHub()
  const machine = { id: 'vending-1', family: 'water' as const, vehicle_class: 'car', panel: { port: 8003, host: '127.0.0.1' }, devices: {} }
  Object.assign(hub.services.site, { machines: [...hub.services.site.machines, machine] })
  return hub
}

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
