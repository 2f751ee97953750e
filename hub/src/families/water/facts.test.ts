import { uuidv7 } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { moveAlarms } from '../../readings/alarm-moves.ts'
import { waterIntake, type WaterIntake, waterSite } from './testing/water-intake.ts'

let rig: WaterIntake
beforeEach(async () => {
  rig = await waterIntake()
})
afterEach(() => rig.close())

const session_id = uuidv7()
const ordered = {
  type: 'pour_ordered',
  payload: { session_id, purpose: 'test', volume_ml: 250, pulses: 113, pulses_per_litre: 450, max_ms: 17_500 },
}
const started = { type: 'pour_started', payload: { session_id } }
const ended = (reason: string, delivered_ml: number, exact = true) => ({
  type: 'pour_ended',
  payload: { session_id, reason, pulses: 113, delivered_ml, exact },
})

test('a pour is a session from the intention to its one end, with what the meter counted', async () => {
  expect((await rig.tell(ordered)).rejected).toEqual([])
  expect(await rig.store.sessions.get(session_id)).toMatchObject({
    family: 'water',
    state: 'ordered',
    machineId: 'vending-1',
    vehicleClass: null,
    pour: { purpose: 'test', orderedMl: 250, deliveredMl: null, exact: null },
  })
  await rig.tell(started)
  expect(await rig.store.sessions.get(session_id)).toMatchObject({ state: 'dispensing', closedAt: null })
  await rig.tell(ended('done', 251))
  expect(await rig.store.sessions.get(session_id)).toMatchObject({
    state: 'closed',
    outcome: 'closed',
    outcomeReason: 'done',
    paidAmount: 0,
    pour: { deliveredMl: 251, exact: true },
  })
  expect(rig.told.filter(event => event.type === 'dispense_event').map(event => event.payload['event'])).toEqual([
    'ordered',
    'dispensing',
    'ended',
  ])
})

test.each([
  ['leak', 100, true, 'partial', 'partial'],
  ['no_flow', 0, true, 'failed', 'failed'],
  ['not_begun', 0, true, 'failed', 'failed'],
  ['stopped', 100, true, 'cancelled', 'cancelled'],
  ['power', 0, false, 'partial', 'unknown'],
])('one that ends with %s after %i ml (exact: %s) is %s', async (reason, deliveredMl, exact, state, outcome) => {
  await rig.tell(ordered, started, ended(reason, deliveredMl, exact))
  expect(await rig.store.sessions.get(session_id)).toMatchObject({ state, outcome, outcomeReason: reason, pour: { deliveredMl, exact } })
})

test('the end stands, whatever is told after it', async () => {
  await rig.tell(ordered, started, ended('done', 251), started, ended('leak', 1))
  expect(await rig.store.sessions.get(session_id)).toMatchObject({ state: 'closed', pour: { deliveredMl: 251 } })
})

test('pours are listed with stays, and are none when places or vehicles are counted', async () => {
  await rig.tell(ordered, started)
  const { items } = await rig.store.sessions.list({ open: true }, { limit: 10 })
  expect(items).toMatchObject([{ id: session_id, pour: { orderedMl: 250 } }])
  expect(await rig.store.sessions.occupancy(waterSite.outlet.id)).toEqual([])
})

test('a measured minute is added to its minute, hour and day as so many readings, once however often it is told', async () => {
  const spread = (mean: number) => ({ mean, min: mean - 1, max: mean + 1 })
  const minute = (number: number, from: string, count: number, tds: number) => ({
    seq: number,
    id: uuidv7(),
    type: 'quality_measured',
    occurred_at: from,
    clock: 'synced',
    payload: { from, to: from, count, tds: spread(tds), ph: spread(7), temperature: spread(27), verdict: 'good' },
  })
  const at = '2026-01-20T10:00:00.000Z'
  const batch = {
    machineId: 'vending-1',
    family: 'water' as const,
    epoch: uuidv7(),
    items: [minute(1, at, 12, 120), minute(2, '2026-01-20T10:01:00.000Z', 3, 200)],
  }
  expect((await rig.intake.receive(batch)).rejected).toEqual([])
  expect((await rig.intake.receive(batch)).rejected).toEqual([])
  const of = { machineId: 'vending-1', from: '2026-01-19T00:00:00.000Z', to: '2026-01-21T00:00:00.000Z' }
  expect(await rig.store.readings.buckets({ ...of, size: 'minute' })).toMatchObject([
    { count: 12, tdsSum: 1_440_000, measured: true },
    { count: 3 },
  ])
  const both = { count: 15, tdsSum: 2_040_000, tdsMin: 119_000, tdsMax: 201_000, temperatureCount: 15 }
  expect(await rig.store.readings.buckets({ ...of, size: 'hour' })).toMatchObject([{ ...both, startsAt: at }])
  expect(await rig.store.readings.buckets({ ...of, size: 'day' })).toMatchObject([{ ...both, startsAt: '2026-01-19T17:00:00.000Z' }])
})

const minute = (verdict: string) => ({
  type: 'quality_measured',
  payload: {
    from: '2026-01-20T09:59:00.000Z',
    to: '2026-01-20T10:00:00.000Z',
    count: 12,
    tds: { mean: 120, min: 118, max: 122 },
    ph: { mean: 7.1, min: 7, max: 7.2 },
    verdict,
  },
})
const raised = { type: 'alarm_raised', payload: { code: 'water_quality_bad', severity: 'critical', message: 'The water is not good' } }
const badAlarms = async () => {
  const { items } = await rig.store.alarms.list({}, { limit: 9 })
  return items.flatMap(({ code, state }) => (code === 'water_quality_bad' ? [state] : []))
}
/** As the hub itself does for machines that post. */
const raisedByHub = (at: string) =>
  rig.store.transact(tx =>
    moveAlarms(tx, [{ kind: 'raise', machineId: 'vending-1', code: 'water_quality_bad', severity: 'critical', message: 'bad', at }]),
  )

test('what the hub had raised before the controller measured ends with the first good minute, and not with one that is not', async () => {
  await raisedByHub('2026-01-20T09:00:00.000Z')
  await rig.tell(minute('bad'), minute('unknown'))
  expect(await badAlarms()).toEqual(['active'])
  await rig.tell(minute('good'))
  expect(await badAlarms()).toEqual(['cleared'])
})

test('a good minute that comes late ends no alarm that was raised after it', async () => {
  await raisedByHub('2026-01-20T11:00:00.000Z')
  await rig.tell(minute('good'))
  expect(await badAlarms()).toEqual(['active'])
})

test('raised by both it is one alarm, and the controller that clears it ends it once', async () => {
  await raisedByHub('2026-01-20T09:00:00.000Z')
  await rig.tell(raised, minute('bad'), raised)
  expect(await badAlarms()).toEqual(['active'])
  await rig.tell({ type: 'alarm_cleared', payload: { code: 'water_quality_bad' } }, minute('good'))
  expect(await badAlarms()).toEqual(['cleared'])
})
