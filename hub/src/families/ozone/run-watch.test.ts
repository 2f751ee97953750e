import { silentLog } from '@palang/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LatestMessage } from '../../services.ts'
import { rebuildBuckets } from './rebuild.ts'
import { watchRuns } from './run-watch.ts'
import { admin, mac, treatmentHub } from './testing/treatment-hub.ts'

const minuteMs = 60_000
let hub: Awaited<ReturnType<typeof treatmentHub>>
let latest: LatestMessage | undefined
let runs: ReturnType<typeof watchRuns>
beforeEach(async () => {
  hub = await treatmentHub()
  watch(hub.treatments)
  latest = undefined
  await hub.treatments.assignments.assign(admin, { deviceId: mac, machineId: 'ozon-1', from: '2026-01-01T00:00:00.000Z' })
})
afterEach(() => hub.close())

/** A run of the hub watches from now on. */
function watch(treatments: (typeof hub)['treatments']) {
  const live = { publish: (event: (typeof hub.told)[number]) => void hub.told.push(event), latestOf: () => latest }
  runs = watchRuns({ ...hub.services, log: silentLog(), live, treatments })
}

const at = (minute: number) => new Date(Date.UTC(2026, 0, 20, 10, 30 + minute)).toISOString()
const step = (phase: 'start' | 'finish' | 'abort', minute: number, over: object = {}) => ({
  ...{ device_id: mac, event_type: 'BASIC', phase, run: 'a', timestamp: at(minute) },
  ...over,
})
const begin = () => hub.say('event', step('start', 0, { planned_s: 300 }))
/** Lets minutes pass, and looks after each. */
async function pass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await hub.clock.advance(minuteMs)
    await runs.look()
  }
}
const alarms = async () =>
  (await hub.store.alarms.list({ state: 'active' }, { limit: 9 })).items.map(({ machineId, code }) => `${machineId} ${code}`)
const outcomes = async () =>
  (await hub.everything()).sessions.map(({ state, outcome, outcomeReason, closedAt, amount }) => ({
    ...{ state, outcome, outcomeReason, amount },
    closedAt: closedAt?.slice(11, 16),
  }))
const sums = async () =>
  (await hub.everything()).buckets
    .filter(({ scope, size }) => scope === 'machine' && size === 'day')
    .map(({ basic, aborted, revenue, runSeconds }) => ({ basic, aborted, revenue, runSeconds }))
const unknown = { state: 'aborted', outcome: 'unknown', outcomeReason: 'unknown', amount: 0, closedAt: '10:35' }
const done = { state: 'closed', outcome: 'done', outcomeReason: null, amount: 5_000 }
const finish = () => hub.say('event', step('finish', 5, { actual_s: 299 }))

test('a treatment whose device is back without a word of its end is closed at the time it must have been over, with an alarm', async () => {
  await begin()
  await pass(12)
  expect(await outcomes()).toMatchObject([{ state: 'running' }])
  await hub.say('status', { queued: 0 })
  await pass(3)
  expect(await outcomes()).toEqual([unknown])
  expect(await alarms()).toEqual(['ozon-1 treatment_end_unknown'])
  expect(await sums()).toEqual([{ basic: 0, aborted: 1, revenue: 0, runSeconds: 0 }])
})

test('an end that is told after all stands in the place of the unknown one and counts once, told twice and after a restart too', async () => {
  await begin()
  await pass(70)
  expect(await outcomes()).toEqual([unknown])
  const restarted = await hub.run()
  watch(restarted)
  await pass(3)
  expect(await sums()).toEqual([{ basic: 0, aborted: 1, revenue: 0, runSeconds: 0 }])
  expect(await alarms()).toEqual(['ozon-1 treatment_end_unknown'])
  for (const treatments of [restarted, restarted, await hub.run()]) {
    await hub.say('event', step('finish', 5, { actual_s: 299 }), { hub: treatments })
    await hub.say('event', step('start', 0, { planned_s: 300 }), { hub: treatments })
    expect(await outcomes()).toEqual([{ ...done, closedAt: '10:35' }])
    expect(await sums()).toEqual([{ basic: 1, aborted: 0, revenue: 5_000, runSeconds: 299 }])
  }
  await pass(3)
  expect(await alarms()).toEqual([])
})

test('the end and the break told in one go after an unknown end are the end alone', async () => {
  await begin()
  await pass(70)
  await Promise.all([finish(), hub.say('event', step('abort', 6, { actual_s: 310 }))])
  expect(await outcomes()).toEqual([{ ...done, closedAt: '10:35' }])
  expect(await sums()).toEqual([{ basic: 1, aborted: 0, revenue: 5_000, runSeconds: 299 }])
})

test('what was taken back leaves nothing behind that a recount would call wrong', async () => {
  await begin()
  await pass(70)
  // It really ended in the next hour, and on the next day of no bucket it was counted in.
  await hub.say('event', step('finish', 31, { actual_s: 1_860 }))
  const counted = await rebuildBuckets(hub.services, { from: '2026-01-19', to: '2026-01-21' }, async () => undefined)
  expect(counted).toEqual({ treatments: 1, changed: 0 })
})

test('a device that says it runs, or has messages to send, is waited for; a later treatment ends the alarm', async () => {
  await begin()
  await pass(11)
  await hub.say('status', { queued: 4 })
  await pass(5)
  expect(await outcomes()).toMatchObject([{ state: 'running' }])
  await hub.say('status', { queued: 0, state: 'running' })
  const told = hub.told.findLast(({ type }) => type === 'treatment_status')
  latest = told && { ...told, at: at(16), receivedAt: at(16) }
  await pass(5)
  expect(await outcomes()).toMatchObject([{ state: 'running' }])
  latest = undefined
  await pass(2)
  expect(await alarms()).toEqual(['ozon-1 treatment_end_unknown'])
  await hub.say('event', { ...step('start', 20), run: 'b', planned_s: 60 })
  await hub.say('event', { ...step('finish', 21), run: 'b' })
  await pass(2)
  expect(await alarms()).toEqual([])
})

test('a beginning that a card brings after days is not closed before its end comes behind it', async () => {
  await hub.clock.advance(48 * 60 * minuteMs)
  await begin()
  await pass(3)
  expect(await outcomes()).toMatchObject([{ state: 'running' }])
  await finish()
  await pass(70)
  expect(await outcomes()).toEqual([{ ...done, closedAt: '10:35' }])
  expect(await alarms()).toEqual([])
})
