import { silentLog } from '@palang/kit'
import { expect, test } from 'vitest'
import { createHold, tellAgainAfterMs } from './hold.ts'
import { gateRig, operator } from './testing/gate-rig.ts'

async function rig() {
  const made = await gateRig()
  const { site, store, clock, fleet, live } = made
  const again = () => createHold({ site, store, clock, log: silentLog(), fleet, live })
  const keeper = again()
  await keeper.start()
  const says = (machineId: string, hold?: { hold_id: string; source: 'hub' | 'machine' }) =>
    live.publish({
      type: 'system_status',
      machineId,
      payload: {
        lane: {
          phase: 'idle',
          since: '2026-01-20T00:00:00.000Z',
          ...(hold === undefined ? {} : { hold: { ...hold, since: '2026-01-20T00:00:00.000Z' } }),
        },
      },
    })
  const stands = (machineId: string, status: string, more: Record<string, unknown> = {}) =>
    live.publish({ type: 'gate_status', machineId, payload: { status, ...more } })
  return { ...made, keeper, again, says, stands, told: fleet.told }
}

test('one act is written down with who and why, and told to each gate that is there', async () => {
  const { keeper, told, fleet, store } = await rig()
  fleet.offline.add('gate_out')
  await keeper.hold(operator, 'fire in hall B')
  expect(told.map(({ machineId }) => machineId)).toEqual(['gate_in'])
  expect(told[0]?.payload).toMatchObject({ held: true, reason: 'fire in hall B', by: operator.id })
  const [entry] = (await store.audit.list({}, { limit: 1 })).items
  expect(entry).toMatchObject({ action: 'gate.hold', actor: operator.id, subject: 'pusat', reason: 'fire in hall B' })
})

test('held twice is one hold, also when both come at once', async () => {
  const { keeper, told } = await rig()
  await Promise.all([keeper.hold(operator, 'a'), keeper.hold(operator, 'b')])
  expect(new Set(told.map(({ payload }) => payload.hold_id)).size).toBe(1)
  expect(keeper.state().reason).toBe('a')
})

test('a hub that starts again still holds them', async () => {
  const { keeper, again } = await rig()
  await keeper.hold(operator, 'fire')
  const next = again()
  await next.start()
  expect(next.state()).toEqual(keeper.state())
})

test('a gate that comes later, or says otherwise, is told again, but not in answer to every word', async () => {
  const { keeper, told, fleet, says, clock } = await rig()
  fleet.offline.add('gate_out')
  await keeper.hold(operator, 'fire')
  fleet.offline.delete('gate_out')
  told.length = 0
  says('gate_out')
  says('gate_out')
  expect(told.map(({ machineId }) => machineId)).toEqual(['gate_out'])
  await clock.advance(tellAgainAfterMs)
  says('gate_out')
  expect(told).toHaveLength(2)
  says('gate_out', { hold_id: keeper.state().hold_id ?? '', source: 'hub' })
  await clock.advance(tellAgainAfterMs)
  says('gate_out', { hold_id: keeper.state().hold_id ?? '', source: 'hub' })
  expect(told).toHaveLength(2)
})

test('a gate that still holds what was let go of while it was away is told so', async () => {
  const { told, says } = await rig()
  says('gate_in', { hold_id: '019be7a0-0000-7000-8000-0000000000f1', source: 'hub' })
  expect(told).toMatchObject([{ machineId: 'gate_in', payload: { held: false } }])
})

test('each gate is told of as far as it is proven', async () => {
  const { keeper, fleet, stands } = await rig()
  await keeper.hold(operator, 'fire')
  stands('gate_in', 'open', { position_known: true })
  stands('gate_out', 'open', { position_known: true })
  fleet.offline.add('gate_out')
  const proven = () => keeper.view().gates.map(({ gate_id: id, outcome, proof }) => [id, outcome, proof])
  expect(proven()).toEqual([
    ['gate_in', 'open', 'limit_switch'],
    ['gate_out', 'not_reached', undefined],
  ])
  fleet.offline.clear()
  stands('gate_in', 'closed')
  stands('gate_out', 'open', { position_known: false })
  expect(proven()).toEqual([
    ['gate_in', 'not_open', undefined],
    ['gate_out', 'open', 'assumed'],
  ])
  stands('gate_in', 'open', { estop: true })
  expect(proven()[0]).toEqual(['gate_in', 'stopped', undefined])
})

test('one release lets go of all, also of a lane held at its machine; where nothing is held it is refused', async () => {
  const { keeper, told, fleet, says, store } = await rig()
  await expect(keeper.release(operator, 'over')).rejects.toMatchObject({ code: 'conflict' })
  await keeper.hold(operator, 'fire')
  says('gate_out', { hold_id: '019be7a0-0000-7000-8000-0000000000f2', source: 'machine' })
  told.length = 0
  await keeper.release(operator, 'over')
  expect(told.map(({ payload }) => payload.held)).toEqual([false, false])
  expect(fleet.sent).toMatchObject([{ machineId: 'gate_out', type: 'lane_hold', payload: { held: false, reason: 'over' } }])
  expect((await store.audit.list({}, { limit: 1 })).items[0]).toMatchObject({ action: 'gate.release_hold', reason: 'over' })
})

test('a database that is away holds nothing, and says so', async () => {
  const { keeper, told, store } = await rig()
  store.transact = () => Promise.reject(new Error('gone'))
  await expect(keeper.hold(operator, 'fire')).rejects.toThrow('gone')
  expect([keeper.state().held, told]).toEqual([false, []])
})

test('the first controllers, which know of no hold, are told to open when it begins, when they come, and to close at its end', async () => {
  const { site, store, clock, fleet, live } = await gateRig()
  const presence = () => fleet.presence().map(one => ({ ...one, protocol: 0 }))
  const keeper = createHold({ site, store, clock, log: silentLog(), live, fleet: { ...fleet, tell: () => false, presence } })
  await keeper.start()
  await keeper.hold(operator, 'fire')
  live.publish({ type: 'presence', machineId: 'gate_in', payload: { machine_id: 'gate_in', online: true } })
  await keeper.release(operator, 'over')
  expect(fleet.sent.map(({ machineId, payload }) => [machineId, payload['action']])).toEqual([
    ['gate_in', 'open'],
    ['gate_out', 'open'],
    ['gate_in', 'open'],
    ['gate_in', 'close'],
    ['gate_out', 'close'],
  ])
})
